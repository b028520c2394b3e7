"""The tables of the tax report and of a return: lines, boxes, what the books say."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from accounting.returns.boxes import BoxFigure
from accounting.returns.reports import TaxLine
from accounting.returns.reports.tax_report import Reconciled
from accounting.tax.models import CATEGORIES, Registration
from billing_suite.kernel.web.pages import Column, DateColumn, LinkColumn, MoneyColumn, NumberColumn, Sheet, sheet
from billing_suite.kernel.web.show import show_number
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell

WORDS = dict(CATEGORIES)
LINE_HEADS = (
    "Category",
    "Component",
    "Rate",
    "Documents",
    "Currency",
    "Base",
    "Tax",
    "Books currency",
    "Taxable in the books",
    "Exempt in the books",
    "Tax in the books",
)


def drill(registration: Registration, since: date, through: date, line: TaxLine) -> str:
    """Where the documents behind a line are."""
    asked = {
        "registration": str(registration.pk),
        "since": since.isoformat(),
        "through": through.isoformat(),
        "category": line.category,
        "component": line.component,
        "rate": f"{line.rate.normalize():f}",
        "currency": line.currency,
    }
    return f"{reverse('tax-report')}?{urlencode(asked)}#documents"


def lines_sheet(label: str, registration: Registration, since: date, through: date, lines: Iterable[TaxLine]) -> Sheet:
    """Lines of tax, each leading to its documents."""
    columns = (
        Column("Category", lambda line: f"{line.category} · {WORDS[line.category]}", phone="title", kind="title"),
        Column("Component", "component", phone="labelled"),
        NumberColumn("Rate", lambda line: f"{show_number(line.rate)} %"),
        documents_column(registration, since, through),
        MoneyColumn("Base", "base", phone="labelled"),
        MoneyColumn("Tax", "tax", phone="labelled"),
        MoneyColumn("Taxable in the books", "taxable", phone="labelled"),
        MoneyColumn("Exempt in the books", "exempt", phone="labelled"),
        MoneyColumn("Tax in the books", "books_tax"),
    )
    return sheet(label, columns, lines)


def brief_sheet(label: str, registration: Registration, since: date, through: date, lines: Iterable[TaxLine]) -> Sheet:
    """The same beside a return's facts, where there is less room."""
    columns = (
        Column("Line", lambda line: f"{line.category} · {words_of(line)}", phone="title", kind="title"),
        documents_column(registration, since, through),
        MoneyColumn("Base", "base", phone="labelled"),
        MoneyColumn("Tax", "tax", phone="labelled"),
        MoneyColumn("Base in the books", "books_base", phone="labelled"),
        MoneyColumn("Tax in the books", "books_tax"),
    )
    return sheet(label, columns, lines)


def words_of(line: TaxLine) -> str:
    """Component and rate."""
    return f"{line.component} {show_number(line.rate)} %"


def documents_column(registration: Registration, since: date, through: date) -> Column:
    """How many documents, and the way to them."""

    def linked(line: TaxLine) -> SafeString:
        return format_html('<a href="{}">{}</a>', drill(registration, since, through, line), line.documents)

    return NumberColumn("Documents", linked)


def boxes_sheet(label: str, boxes: Iterable[BoxFigure]) -> Sheet:
    """The boxes of a form: as filed, and the sum before the form's rounding."""
    columns = (
        Column("Box", "box", phone="title", kind="title"),
        Column("What", "label", phone="labelled"),
        MoneyColumn("Before rounding", "exact", phone="labelled"),
        MoneyColumn("Amount", "amount"),
    )
    return sheet(label, columns, boxes)


def reconciled_sheet(rows: Iterable[Reconciled]) -> Sheet:
    """The report beside the books; the difference must be nothing."""
    columns = (
        Column("Component", "component", phone="title", kind="title"),
        MoneyColumn("This registration", "here", phone="labelled"),
        MoneyColumn("Other registrations", "elsewhere", phone="labelled"),
        MoneyColumn("On tax payable", "posted", phone="labelled"),
        MoneyColumn("Difference", "difference"),
    )
    return sheet("Against the books", columns, rows)


def documents_columns() -> tuple[Column, ...]:
    """The documents behind a line."""
    return (
        LinkColumn("Invoice", "number", to="invoice", key="invoice"),
        Column("Customer", "customer_name"),
        DateColumn("Tax point", "issued_on"),
        Column("Component", "component", phone="labelled"),
        NumberColumn("Rate", lambda one: f"{show_number(one.rate)} %"),
        Column("Reason", "reason"),
        MoneyColumn("Base", "base", phone="labelled"),
        MoneyColumn("Tax", "tax"),
    )


def line_cells(line: TaxLine) -> list[Cell]:
    """A line in a file."""
    told: list[Cell] = [line.category, line.component, line.rate.normalize(), line.documents, line.currency]
    books = [amount_cell(each) for each in (line.taxable, line.exempt, line.books_tax)]
    return [*told, amount_cell(line.base), amount_cell(line.tax), str(line.books_tax.currency.code), *books]
