"""Pages of rate cards."""

from collections.abc import Sequence
from decimal import Decimal
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
    NumberColumn,
    Preset,
    VerbButton,
    VerbPage,
)
from crm.catalogue.actions import copy_rate_card, publish_rate_card, raised_prices, set_cost_rates
from crm.catalogue.forms import CopyForm, CostRatesForm, RateCardForm
from crm.catalogue.models import CostRate, RateCard
from crm.customers.forms import country_name

HELD = ("see_rate_cards",)


def at_home(user: Any) -> dict[str, Any]:
    """Country and currency of the first legal entity one may see: most lists are for there."""
    entity = LegalEntity.objects.visible_to(user).first()
    return {"region": entity.country, "currency": entity.currency} if entity else {}


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
        return at_home(self.request.user)

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


class CostRateList(ListPage):
    """What hours cost us, past and present."""

    model = CostRate
    rights = ("see_costs",)
    title = "Cost rates"
    eyebrow = "Sales"
    intro = "What an hour of each role costs us, dated: margins of quotes and projects are counted from it."
    columns = (
        Column("Role", "role", "role", kind="word", phone="title"),
        Column("Region", lambda rate: country_name(rate.region), "region"),
        NumberColumn("Cost an hour", "cost", "cost", places=2),
        Column("Currency", "currency", "currency"),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("Through", "valid_to", "valid_to"),
    )
    order = "role"
    search = ("role", "region", "currency")
    presets = (
        Preset("now", "In force", lambda rows, request: rows.filter(in_force(today("UTC")))),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No cost rates yet"
    empty_words = "Without them, no margin of a quote is known."
    empty_icon = "scale"

    def buttons(self) -> Sequence[Button]:
        """Set some."""
        return [Button("Set cost rates", reverse("cost-rates-new"), "plus", "set_cost_rates", "primary")]


class SetCostRates(FormPage):
    """What hours cost us from a day on."""

    verb = staticmethod(set_cost_rates)
    form_class = CostRatesForm
    title = "Set cost rates"
    submit_label = "Save"

    def question(self) -> str:
        """What comes of it."""
        return "Rates are not edited: later ones take over from their first day."

    def initial(self) -> dict[str, Any]:
        """Country and currency of the first legal entity one may see."""
        return at_home(self.request.user)

    def perform(self, form: Any) -> Sequence[CostRate]:
        """One call of the verb."""
        return set_cost_rates(**form.cleaned_data, by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under cost rates."""
        return [Crumb("Cost rates", reverse("cost-rates"))]

    def success_url(self, done: Sequence[CostRate]) -> str:
        """Back to them."""
        return reverse("cost-rates")

    def success_message(self, done: Sequence[CostRate]) -> str:
        """How many."""
        return f"{len(done)} cost rates hold from {done[0].valid_from}."


class CopyList(VerbPage):
    """A dated list made from another: its prices raised in one step, shown before they are published."""

    form_class = CopyForm
    template_name = "crm/catalogue/copy_rate_card.html"
    submit_label = "Publish the copy"
    two_columns = True
    label, of = "", ""  # what the prices are called, and what each is of

    def raised(self, percent: Decimal, step: Decimal) -> list[tuple[str, Decimal, Decimal]]:
        """What each price is of, what it is now, and what it becomes."""
        raise NotImplementedError

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
        """Old and new; nothing while what is typed is no raise."""
        asked = self.request.GET
        try:
            percent, step = (CopyForm.base_fields[name].clean(asked.get(name)) for name in ("raise_by", "step"))
            prices = self.raised(percent, step)
        except (ValidationError, Invalid):
            prices = []
        context = {"prices": prices, "record": self.record, "label": self.label, "of": self.of}
        return render(self.request, "crm/catalogue/raised.html", context)

    def success_message(self, done: Any) -> str:
        """Named."""
        return f"{done.name} holds from {done.valid_from}."


class CopyRateCard(CopyList):
    """A rate card made from another."""

    model = RateCard
    verb = staticmethod(copy_rate_card)
    title = "Copy and raise a rate card"
    label, of = "Rates per hour", "Role"

    def raised(self, percent: Decimal, step: Decimal) -> list[tuple[str, Decimal, Decimal]]:
        """By role."""
        held = raised_prices(self.record.rates.all(), raise_by=percent, step=step)
        return [(rate.role.capitalize(), rate.price, then) for rate, then in held]

    def crumbs(self) -> Sequence[Crumb]:
        """Under the card."""
        up = Crumb(self.record.name, reverse("rate-card", args=[self.record.pk]))
        return [Crumb("Rate cards", reverse("rate-cards")), up]

    def success_url(self, done: RateCard) -> str:
        """The new card."""
        return reverse("rate-card", args=[done.pk])
