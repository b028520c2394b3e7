"""Invoices: the list with its tabs, and the verbs over ticked rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounting.billing.actions import approve_invoices, discard_invoices, issue_invoices, return_invoices
from accounting.billing.models import Invoice
from accounting.billing.reports import past_due, standing
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.web.pages import (
    Bulk,
    BulkPage,
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


def entities_for(user: Any) -> list[tuple[str, str]]:
    """The legal entities a person sees, for a filter."""
    return [(str(entity.pk), entity.name) for entity in LegalEntity.objects.visible_to(user)]


def overdue(rows: Any, request: HttpRequest) -> Any:
    """Issued, open and past due by each legal entity's own date."""
    return rows.still_open().filter(past_due(LegalEntity.objects.visible_to(request.user), at=now()))


class InvoiceList(ListPage):
    """Every request for payment, from draft to paid."""

    model = Invoice
    rights = ("see_invoices",)
    title = "Invoices"
    eyebrow = "Finance"
    intro = "Every request for payment, from draft to paid."
    columns = (
        LinkColumn("Invoice", str, "reference", to="invoice"),
        Column("Customer", "customer.name", "customer__name"),
        StatusColumn("Status", lambda invoice: standing(invoice, at=now())),
        DateColumn("Issued", "issued_on", "issued_on"),
        DateColumn("Due", "due_on", "due_on"),
        MoneyColumn("Net", "net", "net_minor", phone="labelled"),
        MoneyColumn("Gross", "gross", "gross_minor"),
    )
    order = "-reference"
    search = ("number", "reference", "customer__name", "contract__reference", "project__reference")
    search_hint = "Number, customer, contract or project"
    choices = (Choice("legal_entity", "Legal entity", entities_for),)
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("drafts", "Drafts", lambda rows, request: rows.in_state("draft")),
        Preset("approved", "Approved", lambda rows, request: rows.in_state("approved")),
        Preset("issued", "Issued", lambda rows, request: rows.in_state("issued")),
        Preset("open", "Open", lambda rows, request: rows.still_open()),
        Preset("overdue", "Overdue", overdue),
        Preset("voided", "Voided", lambda rows, request: rows.in_state("voided")),
        Preset("discarded", "Discarded", lambda rows, request: rows.in_state("discarded")),
    )
    bulk = (
        Bulk("Approve", "invoices-approve", "approve_invoices", "thumb-up"),
        Bulk("Issue", "invoices-issue", "issue_invoices", "send"),
        Bulk("Return to draft", "invoices-return", "approve_invoices", "rotate-clockwise"),
        Bulk("Discard", "invoices-discard", "start_billing_run", "trash"),
    )
    empty_title = "No invoices yet"
    empty_words = "Invoices come from a billing run over approved work."
    empty_icon = "file-invoice"

    def buttons(self) -> Sequence[Button]:
        """Where invoices come from."""
        return [Button("Start a billing run", reverse("billing-run-start"), "plus", "start_billing_run", "primary")]

    def stats(self) -> Sequence[Mapping[str, Any]]:
        """What waits for somebody: one query."""
        seen = Invoice.objects.visible_to(self.request.user)
        still = Q(pk__in=seen.still_open().values("pk"))
        late = Q(pk__in=overdue(seen, self.request).values("pk"))
        told = seen.order_by().aggregate(
            drafts=Count("pk", Q(status="draft")),
            approved=Count("pk", Q(status="approved")),
            open=Count("pk", still),
            late=Count("pk", late),
        )
        return [
            {"label": "To approve", "value": told["drafts"], "note": "drafts by somebody else"},
            {"label": "To issue", "value": told["approved"], "note": "approved, without a number yet"},
            {"label": "Open", "value": told["open"], "note": "issued, not yet paid"},
            {"label": "Overdue", "value": told["late"], "note": "past their due date"},
        ]


class InvoicesBulk(BulkPage):
    """A verb over ticked invoices."""

    model = Invoice
    back_url_name = "invoices"

    def rows(self) -> QuerySet[Any]:
        """With the legal entity, whose date is the one that counts."""
        return super().rows().select_related("legal_entity")


class ApproveInvoices(InvoicesBulk):
    """Say yes to drafts of others."""

    verb = staticmethod(approve_invoices)
    done_words = "approved"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}


class ReturnInvoices(InvoicesBulk):
    """Take approvals back."""

    verb = staticmethod(return_invoices)
    done_words = "returned to draft"


class DiscardInvoices(ApproveInvoices):
    """Drop drafts."""

    verb = staticmethod(discard_invoices)
    done_words = "discarded; their work is free to be billed again"


class IssueInvoices(InvoicesBulk):
    """Approved drafts become documents."""

    verb = staticmethod(issue_invoices)
    done_words: ClassVar[str] = "issued"

    def perform(self, records: list[Any]) -> Outcome[Any]:
        """Each on the date of its legal entity: one call a date, which is one call but around midnight."""
        at = now()
        days: dict[date, list[Invoice]] = defaultdict(list)
        for invoice in records:
            days[invoice.legal_entity.local_date(at)].append(invoice)
        outcomes = [issue_invoices(held, on=day, by=self.by) for day, held in sorted(days.items())]
        return Outcome([i for o in outcomes for i in o.done], [r for o in outcomes for r in o.refused])
