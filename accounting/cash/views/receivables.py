"""The page of the receivables aging, and the columns of open documents."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from accounting.billing.models import OpenItem
from accounting.billing.models.receivables import OpenItemRows
from accounting.books.views.statements import report_crumbs
from accounting.cash.forms.receivables import AgingForm
from accounting.cash.reports import Aging, Behind, DocumentPage, documents_page, open_documents, receivables_aging
from accounting.cash.reports.ages import BUCKETS, KEYS
from accounting.cash.reports.aging import AgingRow
from accounting.cash.reports.open_documents import OpenDocument
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money
from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    ReportPage,
    sheet,
)
from billing_suite.kernel.web.show import show_figure
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell, download

DOCUMENT_COLUMNS = (
    LinkColumn("Invoice", "number", to="invoice", key="invoice"),
    Column("Customer", "customer_name"),
    DateColumn("Issued", "issued_on"),
    DateColumn("Due", "due_on"),
    NumberColumn("Days overdue", "days_overdue"),
    MoneyColumn("Disputed", lambda held: held.disputed if held.disputed else None, phone="labelled"),
    MoneyColumn("In the books", "base", phone="labelled"),
    MoneyColumn("Open", "open"),
)
DOCUMENT_HEADS = (
    "Invoice",
    "Customer",
    "Issued",
    "Due",
    "Days overdue",
    "Currency",
    "Open",
    "Disputed",
    "Books currency",
    "In the books",
)
PAGES = {"invoice": "invoice", "receipt": "receipt", "allocation": "receipt"}  # the page of an entry's document


class AgingPage(ReportPage):
    """Who owes what since when; each figure leads to its documents."""

    rights = ("see_invoices",)
    title = "Receivables aging"
    intro = "What customers owe by days overdue, in the document's currency and in the books. Due today is not overdue."
    icon = "calendar-due"
    template_name = "accounting/cash/aging.html"
    form_class = AgingForm

    def crumbs(self) -> Sequence[Crumb]:
        """The reports."""
        return report_crumbs()

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """Today."""
        return {"as_of": today.isoformat()}

    @property
    def seen(self) -> OpenItemRows:
        """The open items this person may see."""
        return OpenItem.objects.visible_to(self.request.user)

    def read(self, asked: Mapping[str, Any]) -> Aging:
        """What is open on them."""
        return receivables_aging(asked["entity"], as_of=asked["as_of"], today=self.today, items=self.seen)

    def file(self, kind: str, report: Aging, asked: Mapping[str, Any]) -> HttpResponseBase:
        """The aging; of a figure that was chosen, its documents, streamed."""
        if not is_drilled(asked):
            return super().file(kind, report, asked)
        held = open_documents(
            report.legal_entity, as_of=report.as_of, today=self.today, items=self.seen, behind=behind(asked)
        )
        return download(kind, f"{self.file_name(asked)}-documents", DOCUMENT_HEADS, map(document_cells, held))

    def heads(self, report: Aging) -> Sequence[str]:
        """Each bucket in the document's currency and in the books."""
        books = report.legal_entity.currency
        of_books = [f"{bucket} {books}" for bucket in BUCKETS]
        return ["Customer", "Currency", *BUCKETS, "Open", "Disputed", *of_books, f"Open {books}"]

    def cells(self, report: Aging) -> Iterable[Sequence[Cell]]:
        """Customers, a subtotal a currency, the total in the books."""
        for row in [*report.rows, *report.subtotals]:
            amounts = [*row.buckets, row.open, row.disputed, *row.base_buckets, row.base]
            yield [row.name, row.currency, *[amount_cell(amount) for amount in amounts]]
        books = [amount_cell(amount) for amount in (*report.base_buckets, report.base)]
        yield ["Total", report.legal_entity.currency, *[None] * (len(BUCKETS) + 2), *books]

    def more(self, report: Aging, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Rows by currency, and the documents behind the figure that was chosen."""
        blocks = [self.block(report, total) for total in report.subtotals]
        return {
            "blocks": blocks,
            "buckets": BUCKETS,
            "books_row": self.books_row(report),
            **(self.drilled(report, asked) if is_drilled(asked) else {}),
        }

    def drilled(self, report: Aging, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """A page of the documents behind the figure that was chosen."""
        held: DocumentPage = documents_page(
            report.legal_entity,
            as_of=report.as_of,
            today=self.today,
            items=self.seen,
            behind=behind(asked),
            after=asked["after"],
        )
        bucket = BUCKETS[KEYS.index(asked["bucket"])] if asked["bucket"] else ""
        label = " · ".join(filter(None, ["Open documents", bucket, asked["currency"]]))
        return {"documents": sheet(label, DOCUMENT_COLUMNS, held.documents), "after": held.after}

    def block(self, report: Aging, total: AgingRow) -> Mapping[str, Any]:
        """The customers of one currency and their sum."""
        rows = [row for row in report.rows if row.currency == total.currency]
        return {
            "currency": total.currency,
            "rows": [(row.name, self.linked(report, row)) for row in rows],
            "total": self.linked(report, total),
        }

    def books_row(self, report: Aging) -> list[SafeString | str]:
        """All currencies in the books: each bucket leads to its documents; their sum is the whole page's."""
        pairs = zip(report.base_buckets, KEYS, strict=True)
        return [*(self.link(report, None, amount, key) for amount, key in pairs), show_figure(report.base)]

    def linked(self, report: Aging, row: AgingRow) -> list[SafeString | str]:
        """A row's figures, each leading to its documents."""
        told = [self.link(report, row, amount, key) for amount, key in zip(row.buckets, KEYS, strict=True)]
        disputed = show_figure(row.disputed) if row.disputed else ""
        return [*told, self.link(report, row, row.open, ""), disputed, self.link(report, row, row.base, "")]

    def link(self, report: Aging, row: AgingRow | None, amount: Money, bucket: str) -> SafeString | str:
        """One figure."""
        if not amount:
            return show_figure(amount)
        asked = {
            "entity": str(report.legal_entity.pk),
            "as_of": report.as_of.isoformat(),
            "customer": str(row.customer or "") if row else "",
            "currency": row.currency if row else "",
            "bucket": bucket,
        }
        given = urlencode({name: value for name, value in asked.items() if value})
        return format_html('<a href="?{}#documents">{}</a>', given, show_figure(amount))


def is_drilled(asked: Mapping[str, Any]) -> bool:
    """Whether a figure was chosen."""
    return any(asked.get(name) for name in ("customer", "currency", "bucket"))


def behind(asked: Mapping[str, Any]) -> Behind:
    """The figure that was chosen."""
    return Behind(asked["customer"], asked["currency"], asked["bucket"])


def document_cells(held: OpenDocument) -> Sequence[Cell]:
    """A document's row in a file."""
    amounts = [amount_cell(amount) for amount in (held.open, held.disputed)]
    books = [held.base.currency.code, amount_cell(held.base)]
    days: list[Cell] = [held.issued_on, held.due_on, held.days_overdue]
    return [held.number, held.customer_name, *days, held.open.currency.code, *amounts, *books]
