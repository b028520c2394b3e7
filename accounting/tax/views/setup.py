"""A place's own ways, and what customers withhold."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from accounting.tax.forms.setup import WithholdingForm
from accounting.tax.models import Jurisdiction, Withholding
from accounting.tax.withholding import record_withholding
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DateColumn,
    FormPage,
    LinkColumn,
    ListPage,
    NumberColumn,
)
from billing_suite.kernel.web.show import show_number


class Withholdings(ListPage):
    """Tax that customers deduct."""

    model = Withholding
    rights = ("see_tax",)
    title = "Withholdings"
    eyebrow = "Tax"
    intro = "Tax that a customer deducts from what they pay us, and pays to their authority for us."
    columns = (
        LinkColumn("Customer", "customer.name", "customer__name", to="customer", key="customer_id"),
        NumberColumn("Of the net", lambda row: f"{show_number(row.rate)} %", "rate", phone="labelled"),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("Through", "valid_to", "valid_to"),
        Column("By which law", "reason"),
    )
    order = "-valid_from"
    search = ("customer__name", "reason")
    search_hint = "Customer or law"
    empty_title = "No customer withholds tax"
    empty_words = "Where one does, it is recorded here with its law: invoices then ask for less, and say why."
    empty_icon = "percentage"

    def buttons(self) -> Sequence[Button]:
        """Record one."""
        url = reverse("withholding-record")
        return [Button("Record a withholding", url, "plus", "record_withholding", "primary")]


class RecordWithholding(FormPage):
    """A customer begins to deduct tax, or another part of it."""

    verb = staticmethod(record_withholding)
    form_class = WithholdingForm
    title = "Record a withholding"
    eyebrow = "Tax"
    submit_label = "Record"

    def question(self) -> str:
        """What comes of it."""
        return "Drafts made from now on ask for so much less, and print the law. One before it ends the day before."

    def crumbs(self) -> Sequence[Crumb]:
        """The list."""
        return [Crumb("Withholdings", reverse("withholdings"))]

    def form_arguments(self) -> Mapping[str, Any]:
        """Only customers this person sees."""
        return {"user": self.request.user}

    def success_url(self, done: Any) -> str:
        """The list."""
        return reverse("withholdings")

    def success_message(self, done: Any) -> str:
        """What stands now."""
        return f"{done.customer.name} withholds {show_number(done.rate)} % from {done.valid_from}"


class Jurisdictions(ListPage):
    """Places with ways of their own."""

    model = Jurisdiction
    rights = ("see_tax",)
    title = "Jurisdictions"
    eyebrow = "Tax"
    intro = "Places that round tax on each line, or whose firms need e-invoices of each other from a day on."
    columns = (
        Column("Place", lambda row: f"{row.country} {row.region}".strip(), "country", phone="title", kind="title"),
        Column("Rounds", "get_rounding_display", phone="labelled"),
        Column("E-invoices", "get_e_invoice_display"),
        DateColumn("From", "e_invoice_from", "e_invoice_from"),
        Column("Source", "source"),
    )
    order = "country"
    search = ("country", "source")
    search_hint = "Place or source"
    empty_title = "No place has ways of its own"
    empty_words = "Everywhere tax is rounded once a group and document, and e-invoices are made where customers ask."
    empty_icon = "tax"
