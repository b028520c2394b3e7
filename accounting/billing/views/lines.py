"""An invoice's lines and figures as the page shows them: each number with the steps it came by."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from accounting.billing.models import BillingClaim, Invoice, InvoiceLine, InvoiceTax
from accounting.billing.reports import PhaseOfLines
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import Column, DateColumn, Fact, HoursColumn, Why, sheet
from billing_suite.kernel.web.show import day_words, show_number

CLAIM_COLUMNS = (
    Column("Who", "time_entry.person.user.name", phone="title", kind="title"),
    DateColumn("Day", "time_entry.work_date"),
    Column("Task", "time_entry.task.name"),
    HoursColumn("Hours", "minutes"),
    Column("Rate", "time_entry.rate_reason"),
    Column("Approved by", "time_entry.approved_by.name"),
    Column("Note", "time_entry.note"),
)


def shown_phases(invoice: Invoice, phases: Sequence[PhaseOfLines], rights: Collection[str]) -> list[dict[str, Any]]:
    """Phases with their lines ready to print."""
    edits = invoice.status == "draft" and "start_billing_run" in rights
    return [
        {
            "name": phase.name,
            "net": phase.net,
            "lines": [shown_line(invoice, line, edits=edits, sees_time="see_time" in rights) for line in phase.lines],
        }
        for phase in phases
    ]


def shown_line(invoice: Invoice, line: InvoiceLine, *, edits: bool, sees_time: bool) -> dict[str, Any]:
    """One line: words, figures, the why of its net, the work it bills."""
    claims: list[BillingClaim] = list(line.claims.all())
    return {
        "position": line.position,
        "description": line.description,
        "note": f"{line.role.capitalize()} · {span_words(line.supply_from, line.supply_to)}",
        "hours": line.quantity,
        "price": show_number(line.price, 2),
        "tax": line.tax_category,
        "net": line.net,
        "why": why_of(line, claims),
        "count": len(claims),
        "work": sheet(f"Work on line {line.position}", CLAIM_COLUMNS, claims) if sees_time and claims else None,
        "edit_url": reverse("invoice-line", args=[invoice.pk, line.position]) if edits else "",
    }


def span_words(first: date, last: date) -> str:
    """From the first day to the last; one day as itself."""
    return day_words(last) if first == last else f"{day_words(first)} to {day_words(last)}"


def why_of(line: InvoiceLine, claims: Sequence[BillingClaim]) -> Why:
    """Minutes, hours, price, product: and where the price comes from."""
    reasons = sorted({claim.time_entry.rate_reason for claim in claims if claim.time_entry.rate_reason})
    return Why(
        [
            ("Entries", len(claims)),
            ("Minutes", line.minutes),
            ("Hours, two decimals", line.quantity),
            (f"Price an hour, {line.currency}", line.price),
        ],
        line.net,
        "; ".join([*reasons, "hours times price, rounded once a line (RULES 2)"]),
    )


def totals_of(invoice: Invoice, taxes: Sequence[InvoiceTax]) -> list[dict[str, Any]]:
    """Net, each tax, gross; and what the customer will withhold of it."""
    shown: list[dict[str, Any]] = [{"label": "Net", "value": invoice.net}]
    shown += [{"label": f"{tax.component} {show_number(tax.rate)} %", "value": tax.tax} for tax in taxes]
    shown.append({"label": "Total", "value": invoice.gross, "is_total": True})
    told = invoice.decision.get("withholding")
    if told is not None:
        shown.append({"label": f"Of it withheld by the customer, {told['rate']} %", "value": invoice.withheld})
    return shown


def money_facts(invoice: Invoice) -> list[Fact]:
    """The invoice at a glance."""
    gross = Why([("Net", invoice.net), ("Tax", invoice.tax)], invoice.gross, "Tax per group of lines (RULES 5)")
    facts = [Fact("Gross", invoice.gross, why=gross)]
    if invoice.status == "issued":
        facts += [Fact("Open", invoice.open_item.open), Fact("Issued", invoice.issued_on), Fact("Due", invoice.due_on)]
        facts += rate_facts(invoice)
    facts += [
        Fact("Customer", invoice.customer.name, reverse("customer", args=[invoice.customer_id])),
        Fact("Project", invoice.project.reference, reverse("project", args=[invoice.project_id])),
        Fact("Contract", invoice.contract.reference, reverse("contract", args=[invoice.contract_id])),
        Fact("PO number", invoice.po_number),
        Fact("Terms", f"{invoice.payment_days} days net"),
        Fact("Legal entity", invoice.legal_entity.name),
        Fact("Billing run", invoice.run.reference, reverse("billing-run", args=[invoice.run_id])),
        Fact(
            "Took",
            f"{invoice.explanation.get('entries', 0)} entries, {hours_of(invoice.explanation.get('minutes', 0))} h",
        ),
    ]
    return facts


def rate_facts(invoice: Invoice) -> list[Fact]:
    """What it came to in the books, when the books keep another currency."""
    item = invoice.open_item
    if invoice.rate is None or item.currency == item.base_currency:
        return []
    steps = [
        ("Gross", invoice.gross),
        (f"Rate of {invoice.rate_on:%d %b %Y}", invoice.rate),
        ("Published by", invoice.rate_source),
    ]
    note = "Net and tax are converted one by one and added (RULES 22)"
    return [Fact("In the books", item.base, why=Why(steps, item.base, note))]
