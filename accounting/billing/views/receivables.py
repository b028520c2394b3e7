"""Receivables: what customers still owe, oldest due date first."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounting.billing.models import OpenItem
from accounting.billing.reports import item_standing, past_due, sums_by_currency
from accounting.billing.views.invoices import entities_for
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    DateColumn,
    LinkColumn,
    ListPage,
    MoneyColumn,
    Preset,
    StatusColumn,
)


def late(rows: Any, request: HttpRequest) -> Any:
    """Past due by each legal entity's own date."""
    return rows.still_open().filter(past_due(LegalEntity.objects.visible_to(request.user), at=now()))


class Receivables(ListPage):
    """Open items: one an issued document, in its currency and in the books."""

    model = OpenItem
    rights = ("see_invoices",)
    title = "Receivables"
    eyebrow = "Finance"
    intro = "What customers still owe, by document, the longest due first."
    columns = (
        LinkColumn("Invoice", "invoice.number", "invoice__number", to="invoice"),
        Column("Customer", "customer.name", "customer__name"),
        StatusColumn("Status", lambda item: item_standing(item, item.legal_entity, at=now())),
        DateColumn("Due", "due_on", "due_on"),
        MoneyColumn("Invoiced", "amount", phone="labelled"),
        MoneyColumn("Received", "allocated", phone="labelled"),
        MoneyColumn("Open", "open"),
    )
    order = "due_on"
    search = ("invoice__number", "customer__name")
    search_hint = "Number or customer"
    choices = (Choice("legal_entity", "Legal entity", entities_for),)
    presets = (
        Preset("open", "Open", lambda rows, request: rows.still_open()),
        Preset("overdue", "Overdue", late),
        Preset("settled", "Settled", lambda rows, request: rows.exclude(pk__in=rows.still_open().values("pk"))),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nothing is open"
    empty_words = "Every issued invoice stands here until it is paid or credited in full."
    empty_icon = "coins"

    def buttons(self) -> Sequence[Button]:
        """Money that arrived; how old it all is."""
        return [
            Button("Aging", reverse("receivables-aging"), "calendar-due", "see_invoices"),
            Button("Record a receipt", reverse("receipt-record"), "cash", "record_receipt", "primary"),
        ]

    def stats(self) -> Sequence[Mapping[str, Any]]:
        """Open per currency: one query."""
        seen = OpenItem.objects.visible_to(self.request.user).still_open()
        sums = sums_by_currency(seen, amount="amount_minor", paid="allocated_minor", credited="credited_minor")
        return [
            {"label": f"Open in {told['currency']}", "value": told["amount"] - told["paid"] - told["credited"]}
            for told in sums
        ]
