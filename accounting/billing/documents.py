"""The paper of an issued invoice: rendered once from its own rows and snapshot, filed, mailed (RULES 13, INV-20)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

from accounting.billing.issuing import in_state
from accounting.billing.models import DocumentFile, Invoice
from accounting.billing.paper import document_of, draft_document_of
from accounting.billing.snapshot import copies_to
from accounting.documents.printing import print_document
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import files_by_hash, store_file
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.web.papers import render_pdf
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.handouts import MadeFile, ask_handout
from billing_suite.kernel.work.mail import queue_mail
from billing_suite.kernel.work.models import Handout
from projects.people.models import DeliveryRole


def document_facts(invoice: Invoice) -> dict[str, Any]:
    """What the templates print: only the issued invoice, its lines and taxes, and its snapshot (INV-20)."""
    document = document_of(invoice, list(invoice.lines.all()), list(invoice.taxes.all()))
    assert invoice.snapshot is not None  # what document_of refuses otherwise
    copies = invoice.snapshot["customer"].get("copies", [])  # not in snapshots of earlier times
    return print_document(document) | {"rehearsal": is_rehearsal(), "copies": copies}


def preview_facts(invoice: Invoice, *, on: date) -> dict[str, Any]:
    """What the templates would print if a draft were issued on a day, its reference in place of a number; stamped.

    Of a voided invoice, what it was, stamped as void.
    """
    if in_state(invoice, "draft", "approved", "voided").status == "voided":
        return document_facts(invoice)
    roles = dict(DeliveryRole.objects.values_list("code", "name"))
    document = draft_document_of(invoice, list(invoice.lines.all()), list(invoice.taxes.all()), roles, on=on)
    return print_document(document) | {"rehearsal": is_rehearsal(), "copies": copies_to(invoice.customer)}


@verb("ask for a preview of an invoice", right="see_invoices")
def ask_preview(invoice: Invoice, *, at: datetime, by: Actor) -> Handout:
    """The PDF of a draft as it would be if it were issued on that day, stamped as a draft, which a job makes."""
    in_state(invoice, "draft", "approved", "voided")
    task = "accounting.billing.tasks.make_preview"
    return ask_handout(task, about=f"{invoice} as a PDF", at=at, by=by, invoice=str(invoice.pk))


def make_preview(invoice: Invoice, *, on: date) -> MadeFile:
    """The PDF of a preview."""
    facts = preview_facts(invoice, on=on)
    made = render_pdf("documents/invoice.html", facts, files=files_by_hash(facts["logo"]))
    return MadeFile(f"{invoice}.pdf", "application/pdf", made)


@dataclass(frozen=True)
class Letter:
    """The e-mail that carries a document."""

    recipient: str
    copies: list[str]  # the customer's billing contacts
    subject: str
    text: str
    html: str


def letter_of(facts: dict[str, Any]) -> Letter:
    """The e-mail of what is printed."""
    return Letter(
        recipient=facts["customer"].email,
        copies=facts["copies"],
        subject=facts["mail"]["subject"],
        text=render_to_string("emails/invoice_issued.txt", facts),
        html=render_to_string("emails/invoice_issued.html", facts),
    )


def is_filed(invoice: Invoice) -> bool:
    """Whether the PDF is made and its mail queued."""
    return invoice.files.filter(kind="pdf").exists()


@verb("take a document", right="see_invoices")
def take_document(filed: DocumentFile, *, at: datetime, by: Actor) -> DocumentFile:
    """Note that somebody downloaded it, the first time: from then on it is out of the house (RULES 12)."""
    Invoice.objects.select_for_update(of=("self",)).get(pk=filed.invoice_id)
    DocumentFile.objects.filter(pk=filed.pk, taken_at__isnull=True).update(taken_at=at)
    return DocumentFile.objects.get(pk=filed.pk)


@verb("file an invoice's document", jobs=True)
def file_document(invoice: Invoice, *, pdf: bytes, ubl: bytes | None = None, at: datetime, by: Actor) -> DocumentFile:
    """Keep the PDF and queue its e-mail in one transaction, with the `ubl` beside it where there is one (INV-20).

    Filed already, nothing happens (INV-40).
    """
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    facts = document_facts(invoice)
    in_state(invoice, "issued")
    filed = invoice.files.filter(kind="pdf").first()
    if filed is not None:
        return filed
    stored = store_file(f"{invoice.number}.pdf", pdf, at=at)
    faults.point("document.after_store")
    document = DocumentFile.objects.create(invoice=invoice, kind="pdf", file=stored, made_at=at)
    attached = [stored]
    if ubl is not None:
        attached.append(store_file(f"{invoice.number}.xml", ubl, at=at))
        DocumentFile.objects.create(invoice=invoice, kind="ubl", file=attached[-1], made_at=at)
    letter = letter_of(facts)
    queue_mail(
        [letter.recipient, *letter.copies],
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        attachments=attached,
        about=invoice,
    )
    publish("invoice.filed", invoice, sha256=stored.sha256)
    faults.point("document.before_commit")
    return document
