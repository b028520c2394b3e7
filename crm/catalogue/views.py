"""Pages of rate cards."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.dates import in_force
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    Preset,
    VerbButton,
    VerbPage,
)
from crm.catalogue.actions import copy_rate_card, publish_rate_card, raised_prices
from crm.catalogue.forms import CopyForm, RateCardForm
from crm.catalogue.models import RateCard
from crm.customers.forms import country_name

HELD = ("see_rate_cards",)


class RateCardList(ListPage):
    """Every price list, past and present."""

    model = RateCard
    rights = HELD
    title = "Rate cards"
    eyebrow = "Sales"
    intro = "Prices per hour by role, dated, for a region and a currency."
    columns = (
        LinkColumn("Rate card", "name", "name", to="rate-card"),
        Column("Region", lambda card: country_name(card.region), "region"),
        Column("Currency", "currency", "currency"),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("Through", "valid_to", "valid_to"),
    )
    order = "name"
    search = ("name", "region", "currency")
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("now", "In force", lambda rows, request: rows.filter(in_force(today("UTC")))),
    )
    empty_title = "No rate cards yet"
    empty_words = "Without a rate, no hour of work can be approved."
    empty_icon = "coins"

    def buttons(self) -> Sequence[Button]:
        """Publish one."""
        return [Button("Publish rate card", reverse("rate-card-new"), "plus", "publish_rate_card", "primary")]


class RateCardPage(DetailPage):
    """One price list with its rates."""

    model = RateCard
    rights = HELD
    template_name = "crm/catalogue/rate_card.html"
    slot = "rate-card"
    status_field = ""
    eyebrow = "Rate card"

    def crumbs(self) -> Sequence[Crumb]:
        """Under rate cards."""
        return [Crumb("Rate cards", reverse("rate-cards"))]

    def facts(self) -> Sequence[Fact]:
        """Where and when it holds."""
        held = self.record
        return [
            Fact("Region", country_name(held.region)),
            Fact("Currency", held.currency),
            Fact("From", held.valid_from),
            Fact("Through", held.valid_to or "Until the next card"),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """The next year's card is made from this one."""
        url = reverse("rate-card-copy", args=[self.record.pk])
        why = "It holds what one contract agreed."
        shared = bool(self.record.region)
        return [VerbButton("Copy and raise", url, "plus", "publish_rate_card", "primary", enabled=shared, why_not=why)]

    def more(self) -> dict[str, Any]:
        """The rates by role."""
        return {"rates": list(self.record.rates.all())}


class PublishRateCard(FormPage):
    """A new price list from a day on."""

    verb = staticmethod(publish_rate_card)
    form_class = RateCardForm
    title = "Publish a rate card"
    submit_label = "Publish"

    def question(self) -> str:
        """What comes of it."""
        return "Published prices are not edited: a later card takes over from its first day."

    def initial(self) -> dict[str, Any]:
        """Country and currency of the first legal entity one may see."""
        entity = LegalEntity.objects.visible_to(self.request.user).first()
        return {"region": entity.country, "currency": entity.currency} if entity else {}

    def perform(self, form: Any) -> RateCard:
        """One call of the verb."""
        return publish_rate_card(**form.cleaned_data, by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under rate cards."""
        return [Crumb("Rate cards", reverse("rate-cards"))]

    def success_url(self, done: RateCard) -> str:
        """The new card."""
        return reverse("rate-card", args=[done.pk])

    def success_message(self, done: RateCard) -> str:
        """Named."""
        return f"{done.name} holds from {done.valid_from}."


class CopyRateCard(VerbPage):
    """A card made from another: its prices raised in one step, shown before they are published."""

    model = RateCard
    verb = staticmethod(copy_rate_card)
    form_class = CopyForm
    template_name = "crm/catalogue/copy_rate_card.html"
    title = "Copy and raise a rate card"
    submit_label = "Publish the copy"
    two_columns = True

    def question(self) -> str:
        """What comes of it."""
        return f"Every price of {self.record.name}, in {self.record.currency}, from a day on. It stays as it is before."

    def initial(self) -> dict[str, Any]:
        """In the same region."""
        return {"name": self.record.name, "region": self.record.region}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; for htmx the prices alone, as they would be."""
        if request.headers.get("HX-Request") == "true":
            return self.preview()
        return super().get(request, *args, **kwargs)

    def preview(self) -> HttpResponse:
        """Old and new, by role."""
        fields = [CopyForm.base_fields[name] for name in ("raise_by", "step")]
        try:
            percent, step = (
                field.clean(self.request.GET.get(name))
                for name, field in zip(("raise_by", "step"), fields, strict=True)
            )
            prices = raised_prices(self.record.rates.all(), raise_by=percent, step=step)
        except (ValidationError, Invalid):
            prices = []
        return render(self.request, "crm/catalogue/raised.html", {"prices": prices, "record": self.record})

    def crumbs(self) -> Sequence[Crumb]:
        """Under the card."""
        up = Crumb(self.record.name, reverse("rate-card", args=[self.record.pk]))
        return [Crumb("Rate cards", reverse("rate-cards")), up]

    def success_url(self, done: RateCard) -> str:
        """The new card."""
        return reverse("rate-card", args=[done.pk])

    def success_message(self, done: RateCard) -> str:
        """Named."""
        return f"{done.name} holds from {done.valid_from}."
