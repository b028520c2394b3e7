"""Billing runs and invoices in the API: previewed, drafted, approved, returned, discarded, issued."""

from datetime import date
from typing import Any, ClassVar

from rest_framework import serializers

from accounting.billing.actions import (
    approve_invoices,
    describe_line,
    discard_invoices,
    issue_invoice,
    issue_invoices,
    return_invoices,
)
from accounting.billing.models import BillingRun, DocumentFile, Invoice, InvoiceLine, InvoiceTax, OpenItem, RunFinding
from accounting.billing.runs import Preview, preview_billing, start_billing_run
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, DayField, HoursField, MoneyField, TextField, WholeField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Download, Report
from billing_suite.kernel.web.api.shown import LinkField, Shown


class FindingSheet(Shown):
    """Work that a run left out, and why."""

    hours = HoursField(source="minutes", read_only=True)

    class Meta:
        model = RunFinding
        fields: ClassVar[tuple[str, ...]] = ("contract", "code", "reason", "entries", "minutes", "hours")


class RunRow(Shown):
    """One search for what is due to bill."""

    class Meta:
        model = BillingRun
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "legal_entity",
            "through",
            "on",
            "status",
            "started_by",
            "started_at",
            "chunks",
        )


class RunSheet(RunRow):
    """One search for what is due to bill, with its drafts and what it left."""

    invoices = LinkField(many=True, read_only=True)
    findings = FindingSheet(many=True, read_only=True)

    class Meta(RunRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*RunRow.Meta.fields, "invoices", "findings")


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


class RunBody(Body):
    """Whose work, and through which date."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    through = DayField()


class LineWords(Body):
    """The new words of a line."""

    position = WholeField(1, 100_000)
    description = TextField(max_length=300)


class PreviewQuery(Body):
    """Whose work, and through which date."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    through = DayField()


class PreviewDraft(serializers.Serializer[Any]):
    """An invoice that a run would draft."""

    contract = LinkField(source="invoice.contract")
    customer = LinkField(source="invoice.customer")
    net = MoneyField(source="invoice.net")
    tax = MoneyField(source="invoice.tax")
    gross = MoneyField(source="invoice.gross")
    supply_from = serializers.DateField(source="invoice.supply_from")
    supply_to = serializers.DateField(source="invoice.supply_to")


class PreviewLeft(serializers.Serializer[Any]):
    """Work that a run would leave, and why."""

    contract = LinkField()
    code = serializers.CharField()
    reason = serializers.CharField()
    entries = serializers.IntegerField()
    minutes = serializers.IntegerField()


class PreviewSheet(serializers.Serializer[Preview]):
    """What a run would draft and leave; nothing is written."""

    drafts = PreviewDraft(many=True)
    left = PreviewLeft(many=True)


def read_preview(*, user: Any, legal_entity: LegalEntity, through: date) -> Preview:
    """The dry run of a billing run: the same decisions on the same facts, nothing written."""
    return preview_billing(legal_entity, through=through)


def pdf_of(invoice: Invoice) -> StoredFile | None:
    """The invoice's PDF, once it is made."""
    return next((document.file for document in invoice.files.all() if document.kind == "pdf"), None)


RUNS = Listing(
    path="billing-runs",
    model=BillingRun,
    row=RunRow,
    sheet=RunSheet,
    parts=lambda rows: rows.prefetch_related("invoices", "findings__contract"),
    filters={"legal_entity": "legal_entity", "status": "status"},
    orders=("-reference", "through"),
)
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
    RUNS,
    Deed(
        path="billing-runs/",
        verb=start_billing_run,
        body=RunBody,
        shows=RUNS,
        today=lambda given: given["entity"],
    ),
    Report(
        path="billing-previews/",
        right="start_billing_run",
        read=read_preview,
        query=PreviewQuery,
        shows=PreviewSheet,
    ),
    INVOICES,
    Download(path="invoices/<str:id>/pdf/", of=INVOICES, file=pdf_of),
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
