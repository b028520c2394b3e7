"""Jobs of billing: each takes keys, calls one verb, and may run twice, late or beside itself."""

from accounting.billing.documents import file_document, is_filed
from accounting.billing.e_invoices import examine_drafts, note_norm_checks
from accounting.billing.exporting import make_pdf, make_ubl
from accounting.billing.models import BillingRun, Invoice
from accounting.billing.runs import draft_chunk as draft_chunk_verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now


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
