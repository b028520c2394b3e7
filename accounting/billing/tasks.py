"""Jobs of billing: each takes keys, calls one verb, and may run twice, late or beside itself."""

from accounting.billing.documents import document_facts, file_document, is_filed
from accounting.billing.models import BillingRun, Invoice
from accounting.billing.runs import draft_chunk as draft_chunk_verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import files_by_hash
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pdf import render_pdf


def draft_chunk(run_id: str, number: int, contract_ids: list[str]) -> None:
    """Draft one chunk of a billing run."""
    run = BillingRun.objects.get(pk=run_id)
    draft_chunk_verb(run, number=number, contract_ids=contract_ids, by=Actor.system("billing_run"))


def make_document(invoice_id: str) -> None:
    """Render an issued invoice's PDF outside any transaction, then file it and queue its mail."""
    invoice = Invoice.objects.prefetch_related("lines", "taxes").get(pk=invoice_id)
    if is_filed(invoice) or invoice.status == "voided":
        return
    facts = document_facts(invoice)
    pdf = render_pdf("documents/invoice.html", facts, files=files_by_hash(facts["logo"]))
    file_document(invoice, pdf=pdf, at=now(), by=Actor.system("documents"))
