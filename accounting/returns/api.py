"""Tax returns and the tax report in the API."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from accounting.billing.models import Invoice
from accounting.returns.actions import file_return, keep_evidence, open_return, plan_returns, record_remittance
from accounting.returns.boxes import CADENCES, BoxFigure
from accounting.returns.models import TaxReturn, TaxReturnLine
from accounting.returns.reports import (
    BehindLine,
    ReturnSheet,
    TaxedDocument,
    TaxedPage,
    TaxLine,
    TaxReport,
    return_sheet,
    tax_report,
    taxed_page,
)
from accounting.returns.reports.standing import Correction
from accounting.returns.reports.tax_report import Reconciled
from accounting.tax.api import REGISTRATIONS
from accounting.tax.models import CATEGORIES, Registration
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, CurrencyField, DayField, DecimalString, MoneyField, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.query import NumberText
from billing_suite.kernel.web.api.reports import BytesRenderer, Download, Report
from billing_suite.kernel.web.api.shown import LinkField, Shown
from billing_suite.kernel.web.api.uploads import BytesField

HELD = "see_tax"


class TaxReturnRow(Shown):
    """A return: whose, of which days, how it stands, who filed and paid it; its totals once it is filed."""

    class Meta:
        model = TaxReturn
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "registration",
            "starts_on",
            "ends_on",
            "due_on",
            "status",
            "prepared_by",
            "filed_at",
            "filed_by",
            "filing_reference",
            "form",
            "books_were_open",
            "taxable",
            "exempt",
            "tax",
            "payable",
            "evidence",
            "remitted",
            "remitted_on",
            "remitted_by",
            "remittance_reference",
            "entry",
        )


class TaxReturnLineSheet(Shown):
    """One category, component and rate as it was filed; `corrects` is the return whose days its documents lie in."""

    class Meta:
        model = TaxReturnLine
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "corrects",
            "category",
            "component",
            "rate",
            "documents",
            "base",
            "tax",
            "books_base",
            "books_tax",
        )


class FiledBoxSheet(serializers.Serializer[Any]):
    """A box as it was filed, and the sum before the form's rounding."""

    box = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.JSONField()
    exact = serializers.JSONField()


class TaxReturnSheet(TaxReturnRow):
    """A return with its frozen lines and boxes; `tax-return-sheets` tells an open one as of now."""

    lines = TaxReturnLineSheet(many=True, read_only=True)
    boxes = FiledBoxSheet(many=True, read_only=True)

    class Meta(TaxReturnRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*TaxReturnRow.Meta.fields, "lines", "boxes")


class TaxLineSheet(serializers.Serializer[TaxLine]):
    """One category, component, rate and currency: base and tax in the documents' currency and in the books'."""

    category = serializers.CharField()
    component = serializers.CharField()
    rate = DecimalString()
    documents = serializers.IntegerField()
    base = MoneyField()
    tax = MoneyField()
    taxable = MoneyField()
    exempt = MoneyField()
    books_tax = MoneyField()


class BoxSheet(serializers.Serializer[BoxFigure]):
    """A box of the form, and the sum before its rounding."""

    box = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    amount = MoneyField()
    exact = MoneyField()


class ReconciledSheet(serializers.Serializer[Reconciled]):
    """A component beside the books; the difference is nothing."""

    component = serializers.CharField()
    here = MoneyField()
    elsewhere = MoneyField()
    posted = MoneyField()
    difference = MoneyField()


class TaxReportSheet(serializers.Serializer[TaxReport]):
    """What a registration owes for a span."""

    registration = LinkField()
    legal_entity = LinkField()
    since = serializers.DateField()
    through = serializers.DateField()
    lines = TaxLineSheet(many=True)
    boxes = BoxSheet(many=True)
    reconciled = ReconciledSheet(many=True)
    taxable = MoneyField()
    exempt = MoneyField()
    tax = MoneyField()


class CorrectionSheet(serializers.Serializer[Correction]):
    """What appeared in a filed return's days since."""

    of = LinkField()
    lines = TaxLineSheet(many=True)
    tax = MoneyField()


class StandingSheet(serializers.Serializer[ReturnSheet]):
    """A return as it stands: an open one as of now, a filed one as it was filed, and what appeared since."""

    tax_return = LinkField()
    lines = TaxLineSheet(many=True)
    corrections = CorrectionSheet(many=True)
    boxes = BoxSheet(many=True)
    taxable = MoneyField()
    exempt = MoneyField()
    tax = MoneyField()
    payable = MoneyField()
    pending = CorrectionSheet(allow_null=True)
    open_periods = LinkField(many=True)
    is_next = serializers.BooleanField()


class TaxedDocumentSheet(serializers.Serializer[TaxedDocument]):
    """One component of tax on one group of a document."""

    invoice = serializers.UUIDField()
    number = serializers.CharField()
    issued_on = serializers.DateField()
    category = serializers.CharField()
    component = serializers.CharField()
    rate = DecimalString()
    base = MoneyField()
    tax = MoneyField()
    reason = serializers.CharField()


class TaxedPageSheet(serializers.Serializer[TaxedPage]):
    """A page of documents; `after` is the parameter of the next page, or empty."""

    registration = LinkField()
    documents = TaxedDocumentSheet(many=True)
    after = serializers.CharField()


