"""Verbs over invoices: approve, return, discard, issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Prefetch

from accounting.billing.drafting import decision_facts, invoice_content
from accounting.billing.models import BillingClaim, Invoice, InvoiceLine, InvoiceTax, OpenItem
from accounting.billing.postings import invoice_entry
from accounting.billing.snapshot import snapshot
from accounting.books.actions import Chart, load_chart, post_many
from accounting.books.models import JournalEntry
from accounting.books.postings import EntryDraft
from accounting.tax.actions import buyer_of, load_rate_facts, load_sellers
from accounting.tax.decision import RateFact, Seller, decide_tax
from billing_suite.kernel.access.approvals import (
    Approval,
    ApprovalFacts,
    Subject,
    content_hash,
    decide_approval,
    load_approval_facts,
    note_makers,
)
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.actions import series_for, take_numbers
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import UsedRate, rate_missing, rates_on
from billing_suite.kernel.values.outcome import Outcome, only, sort_out
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish, publish_many
from billing_suite.kernel.work.jobs import later_many
from projects.people.models import DeliveryRole


class WrongState(Refusal):
    """The invoice is not in the state this verb needs."""

    code = "wrong-state"


class ApprovalLapsed(Refusal):
    """What would be issued is not what was approved (INV-28)."""

    code = "approval-lapsed"


def _locked(invoices: Sequence[Invoice]) -> list[Invoice]:
    """The invoices with parties, lines and taxes, held until the transaction ends: three queries."""
    rows = Invoice.objects.select_for_update(of=("self",)).filter(pk__in=[invoice.pk for invoice in invoices])
    return list(
        rows.select_related("legal_entity", "customer__address", "contract", "project", "approval")
        .prefetch_related(
            Prefetch("lines", InvoiceLine.objects.order_by("position")),
            Prefetch("taxes", InvoiceTax.objects.order_by("tax_group", "id")),
        )
        .order_by("reference")
    )


def _in_state(invoice: Invoice, *states: str) -> Invoice:
    if invoice.status not in states:
        raise WrongState(f"{invoice} is {invoice.status}", record=str(invoice), rule="INV-26")
    return invoice


@verb("approve invoices")
def approve_invoices(invoices: Sequence[Invoice], *, at: datetime, by: Actor) -> Outcome[Invoice]:
    """Say yes to drafts that other people made, within one's threshold (INV-27); the refused are returned."""
    held = _locked(invoices)
    facts = load_approval_facts("invoice", [invoice.pk for invoice in held], by=by, on=at.date())
    decided, refused = sort_out(held, lambda invoice: _approval(facts, invoice, at=at))
    Approval.objects.bulk_create([approval for _, approval in decided])
    for invoice, approval in decided:
        invoice.status, invoice.approval = "approved", approval
    Invoice.objects.bulk_update([invoice for invoice, _ in decided], ["status", "approval"], batch_size=500)
    publish_many("invoice.approved", [(invoice, {"approval": approval.pk}) for invoice, approval in decided])
    return Outcome([invoice for invoice, _ in decided], refused)


def _approval(facts: ApprovalFacts, invoice: Invoice, *, at: datetime) -> tuple[Invoice, Approval]:
    _in_state(invoice, "draft")
    subject = Subject(
        "invoice", str(invoice.pk), invoice.version, invoice.content_hash, invoice.gross, invoice.reference
    )
    return invoice, decide_approval(facts, subject, at=at)


@verb("return invoices to draft", right="approve_invoices")
def return_invoices(invoices: Sequence[Invoice], *, by: Actor) -> Outcome[Invoice]:
    """Take back an approval, so that the draft can be changed; the next approval is of a new version (INV-28)."""
    decided, refused = sort_out(_locked(invoices), lambda invoice: _in_state(invoice, "approved"))
    Invoice.objects.filter(pk__in=[invoice.pk for invoice in decided]).update(
        status="draft", approval=None, version=F("version") + 1
    )
    publish_many("invoice.returned", [(invoice, {}) for invoice in decided])
    return Outcome(list(Invoice.objects.filter(pk__in=[i.pk for i in decided]).for_list()), refused)


@verb("edit a draft invoice", right="start_billing_run")
def describe_line(invoice: Invoice, *, position: int, description: str, by: Actor) -> Invoice:
    """Change the words of a draft's line; whoever edits becomes a maker (INV-27)."""
    held = _in_state(_locked([invoice])[0], "draft")
    line = next((line for line in held.lines.all() if line.position == position), None)
    if line is None or not description.strip():
        raise Invalid(f"{held} has no line {position}, or no words were given", record=str(held))
    line.description = description.strip()[:300]
    line.save(update_fields=["description"])
    held.version += 1
    held.content_hash = content_hash(invoice_content(held, held.lines.all(), held.taxes.all()))
    held.save(update_fields=["version", "content_hash"])
    note_makers("invoice", [held.pk], [by])
    publish("invoice.edited", held, position=position)
    return held


