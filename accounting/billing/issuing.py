"""Issuing: what it needs to know, the decision per invoice, and the writing of a set of documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounting.billing.drafting import decision_facts, invoice_content
from accounting.billing.e_invoices import EInvoiceFacts, load_e_invoice_facts, require_e_invoice, wanted_format
from accounting.billing.models import Invoice, InvoiceLine, InvoiceTax, OpenItem
from accounting.billing.postings import invoice_entry
from accounting.billing.snapshot import snapshot
from accounting.books.actions import Chart, load_chart, post_many
from accounting.books.models import JournalEntry
from accounting.books.postings import EntryDraft
from accounting.tax.actions import load_buyers, load_rates, load_sellers
from accounting.tax.decision import Buyer, RateTable, Seller
from accounting.tax.regimes import decide_tax
from accounting.tax.withholding import WithholdingFact, load_withholdings, withheld
from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.firm.actions import series_for, take_numbers
from billing_suite.kernel.record import faults
from billing_suite.kernel.values.exchange import RateAsk, UsedRate, rate_missing, rates_for
from billing_suite.kernel.values.refusals import Invalid, Refusal
from projects.people.models import DeliveryRole


class WrongState(Refusal):
    """The invoice is not in the state this verb needs."""

    code = "wrong-state"


class ApprovalLapsed(Refusal):
    """What would be issued is not what was approved (INV-28)."""

    code = "approval-lapsed"


def in_state(invoice: Invoice, *states: str) -> Invoice:
    """The invoice itself, when it stands where the verb needs it."""
    if invoice.status not in states:
        raise WrongState(f"{invoice} is {invoice.status}", record=str(invoice), rule="INV-26")
    return invoice


@dataclass(frozen=True)
class IssueFacts:
    """What issuing a set needs: chart and periods, exchange rates, tax facts, sources per line."""

    chart: Chart
    rates: dict[RateAsk, UsedRate]  # by what each legal entity takes for one
    sellers: dict[object, Seller]
    buyers: dict[object, Buyer]
    tax_rates: RateTable
    withholdings: Mapping[Any, Sequence[WithholdingFact]]
    roles: dict[str, str]  # names of delivery roles by code
    e_invoices: EInvoiceFacts
    on: date


@dataclass
class Issue:
    """One invoice as decided to be issued: its rate; entry and number come when written."""

    invoice: Invoice
    rate: UsedRate


def load_issue_facts(invoices: Sequence[Invoice], *, on: date) -> IssueFacts:
    """Fourteen queries, whatever the count."""
    customers = [invoice.customer for invoice in invoices]
    entities = {invoice.legal_entity_id: invoice.legal_entity for invoice in invoices}
    asks = {invoice.legal_entity.rate_ask(invoice.currency) for invoice in invoices}
    return IssueFacts(
        chart=load_chart(entities.values(), [on]),
        rates=rates_for(asks, on=on),
        sellers=load_sellers(entities.values()),
        buyers=load_buyers(customers),
        tax_rates=load_rates(entities.values(), customers),
        withholdings=load_withholdings(customers),
        roles=dict(DeliveryRole.objects.values_list("code", "name")),
        e_invoices=load_e_invoice_facts(invoices),
        on=on,
    )


def decide_issue(facts: IssueFacts, invoice: Invoice) -> Issue:
    """Whether the approved draft may be issued today, and at which rate; pure."""
    in_state(invoice, "approved")
    lines, taxes = list(invoice.lines.all()), list(invoice.taxes.all())
    approval = invoice.approval
    content = content_hash(invoice_content(invoice, lines, taxes))
    if approval is None or (approval.version, approval.content_hash) != (invoice.version, content):
        raise ApprovalLapsed(f"{invoice} differs from what was approved", record=str(invoice), rule="INV-28")
    if invoice.customer.po_required and not invoice.po_number:
        raise Invalid(f"{invoice}: the customer's PO number is missing", record=str(invoice), rule="RULES 16")
    check_tax(facts, invoice, lines)
    check_withholding(facts, invoice)
    require_e_invoice(facts.e_invoices, invoice, facts.roles, on=facts.on)
    entity = invoice.legal_entity
    ask = entity.rate_ask(invoice.currency)
    rate = facts.rates.get(ask)
    if rate is None:
        raise rate_missing(ask, on=facts.on, record=str(invoice))
    for role, key in roles_of(lines, taxes):
        facts.chart.account(entity, role, key)
    facts.chart.period(entity, facts.on, str(invoice))
    return Issue(invoice, rate)


def roles_of(lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax]) -> set[tuple[str, str]]:
    """The parts of the chart that an invoice's entry needs."""
    taxed = {("tax_payable", tax.component) for tax in taxes if tax.tax_minor}
    return {("receivable", "")} | {("revenue", line.supply) for line in lines} | taxed


