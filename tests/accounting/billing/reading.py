"""Reading a PDF as its receiver does."""

import re
from io import BytesIO

from pypdf import PdfReader

from accounting.billing.documents import document_facts
from accounting.billing.models import Invoice
from billing_suite.kernel.record.files import files_by_hash
from billing_suite.kernel.web.pdf import render_pdf

BLANKS = re.compile(r"\s+")


def rendered(invoice: Invoice) -> bytes:
    """The invoice's PDF, from the rows as the job loads them."""
    fresh = Invoice.objects.prefetch_related("lines", "taxes").get(pk=invoice.pk)
    facts = document_facts(fresh)
    return render_pdf("documents/invoice.html", facts, files=files_by_hash(facts["logo"]))


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, every run of blanks (thin and no-break ones too) one space."""
    return [BLANKS.sub(" ", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def text_of(invoice: Invoice) -> str:
    """The whole text of the invoice's PDF."""
    return " ".join(pages_of(rendered(invoice)))
