"""Filing a document: the PDF is kept once, and nothing is harmed where it cannot be made (INV-20, INV-40)."""

import pytest

from accounting.billing.documents import document_facts, file_document, is_filed
from accounting.billing.models import DocumentFile, Invoice
from accounting.billing.tasks import make_document
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web import pdf
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job, OutgoingMail
from tests.accounting.billing.cast import SMALL, issued_over
from tests.accounting.billing.reading import rendered
from tests.builders import APRIL, SET_UP, Stage, noon


def test_a_draft_has_no_paper(stage: Stage) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    with pytest.raises(Refusal, match="is not issued"):
        document_facts(draft)
    with pytest.raises(Refusal, match="is not issued"):
        file_document(draft, pdf=b"%PDF-1.7", at=noon(APRIL), by=SET_UP)
    assert not DocumentFile.objects.exists()


def test_filing_twice_files_and_mails_once(stage: Stage) -> None:
    invoice = issued_over(stage, "nordlicht", SMALL)
    finish_all()
    assert is_filed(invoice)
    make_document(str(invoice.pk))
    again = file_document(invoice, pdf=b"%PDF-1.7 another", at=noon(APRIL), by=SET_UP)
    assert again.file.read() == rendered(invoice)
    assert (again.file.name, again.file.media_type) == (f"{invoice.number}.pdf", "application/pdf")
    assert DocumentFile.objects.count() == OutgoingMail.objects.filter(about_id=str(invoice.pk)).count() == 1


def test_inv40_a_pdf_that_cannot_be_made_waits_and_harms_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = issued_over(stage, "nordlicht", SMALL)
    frozen = Invoice.objects.values().get(pk=invoice.pk)
    monkeypatch.delitem(pdf.BUNDLED, "inter-400.woff2")
    finish_all()
    job = Job.objects.get(key=f"document:{invoice.pk}")
    assert (job.status, job.attempts) == ("due", 1)
    assert "bundled files only" in job.last_error
    assert not is_filed(invoice)
    assert not OutgoingMail.objects.filter(about_id=str(invoice.pk)).exists()
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(due_at=job.created_at)
    finish_all()
    assert is_filed(invoice)
    assert OutgoingMail.objects.filter(about_id=str(invoice.pk), status="sent").count() == 1
    assert Invoice.objects.values().get(pk=invoice.pk) == frozen