def check_tax(facts: IssueFacts, invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """The decision on today's facts is the one that was approved, else the approval lapses (INV-28)."""
    seller, buyer = facts.sellers[invoice.legal_entity_id], facts.buyers[invoice.customer_id]
    stored = invoice.decision["lines"]
    for line, was in zip(lines, stored, strict=True):
        now = decision_facts(decide_tax(seller, buyer, line.supply, line.supply_to, facts.tax_rates))
        if now != was:
            raise ApprovalLapsed(
                f"{invoice} line {line.position}: its tax is now {now['category']}, approved was {was['category']}",
                record=str(invoice),
                rule="INV-28",
            )


def check_withholding(facts: IssueFacts, invoice: Invoice) -> None:
    """The customer still deducts what was approved, else the approval lapses (INV-28)."""
    found = withheld(facts.withholdings.get(invoice.customer_id, ()), invoice.net, on=invoice.supply_to)
    now = dict(found[1]) if found else None
    if now != invoice.decision.get("withholding"):
        raise ApprovalLapsed(f"{invoice}: what the customer withholds has changed", record=str(invoice), rule="INV-28")


def write_issued(issues: Sequence[Issue], facts: IssueFacts) -> None:
    """One entity's documents: posted, numbered, frozen, their open items made (INV-18, INV-24)."""
    if not issues:
        return
    drafts = [
        invoice_entry(i.invoice, i.invoice.lines.all(), i.invoice.taxes.all(), i.rate, on=facts.on) for i in issues
    ]
    entries = post_many(drafts, facts.chart, references=lambda: number_all(issues, on=facts.on))
    faults.point("issue.after_posting")
    for issue, entry in zip(issues, entries, strict=True):
        freeze(issue, entry, facts)
    Invoice.objects.bulk_update([issue.invoice for issue in issues], ISSUED_FIELDS, batch_size=500)
    faults.point("issue.after_freeze")
    OpenItem.objects.bulk_create([open_item(issue, draft) for issue, draft in zip(issues, drafts, strict=True)])


def number_all(issues: Sequence[Issue], *, on: date) -> list[str]:
    """Take the next numbers of the series, one a document, after the heavy writes (INVARIANTS 2.4)."""
    series = series_for(issues[0].invoice.legal_entity, "invoice", on=on)
    for issue, number in zip(issues, take_numbers(series, len(issues), on=on), strict=True):
        invoice = issue.invoice
        invoice.series, invoice.series_number, invoice.number = series, number, series.text(number)
    faults.point("issue.after_number")
    return [str(issue.invoice.number) for issue in issues]


def freeze(issue: Issue, entry: JournalEntry, facts: IssueFacts) -> None:
    """The facts that make a draft a document (RULES 13)."""
    invoice = issue.invoice
    invoice.status, invoice.entry, invoice.issued_on = "issued", entry, facts.on
    invoice.due_on = facts.on + timedelta(days=invoice.payment_days)
    invoice.rate, invoice.rate_on, invoice.rate_source = issue.rate.rate, issue.rate.on, issue.rate.source
    invoice.snapshot = snapshot(invoice, facts.roles) | {
        "e_invoice": wanted_format(invoice, facts.e_invoices.mandates, on=facts.on)
    }


ISSUED_FIELDS = (
    "status",
    "series",
    "series_number",
    "number",
    "entry",
    "issued_on",
    "due_on",
    "rate",
    "rate_on",
    "rate_source",
    "snapshot",
)


def open_item(issue: Issue, draft: EntryDraft) -> OpenItem:
    """What is to be received, in document and books currency: the receivable line of the entry."""
    invoice, receivable = issue.invoice, draft.lines[0]
    assert invoice.due_on is not None  # issuing sets it
    item = OpenItem(
        invoice=invoice,
        legal_entity=invoice.legal_entity,
        customer=invoice.customer,
        due_on=invoice.due_on,
        currency=invoice.currency,
        base_currency=issue.rate.quote,
    )
    item.amount, item.base = invoice.gross, receivable.base
    return item