@verb("discard invoices", right="start_billing_run")
def discard_invoices(invoices: Sequence[Invoice], *, at: datetime, by: Actor) -> Outcome[Invoice]:
    """Drop drafts: their work is free to be billed again; no number was ever taken (RULES 12)."""
    decided, refused = sort_out(_locked(invoices), lambda invoice: _in_state(invoice, "draft", "approved"))
    ids = [invoice.pk for invoice in decided]
    BillingClaim.objects.filter(line__invoice__in=ids, released_at__isnull=True).update(released_at=at)
    Invoice.objects.filter(pk__in=ids).update(status="discarded", approval=None)
    publish_many("invoice.discarded", [(invoice, {}) for invoice in decided])
    return Outcome(list(Invoice.objects.filter(pk__in=ids).for_list()), refused)


@dataclass(frozen=True)
class IssueFacts:
    """What issuing a set needs: chart and periods, exchange rates, tax facts, sources per line."""

    chart: Chart
    rates: dict[tuple[str, str], UsedRate]
    sellers: dict[object, Seller]
    tax_rates: Sequence[RateFact]
    roles: dict[str, str]  # names of delivery roles by code
    on: date


@dataclass
class Issue:
    """One invoice as decided to be issued: its rate; entry and number come when written."""

    invoice: Invoice
    rate: UsedRate


@verb("issue an invoice", right="issue_invoices")
def issue_invoice(invoice: Invoice, *, on: date, by: Actor) -> Invoice:
    """`issue_invoices` for one, its refusal raised."""
    return only(_issue([invoice], on=on))


@verb("issue invoices")
def issue_invoices(invoices: Sequence[Invoice], *, on: date, by: Actor) -> Outcome[Invoice]:
    """Approved drafts become documents: posted, frozen, numbered. From here on they never change (INV-24).

    `on` is the legal entity's local date. The refused are returned and stay as they are.
    """
    return _issue(invoices, on=on)


def _issue(invoices: Sequence[Invoice], *, on: date) -> Outcome[Invoice]:
    held = _locked(invoices)
    if not held:
        return Outcome([], [])
    facts = load_issue_facts(held, on=on)
    decided, refused = sort_out(held, lambda invoice: decide_issue(facts, invoice))
    for entity_id in sorted({issue.invoice.legal_entity_id for issue in decided}, key=str):
        write_issued([issue for issue in decided if issue.invoice.legal_entity_id == entity_id], facts)
    done = [issue.invoice for issue in decided]
    publish_many("invoice.issued", [(invoice, {"entry": invoice.entry_id}) for invoice in done])
    later_many(
        "accounting.billing.tasks.make_document",
        [{"invoice_id": str(invoice.pk)} for invoice in done],
        about=[f"PDF and e-mail of {invoice.number}" for invoice in done],
        keys=[f"document:{invoice.pk}" for invoice in done],
    )
    faults.point("issue.before_commit")
    return Outcome(done, refused)


def load_issue_facts(invoices: Sequence[Invoice], *, on: date) -> IssueFacts:
    """Seven queries, whatever the count."""
    entities = {invoice.legal_entity_id: invoice.legal_entity for invoice in invoices}
    stale = min(entity.rate_stale_after for entity in entities.values())
    pairs = {(invoice.currency, invoice.legal_entity.currency) for invoice in invoices}
    return IssueFacts(
        chart=load_chart(entities.values(), [on]),
        rates=rates_on(pairs, on=on, stale_after=stale),
        sellers=load_sellers(entities.values()),
        tax_rates=load_rate_facts(entities.values(), [invoice.customer for invoice in invoices]),
        roles=dict(DeliveryRole.objects.values_list("code", "name")),
        on=on,
    )


def decide_issue(facts: IssueFacts, invoice: Invoice) -> Issue:
    """Whether the approved draft may be issued today, and at which rate; pure."""
    _in_state(invoice, "approved")
    lines, taxes = list(invoice.lines.all()), list(invoice.taxes.all())
    approval = invoice.approval
    content = content_hash(invoice_content(invoice, lines, taxes))
    if approval is None or (approval.version, approval.content_hash) != (invoice.version, content):
        raise ApprovalLapsed(f"{invoice} differs from what was approved", record=str(invoice), rule="INV-28")
    if invoice.customer.po_required and not invoice.po_number:
        raise Invalid(f"{invoice}: the customer's PO number is missing", record=str(invoice), rule="RULES 16")
    check_tax(facts, invoice, lines)
    entity = invoice.legal_entity
    rate = facts.rates.get((invoice.currency, entity.currency))
    if rate is None:
        raise rate_missing(
            invoice.currency,
            entity.currency,
            on=facts.on,
            stale_after=entity.rate_stale_after,
            record=str(invoice),
        )
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
    seller, buyer = facts.sellers[invoice.legal_entity_id], buyer_of(invoice.customer)
    stored = invoice.decision["lines"]
    for line, was in zip(lines, stored, strict=True):
        now = decision_facts(decide_tax(seller, buyer, line.supply, line.supply_to, facts.tax_rates))
        if now != was:
            raise ApprovalLapsed(
                f"{invoice} line {line.position}: its tax is now {now['category']}, approved was {was['category']}",
                record=str(invoice),
                rule="INV-28",
            )


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
    invoice.snapshot = snapshot(invoice, facts.roles)


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
