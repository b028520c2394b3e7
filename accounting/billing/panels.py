"""What billing knows of a customer, a project and a contract, on their pages."""

from collections.abc import Mapping
from typing import Any

from accounting.billing.exempted import invoices_under
from accounting.billing.models import Invoice, OpenItem
from accounting.billing.reports import item_standing, standing, sums_by_currency, unbilled_work
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import from_minor
from billing_suite.kernel.web.panels import Panel, register_panel
from billing_suite.kernel.web.show import money_words
from crm.customers.models import Customer
from projects.time.models import TimeEntry

SHOWN = 8


def receivables_of(customer: Any, user: Any) -> Mapping[str, Any] | None:
    """What the customer owes, the longest due first, and the sums per currency: two queries."""
    open_items = (
        OpenItem.objects.visible_to(user)
        .still_open()
        .filter(customer__in=Customer.objects.family_of(customer).values("pk"))
    )
    at = now()
    sums = sums_by_currency(open_items, amount="amount_minor", paid="allocated_minor", credited="credited_minor")
    shown = open_items.for_list().order_by("due_on", "pk")[:SHOWN]
    return {
        "sums": [money_words(told["amount"] - told["paid"] - told["credited"]) for told in sums],
        "items": [(item, item_standing(item, item.legal_entity, at=at)) for item in shown],
    }


def invoices_over(path: str) -> Any:
    """The latest invoices of a project or contract with how they stand, for its panel."""

    def read(record: Any, user: Any) -> Mapping[str, Any] | None:
        at = now()
        seen = Invoice.objects.visible_to(user).for_list().filter(**{path: record})
        return {"invoices": [(one, standing(one, at=at)) for one in seen.exclude(status="discarded")[:SHOWN]]}

    return read


def unbilled_of(path: str) -> Any:
    """Work of a project or contract that is on no live invoice line, by the reason: one query."""

    def read(record: Any, user: Any) -> Mapping[str, Any] | None:
        return {"unbilled": unbilled_work(TimeEntry.objects.visible_to(user).filter(**{path: record}))}

    return read


def uses_of(certificate: Any, user: Any) -> Mapping[str, Any] | None:
    """The latest invoices that name an exemption certificate, with what it exempted: one query."""
    at, seen = now(), list(invoices_under(certificate, user).order_by("-supply_to", "-pk")[:SHOWN])
    for invoice in seen:
        invoice.exempt = from_minor(invoice.exempt_minor, invoice.currency)
    return {"uses": [(invoice, standing(invoice, at=at)) for invoice in seen]}


HELD = ("see_invoices",)
BOTH = ("see_time",)
OWED, MADE, WORK, USED = (
    f"accounting/billing/{name}_panel.html" for name in ("receivables", "invoices", "unbilled", "certificate")
)
register_panel(Panel("customer-wide", "Receivables", OWED, receivables_of, "coins", HELD, order=30))
register_panel(Panel("project-wide", "Invoices", MADE, invoices_over("project"), "file-invoice", HELD, order=60))
register_panel(Panel("contract-wide", "Invoices", MADE, invoices_over("contract"), "file-invoice", HELD, order=60))
register_panel(Panel("project", "Not billed yet", WORK, unbilled_of("project"), "clock", BOTH, order=60))
register_panel(Panel("contract", "Not billed yet", WORK, unbilled_of("project__contract"), "clock", BOTH, order=60))
register_panel(Panel("certificate-wide", "Invoices that used it", USED, uses_of, "file-invoice", HELD, order=30))
