"""Tax returns in the API: planned, opened, filed, evidenced, paid."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from accounting.returns.actions import file_return, keep_evidence, open_return, plan_returns, record_remittance
from accounting.returns.api.report import HELD, BoxSheet, TaxLineSheet
from accounting.returns.boxes import CADENCES
from accounting.returns.models import TaxReturn, TaxReturnLine
from accounting.returns.reports import (
    ReturnSheet,
    return_sheet,
)
from accounting.returns.reports.standing import Correction
from accounting.tax.api import REGISTRATIONS
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, MoneyField, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import BytesRenderer, Download, Report
from billing_suite.kernel.web.api.shown import LinkField, Shown
from billing_suite.kernel.web.api.uploads import BytesField


class TaxReturnRow(Shown):
    """A return: whose, of which days, how it stands, who filed and paid it; its totals once it is filed."""

    remitted = MoneyField(read_only=True, allow_null=True)

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


class ReturnQuery(Body):
    """Of which return."""

    tax_return = RecordField(TAX_RETURNS)


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
    Report(path="tax-return-sheets/", right=HELD, read=read_return, query=ReturnQuery, shows=StandingSheet),
)