class ReturnBody(Body):
    """One return of a registration."""

    registration = RecordField(REGISTRATIONS)
    starts_on = DayField()
    ends_on = DayField()
    due_on = DayField()


class PlanBody(Body):
    """A year of returns from a month on."""

    registration = RecordField(REGISTRATIONS)
    first = DayField()
    cadence = serializers.ChoiceField(choices=list(CADENCES))


class FilingBody(Body):
    """Under which reference, and a file that shows it."""

    reference = TextField(max_length=140)
    name = TextField(max_length=200, required=False)
    content = BytesField(source="data", required=False)


class EvidenceBody(Body):
    """A file: a PDF, PNG or JPEG, or CSV, text, XML or JSON in UTF-8."""

    name = TextField(max_length=200)
    content = BytesField(source="data")


class RemittanceBody(Body):
    """How much was paid (as filed; a refund is negative), when, under which reference of the bank."""

    amount = MoneyField()
    on = DayField()
    reference = TextField(max_length=140)


def with_lines(rows: Any) -> Any:
    """With the frozen lines."""
    return rows.prefetch_related(Prefetch("lines", TaxReturnLine.objects.select_related("corrects")))


def evidence_of(held: Any) -> StoredFile | None:
    """The file that shows a filing."""
    kept: StoredFile | None = held.evidence
    return kept


TAX_RETURNS = Listing(
    path="tax-returns",
    model=TaxReturn,
    row=TaxReturnRow,
    sheet=TaxReturnSheet,
    joins=("evidence", "entry"),
    parts=with_lines,
    filters={
        "registration": "registration",
        "status": "status",
        "due_through": "due_on__lte",
        "from": "starts_on__gte",
        "through": "ends_on__lte",
    },
    orders=("-starts_on", "due_on"),
    search=("reference", "filing_reference", "remittance_reference"),
)


class ReportQuery(Body):
    """Of which registration, from when through when."""

    registration = RecordField(REGISTRATIONS)
    since = DayField()
    through = DayField()


class DocumentsQuery(ReportQuery):
    """Behind which line; where the page begins."""

    category = serializers.ChoiceField(choices=CATEGORIES, required=False)
    component = TextField(max_length=60, required=False)
    rate = DecimalString(required=False)
    currency = CurrencyField(required=False)
    after = TextField(max_length=60, required=False)
    limit = NumberText(most=200, least=1, required=False)


class ReturnQuery(Body):
    """Of which return."""

    tax_return = RecordField(TAX_RETURNS)


def in_order(since: date, through: date) -> None:
    """A span ends no earlier than it begins."""
    if through < since:
        raise serializers.ValidationError({"through": [f"not before {since}"]})


def read_tax_report(*, user: Any, registration: Registration, since: date, through: date) -> TaxReport:
    """By category, component, rate and currency, in document and books currency, held against the books."""
    in_order(since, through)
    return tax_report(registration, since=since, through=through)


def read_taxed_documents(
    *,
    user: Any,
    registration: Registration,
    since: date,
    through: date,
    after: str = "",
    limit: int = 100,
    **line: Any,
) -> TaxedPage:
    """The documents behind a line of the tax report, by tax point, a page at a time."""
    in_order(since, through)
    seen = Invoice.objects.visible_to(user)
    behind = BehindLine(**line)
    return taxed_page(registration, since=since, through=through, behind=behind, seen=seen, after=after, size=limit)


def read_return(*, user: Any, tax_return: TaxReturn) -> ReturnSheet:
    """A return with its corrections and boxes: an open one as of now."""
    return return_sheet(tax_return)


DOORS = (
    TAX_RETURNS,
    Deed(path="tax-returns/", verb=open_return, body=ReturnBody, shows=TAX_RETURNS),
    Deed(path="tax-return-plans/", verb=plan_returns, body=PlanBody, shows=TaxReturnRow),
    Deed(
        path="tax-returns/<str:id>/filing/",
        verb=file_return,
        on=TAX_RETURNS,
        body=FilingBody,
        shows=TAX_RETURNS,
        today=lambda given: given["tax_return"].registration.legal_entity,
    ),
    Deed(
        path="tax-returns/<str:id>/evidence/",
        verb=keep_evidence,
        on=TAX_RETURNS,
        body=EvidenceBody,
        shows=TAX_RETURNS,
    ),
    Deed(
        path="tax-returns/<str:id>/remittance/",
        verb=record_remittance,
        on=TAX_RETURNS,
        body=RemittanceBody,
        shows=TAX_RETURNS,
    ),
    Download(
        path="tax-returns/<str:id>/evidence/file/",
        of=TAX_RETURNS,
        file=evidence_of,
        renderer=BytesRenderer,
        says="The evidence as it was given, byte for byte (INV-20).",
    ),
    Report(path="tax-report/", right=HELD, read=read_tax_report, query=ReportQuery, shows=TaxReportSheet),
    Report(
        path="taxed-documents/",
        right="see_invoices",
        read=read_taxed_documents,
        query=DocumentsQuery,
        shows=TaxedPageSheet,
    ),
    Report(path="tax-return-sheets/", right=HELD, read=read_return, query=ReturnQuery, shows=StandingSheet),
)
