"""Reading a PDF as its receiver does."""

import re
from io import BytesIO

from pypdf import PdfReader

from accounting.billing.exporting import make_pdf
from accounting.billing.models import Invoice

BLANKS = re.compile(r"\s+")


def rendered(invoice: Invoice) -> bytes:
    """The invoice's PDF, from the rows as the job loads them."""
    return make_pdf(Invoice.objects.prefetch_related("lines", "taxes").get(pk=invoice.pk))


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, every run of blanks (thin and no-break ones too) one space."""
    return [BLANKS.sub(" ", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def text_of(invoice: Invoice) -> str:
    """The whole text of the invoice's PDF."""
    return " ".join(pages_of(rendered(invoice)))
