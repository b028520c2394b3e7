"""Reading a PDF as its receiver does, and taking a file that was asked for."""

import re
from io import BytesIO
from typing import Any

from django.test import Client
from pypdf import PdfReader

from accounting.billing.exporting import make_pdf
from accounting.billing.models import Invoice
from billing_suite.kernel.work.jobs import finish_all

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


def taken(client: Client, asked: Any) -> Any:
    """The file that a request asked for: the page waits for it, a job makes it, the page leads to it."""
    assert asked.status_code == 302, asked.content
    where = asked.headers["Location"]
    assert "Being made" in client.get(where).content.decode()
    finish_all()
    assert "It is made" in client.get(where).content.decode()
    return client.get(f"{where}file")
