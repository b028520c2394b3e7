"""Invoices and their approvals in the API: worded, approved, returned, discarded, issued, voided."""

from typing import ClassVar

from rest_framework import serializers

from accounting.billing.actions import (
    approve_invoices,
    describe_line,
    discard_invoices,
    issue_invoice,
    issue_invoices,
    return_invoices,
)
from accounting.billing.documents import take_document
from accounting.billing.models import DocumentFile, Invoice, InvoiceLine, InvoiceTax, OpenItem
from accounting.billing.voiding import void_invoice
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, MoneyField, TextField, WholeField
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.reports import Download
from billing_suite.kernel.web.api.shown import Shown


class OpenItemSheet(Shown):
    """What is still to be received on an issued invoice."""

    open = MoneyField(read_only=True)

    class Meta:
        model = OpenItem
        fields: ClassVar[tuple[str, ...]] = ("due_on", "amount", "allocated", "open")


class InvoiceLineSheet(Shown):
    """Hours of one role at one price."""

    class Meta:
        model = InvoiceLine
        fields: ClassVar[tuple[str, ...]] = (
            "position",
            "phase",
            "description",
            "role",
            "minutes",
            "quantity",
            "price",
            "net",
            "supply",
            "supply_from",
            "supply_to",
            "tax_category",
            "tax_group",
        )


class InvoiceTaxSheet(Shown):
    """One component of tax on one group of lines."""

    class Meta:
        model = InvoiceTax
        fields: ClassVar[tuple[str, ...]] = ("tax_group", "category", "component", "rate", "base", "tax", "reason")


class InvoiceFileSheet(Shown):
    """A rendering of the document."""

    name = serializers.CharField(source="file.name", read_only=True)
    media_type = serializers.CharField(source="file.media_type", read_only=True)
    size = serializers.IntegerField(source="file.size", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = DocumentFile
        fields: ClassVar[tuple[str, ...]] = ("kind", "name", "media_type", "size", "sha256", "made_at")


class InvoiceRow(Shown):
    """A request for payment."""

    open_item = OpenItemSheet(read_only=True, allow_null=True)

    class Meta:
        model = Invoice
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "number",
            "status",
            "legal_entity",
            "customer",
            "contract",
            "project",
            "run",
            "net",
            "tax",
            "gross",
            "po_number",
            "supply_from",
            "supply_to",
            "issued_on",
            "due_on",
            "open_item",
        )


class InvoiceSheet(InvoiceRow):
    """A request for payment with lines, taxes, files, and why it is as it is."""

    lines = InvoiceLineSheet(many=True, read_only=True)
    taxes = InvoiceTaxSheet(many=True, read_only=True)
    files = InvoiceFileSheet(many=True, read_only=True)
    decision = serializers.DictField(read_only=True, help_text="The tax decision as made.")
    explanation = serializers.DictField(read_only=True, help_text="What the run took.")

    class Meta(InvoiceRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (
            *InvoiceRow.Meta.fields,
            "version",
            "content_hash",
            "payment_days",
            "rate",
            "rate_on",
            "rate_source",
            "entry",
            "decision",
            "explanation",
            "lines",
            "taxes",
            "files",
        )


class LineWords(Body):
    """The new words of a line."""

    position = WholeField(1, 100_000)
    description = TextField(max_length=300)


def pdf_of(invoice: Invoice) -> StoredFile | None:
    """The invoice's PDF, once it is made."""
    return next((document.file for document in invoice.files.all() if document.kind == "pdf"), None)


def pdf_taken(invoice: Invoice, by: Actor) -> None:
    """Note that the PDF is out of the house."""
    for document in invoice.files.all():
        if document.kind == "pdf" and document.taken_at is None:
            take_document(document, at=now(), by=by)


class VoidingBody(Body):
    """Why an invoice is voided."""

    reason = TextField(max_length=160)


INVOICES = Listing(
    path="invoices",
    model=Invoice,
    row=InvoiceRow,
    sheet=InvoiceSheet,
    joins=("contract", "project", "run"),
    parts=lambda rows: rows.select_related("entry").prefetch_related("lines", "taxes", "files__file"),
    filters={
        "legal_entity": "legal_entity",
        "customer": "customer",
        "contract": "contract",
        "project": "project",
        "run": "run",
        "status": "status",
        "number": "number",
        "issued_from": "issued_on__gte",
        "issued_through": "issued_on__lte",
    },
    orders=("-id", "reference", "supply_to"),
    search=("reference", "number", "customer__name"),
)
DOORS = (
    INVOICES,
    Download(path="invoices/<str:id>/pdf/", of=INVOICES, file=pdf_of, taken=pdf_taken),
    Deed(path="invoices/<str:id>/voiding/", verb=void_invoice, on=INVOICES, body=VoidingBody, shows=INVOICES),
    Deed(path="invoices/<str:id>/line-words/", verb=describe_line, on=INVOICES, body=LineWords, shows=INVOICES),
    Deed(
        path="invoices/<str:id>/issuance/",
        verb=issue_invoice,
        on=INVOICES,
        shows=INVOICES,
        today=lambda given: given["invoice"].legal_entity,
    ),
    SetDeed(path="invoice-approvals/", verb=approve_invoices, of=INVOICES),
    SetDeed(path="invoice-returns/", verb=return_invoices, of=INVOICES),
    SetDeed(path="invoice-discards/", verb=discard_invoices, of=INVOICES),
    SetDeed(
        path="invoice-issuances/",
        verb=issue_invoices,
        of=INVOICES,
        today=lambda invoice: invoice.legal_entity,
    ),
)
