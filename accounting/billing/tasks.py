"""Jobs of billing: each takes keys, calls one verb, and may run twice, late or beside itself."""

from accounting.billing import documents
from accounting.billing.documents import file_document, is_filed
from accounting.billing.e_invoices import examine_drafts, note_norm_checks
from accounting.billing.exporting import export_invoice, make_pdf, make_ubl
from accounting.billing.models import BillingRun, Invoice
from accounting.billing.runs import draft_chunk as draft_chunk_verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.work.handouts import MadeFile, make_handout
from billing_suite.kernel.work.models import Handout


def draft_chunk(run_id: str, number: int, contract_ids: list[str]) -> None:
    """Draft one chunk of a billing run."""
    run = BillingRun.objects.get(pk=run_id)
    draft_chunk_verb(run, number=number, contract_ids=contract_ids, by=Actor.system("billing_run"))


def check_e_invoices(invoice_ids: list[str]) -> None:
    """Look at drafts by the norm's rules outside any transaction, then keep what was found."""
    note_norm_checks(examine_drafts(invoice_ids, at=now()), by=Actor.system("e_invoices"))


def make_document(invoice_id: str) -> None:
    """Make an issued invoice's PDF, and its e-invoice, outside any transaction; file them and queue the mail."""
    invoice = Invoice.objects.prefetch_related("lines", "taxes").get(pk=invoice_id)
    if is_filed(invoice) or invoice.status == "voided":
        return
    pdf, ubl = make_pdf(invoice), make_ubl(invoice)
    file_document(invoice, pdf=pdf, ubl=ubl, at=now(), by=Actor.system("documents"))


def make_preview(handout_id: str) -> None:
    """Make the PDF of a draft that somebody asked to look at."""

    def preview(handout: Handout, by: Actor) -> MadeFile:
        invoice = asked_invoice(handout, by)
        return documents.make_preview(invoice, on=invoice.legal_entity.local_date(handout.asked_at))

    make_handout(handout_id, preview)


def make_export(handout_id: str) -> None:
    """Make the file of an issued invoice that somebody asked to take along."""
    make_handout(
        handout_id,
        lambda handout, by: export_invoice(asked_invoice(handout, by), format=handout.arguments["format"], by=by),
    )


def asked_invoice(handout: Handout, by: Actor) -> Invoice:
    """The invoice with all that is printed, if whoever asked still sees it."""
    rows = Invoice.objects.visible_to(by).select_related(
        "legal_entity__logo", "customer__address", "contract", "project"
    )
    found = rows.prefetch_related("lines", "taxes").filter(pk=handout.arguments["invoice"]).first()
    if found is None:
        raise NotFound("no such invoice", code="no-such-invoice")
    return found
