"""What billing wants looked at before a period is closed."""

from datetime import date

from accounting.billing.checks import receivables_differ, taxes_differ
from accounting.billing.models import Invoice
from billing_suite.kernel.firm.closing import CloseFinding, CloseItem, register_close_item
from billing_suite.kernel.firm.models import LegalEntity


def drafts(entity: LegalEntity, starts_on: date, ends_on: date) -> CloseFinding:
    """Drafts and approved invoices for work by the period's end that are not issued."""
    waiting = Invoice.objects.filter(legal_entity=entity, status__in=["draft", "approved"])
    count = waiting.filter(supply_from__lte=ends_on).count()
    return CloseFinding(count, f"{count} not issued", "invoices", {"view": "drafts"})


def sub_ledgers(entity: LegalEntity, starts_on: date, ends_on: date) -> CloseFinding:
    """Customers whose open items and receivables differ, and tax components that differ from their invoices."""
    count = len([*receivables_differ(entity), *taxes_differ(entity)])
    return CloseFinding(count, f"{count} differences", "receivables")


register_close_item(
    CloseItem(
        "draft_invoices", "Draft invoices", "Work of the period is invoiced, or known to come later.", drafts, order=20
    ),
    CloseItem(
        "sub_ledgers",
        "Sub-ledgers",
        "Open items are the receivables accounts, tax on invoices the tax payable accounts.",
        sub_ledgers,
        strict=True,
        order=70,
    ),
)
