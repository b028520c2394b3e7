"""Pages of rate cards."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.dates import in_force
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
)
from crm.catalogue.actions import publish_rate_card
from crm.catalogue.forms import RateCardForm
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
