"""Pages of the tax set-up, to be read."""

from typing import Any

from accounting.tax.models import CATEGORIES, Registration, TaxRate
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.pages import Choice, Column, DateColumn, ListPage, NumberColumn
from billing_suite.kernel.web.show import show_number


def entities_for(user: Any) -> list[tuple[str, str]]:
    """The legal entities a person sees, for a filter."""
    return [(str(entity.pk), entity.name) for entity in LegalEntity.objects.visible_to(user)]


class TaxRates(ListPage):
    """Dated rates with their sources."""

    model = TaxRate
    rights = ("see_tax",)
    title = "Tax rates"
    eyebrow = "Tax"
    intro = "One component of tax on one kind of supply in one place, from a day on, with its source."
    columns = (
        Column("Component", "component", "component", phone="title", kind="title"),
        Column("Place", lambda rate: f"{rate.country} {rate.region}".strip(), "country"),
        Column("Supply", "supply", "supply", phone="labelled"),
        Column("Category", lambda rate: f"{rate.category} · {rate.get_category_display()}"),
        NumberColumn("Rate", lambda rate: f"{show_number(rate.rate)} %", "rate"),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("To", "valid_to", "valid_to"),
        Column("Reason", "reason"),
        Column("Source", "source"),
    )
    order = "country"
    search = ("component", "country", "region", "source")
    search_hint = "Component, place or source"
    choices = (Choice("category", "Category", CATEGORIES),)
    empty_title = "No tax rates yet"
    empty_words = "Rates are set up by the controller, each with its source."
    empty_icon = "tax"


class Registrations(ListPage):
    """Where each legal entity is registered for tax."""

    model = Registration
    rights = ("see_tax",)
    title = "Tax registrations"
    eyebrow = "Tax"
    intro = "Where each legal entity owes tax, under which number, since when."
    columns = (
        Column("Number", "number", "number", phone="title", kind="title"),
        Column("Legal entity", "legal_entity.name", "legal_entity__name"),
        Column("Country", "country", "country", phone="labelled"),
        Column("Region", "region"),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("To", "valid_to", "valid_to"),
    )
    order = "country"
    search = ("number", "country")
    search_hint = "Number or country"
    choices = (Choice("legal_entity", "Legal entity", entities_for),)
    empty_title = "No registration yet"
    empty_words = "Without a registration in a place no tax of it is charged."
    empty_icon = "tax"
