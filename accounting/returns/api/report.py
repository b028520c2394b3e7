"""The tax report in the API, and the documents behind its lines."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounting.billing.models import Invoice
from accounting.returns.boxes import BoxFigure
from accounting.returns.reports import (
    BehindLine,
    TaxedDocument,
    TaxedPage,
    TaxLine,
    TaxReport,
    tax_report,
    taxed_page,
)
from accounting.returns.reports.tax_report import Reconciled
from accounting.tax.api import REGISTRATIONS
from accounting.tax.models import CATEGORIES, Registration
from billing_suite.kernel.web.api.fields import Body, CurrencyField, DayField, DecimalString, MoneyField, TextField
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.query import NumberText
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField

HELD = "see_tax"


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


DOORS = (
    Report(path="tax-report/", right=HELD, read=read_tax_report, query=ReportQuery, shows=TaxReportSheet),
    Report(
        path="taxed-documents/",
        right="see_invoices",
        read=read_taxed_documents,
        query=DocumentsQuery,
        shows=TaxedPageSheet,
    ),
)
