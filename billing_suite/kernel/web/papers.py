"""Documents on paper: a template becomes a PDF. The renderer is slow to load, so only who prints loads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.rehearsal import is_rehearsal


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file inside a document, and what a reader's program is told of it (PDF/A-3)."""

    name: str
    content: bytes
    made_on: date
    relationship: str  # to the document: Alternative where it says the same, Data, Source, Supplement
    description: str = ""
    metadata: bytes = b""  # RDF descriptions that join the document's own


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    files: Sequence[StoredFile] = (),
    variant: str | None = None,
    attached: Sequence[Attached] = (),
) -> bytes:
    """The template as a PDF. Two renderings of the same facts are the same bytes.

    `rehearsal` is in the context, so that a document of a rehearsal database says so. `files` are pictures that
    the document names by their SHA-256. `variant` is WeasyPrint's, like "pdf/a-3u", which `attached` files need.
    Raises NotBundled when the document asks for any other file.
    """
    from billing_suite.kernel.web.pdf import pdf_of

    html = render_to_string(template, {"rehearsal": is_rehearsal(), **context})
    return pdf_of(html, files=files, variant=variant, attached=attached)
