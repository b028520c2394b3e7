"""An issued invoice for people and machines: from its own rows and snapshot, the same bytes each time (INV-20)."""

import json
from datetime import datetime
from typing import Final

from accounting.billing.e_invoices import EInvoiceRefused, examine, write
from accounting.billing.issuing import in_state
from accounting.billing.models import Invoice
from accounting.billing.paper import document_of
from accounting.documents.checking import fatal
from accounting.documents.document import Document
from accounting.documents.facturx import VARIANT, embedded
from accounting.documents.plain import plain_data
from accounting.documents.printing import print_document
from accounting.tax.regimes import EU
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import files_by_hash
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.papers import render_pdf
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.handouts import MadeFile, ask_handout
from billing_suite.kernel.work.models import Handout

EXPORTS: Final = {
    "pdf": "application/pdf",
    "facturx": "application/pdf",
    "ubl": "application/xml",
    "json": "application/json",
}
WORDS: Final = {"pdf": "PDF", "facturx": "Factur-X", "ubl": "UBL", "json": "JSON"}


@verb("ask for an export of an invoice", right="see_invoices")
def ask_export(invoice: Invoice, *, format: str, at: datetime, by: Actor) -> Handout:
    """An issued invoice as a file, `pdf`, `facturx`, `ubl` or `json`, which a job makes."""
    _is_offered(format, invoice)
    in_state(invoice, "issued")
    about = f"{invoice.number} as {WORDS[format]}"
    return ask_handout(
        "accounting.billing.tasks.make_export", about=about, at=at, by=by, invoice=str(invoice.pk), format=format
    )


def _is_offered(format: str, invoice: Invoice) -> None:
    if format not in EXPORTS:
        raise Invalid(f"an invoice is exported as {', '.join(EXPORTS)}, not {format[:20]!r}", record=str(invoice))


@verb("export an invoice", right="see_invoices", jobs=True)
def export_invoice(invoice: Invoice, *, format: str, by: Actor) -> MadeFile:
    """An issued invoice as `pdf` (the one that was filed, once it is), `facturx`, `ubl` or `json`; and that it left.

    What the norm cannot carry, or its rules find wrong, is refused with the rule.
    """
    _is_offered(format, invoice)
    document = issued_document(invoice)
    if format == "json":
        made = json.dumps(plain_data(document), indent=2, ensure_ascii=False).encode()
    elif format == "ubl":
        made = e_invoice(document, "ubl")
    elif format == "facturx":
        inside = _inside(invoice, document)
        filed = _filed(invoice) if inside else None
        made = filed or _render(document, inside or e_invoice(document, "facturx"))
    else:
        made = _filed(invoice) or make_pdf(invoice)
    held = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    in_state(held, "issued")
    publish("invoice.exported", held, format=format)
    ending = EXPORTS[format].partition("/")[2]
    return MadeFile(f"{invoice.number}.{ending}", EXPORTS[format], made)


def issued_document(invoice: Invoice) -> Document:
    """The neutral document of an issued invoice."""
    return document_of(invoice, list(invoice.lines.all()), list(invoice.taxes.all()))


def e_invoice(document: Document, form: str) -> bytes:
    """The XML of a document in a format, once it passes the format's rules; else the first rule it breaks."""
    broken = fatal(examine(document, form))
    if broken:
        told = f"{document.number} is no e-invoice: {broken[0].rule}: {broken[0].words}"
        raise EInvoiceRefused(told, record=document.number, rule=broken[0].rule)
    return write(document, form)


def make_pdf(invoice: Invoice) -> bytes:
    """The PDF of an issued invoice: with its e-invoice inside where it was asked for, and in the EU where it can be."""
    document = issued_document(invoice)
    return _render(document, _inside(invoice, document))


def make_ubl(invoice: Invoice) -> bytes | None:
    """The UBL of an issued invoice where it was asked for."""
    return e_invoice(issued_document(invoice), "ubl") if _asked(invoice) == "ubl" else None


def _asked(invoice: Invoice) -> str:
    """The format that was asked for when the invoice was issued."""
    return str((invoice.snapshot or {}).get("e_invoice", ""))


def _inside(invoice: Invoice, document: Document) -> bytes | None:
    """The e-invoice that the PDF holds: asked for it must pass; in the EU it is there if it does."""
    if _asked(invoice) == "facturx":
        return e_invoice(document, "facturx")
    if document.seller.country not in EU:
        return None
    try:
        return e_invoice(document, "facturx")
    except EInvoiceRefused:
        return None


def _render(document: Document, xml: bytes | None) -> bytes:
    facts = print_document(document) | {"rehearsal": is_rehearsal()}
    files = files_by_hash(facts["logo"])
    if xml is None:
        return render_pdf("documents/invoice.html", facts, files=files)
    attached = [embedded(xml, on=document.issued_on)]
    return render_pdf("documents/invoice.html", facts, files=files, variant=VARIANT, attached=attached)


def _filed(invoice: Invoice) -> bytes | None:
    """The PDF that was made and kept."""
    filed = invoice.files.filter(kind="pdf").select_related("file").first()
    return filed.file.read() if filed else None
