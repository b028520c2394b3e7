"""A document's paper as its receiver holds it: the PDF, its text, and its pages as pictures."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from PIL import Image

from accounting.documents.document import Document
from accounting.documents.printing import print_document
from billing_suite.kernel.web.pdf import pdf_of
from tests.accounting.billing.reading import pages_of


def html_of(document: Document) -> str:
    """The paper's HTML."""
    return render_to_string("documents/invoice.html", print_document(document) | {"rehearsal": False})


def pages(document: Document) -> list[str]:
    """The text of each of its pages."""
    return pages_of(pdf_of(html_of(document)))


def pictures(document: Document, folder: Path) -> list[Image.Image]:
    """Its pages as a screen shows them, in greys, 50 dots an inch."""
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm of poppler-utils is not here to turn pages into pictures")
    (folder / "paper.pdf").write_bytes(pdf_of(html_of(document)))
    subprocess.run(
        ["pdftoppm", "-r", "50", "-gray", "-png", str(folder / "paper.pdf"), str(folder / "page")], check=True
    )
    return [Image.open(page).convert("L") for page in sorted(folder.glob("page-*.png"))]
