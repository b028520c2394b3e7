"""Verbs over invoices: approve, return, discard, issue."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, Prefetch

from accounting.billing.drafting import invoice_content
from accounting.billing.e_invoices import EInvoiceUnchecked, check_later
from accounting.billing.issuing import decide_issue, in_state, load_issue_facts, write_issued
from accounting.billing.models import BillingClaim, Invoice, InvoiceLine, InvoiceTax
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
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.outcome import Outcome, only, sort_out
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish, publish_many
from billing_suite.kernel.work.jobs import later_many


def _locked(invoices: Sequence[Invoice]) -> list[Invoice]:
    """The invoices with parties, lines and taxes, held until the transaction ends: five queries."""
    rows = Invoice.objects.select_for_update(of=("self",)).filter(pk__in=[invoice.pk for invoice in invoices])
    return list(
        rows.select_related("legal_entity__logo", "customer__address", "contract", "project", "approval")
        .prefetch_related(
            "customer__further_addresses",
            "customer__contacts",
            Prefetch("lines", InvoiceLine.objects.order_by("position")),
            Prefetch("taxes", InvoiceTax.objects.order_by("tax_group", "id")),
        )
        .order_by("reference")
    )


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
    in_state(invoice, "draft")
    subject = Subject(
        "invoice", str(invoice.pk), invoice.version, invoice.content_hash, invoice.gross, invoice.reference
    )
    return invoice, decide_approval(facts, subject, at=at)


@verb("return invoices to draft", right="approve_invoices")
def return_invoices(invoices: Sequence[Invoice], *, by: Actor) -> Outcome[Invoice]:
    """Take back an approval, so that the draft can be changed; the next approval is of a new version (INV-28)."""
    decided, refused = sort_out(_locked(invoices), lambda invoice: in_state(invoice, "approved"))
    Invoice.objects.filter(pk__in=[invoice.pk for invoice in decided]).update(
        status="draft", approval=None, version=F("version") + 1
    )
    publish_many("invoice.returned", [(invoice, {}) for invoice in decided])
    return Outcome(list(Invoice.objects.filter(pk__in=[i.pk for i in decided]).for_list()), refused)


@verb("edit a draft invoice", right="start_billing_run")
def describe_line(invoice: Invoice, *, position: int, description: str, by: Actor) -> Invoice:
    """Change the words of a draft's line; whoever edits becomes a maker (INV-27)."""
    held = in_state(_locked([invoice])[0], "draft")
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
    check_later([held])
    return held


@verb("discard invoices", right="start_billing_run")
def discard_invoices(invoices: Sequence[Invoice], *, at: datetime, by: Actor) -> Outcome[Invoice]:
    """Drop drafts: their work is free to be billed again; no number was ever taken (RULES 12)."""
    decided, refused = sort_out(_locked(invoices), lambda invoice: in_state(invoice, "draft", "approved"))
    ids = [invoice.pk for invoice in decided]
    BillingClaim.objects.filter(line__invoice__in=ids, released_at__isnull=True).update(released_at=at)
    Invoice.objects.filter(pk__in=ids).update(status="discarded", approval=None)
    publish_many("invoice.discarded", [(invoice, {}) for invoice in decided])
    return Outcome(list(Invoice.objects.filter(pk__in=ids).for_list()), refused)


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
    unchecked = {refusal.record for refusal in refused if refusal.code == EInvoiceUnchecked.code}
    check_later([invoice for invoice in held if str(invoice) in unchecked])
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
