"""The page of the tax report."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.text import slugify

from accounting.billing.models import Invoice
from accounting.books.views.statements import report_crumbs
from accounting.returns.forms.report import TaxReportForm
from accounting.returns.reports import BehindLine, TaxReport, tax_report, taxed_documents, taxed_page
from accounting.returns.views.tables import (
    LINE_HEADS,
    boxes_sheet,
    documents_columns,
    line_cells,
    lines_sheet,
    reconciled_sheet,
)
from accounting.tax.models import Registration
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.web.pages import Crumb, ReportPage, sheet
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell, download

DOCUMENT_HEADS = (
    "Invoice",
    "Customer",
    "Tax point",
    "Category",
    "Component",
    "Rate",
    "Currency",
    "Base",
    "Tax",
    "Reason",
)


class TaxReportPage(ReportPage):
    """What a registration owes for a span; each line leads to its documents."""

    rights = ("see_tax",)
    title = "Tax report"
    intro = "What issued documents say of tax, by category, component and rate, held against the books."
    icon = "tax"
    template_name = "accounting/returns/tax_report.html"
    form_class = TaxReportForm

    @cached_property
    def registrations(self) -> list[Registration]:
        """Those the person sees: one query."""
        seen = Registration.objects.visible_to(self.request.user).for_list()
        return list(seen.order_by("legal_entity__code", "country", "number"))

    @cached_property
    def entities(self) -> list[LegalEntity]:
        """The legal entities that are registered."""
        return list({one.legal_entity_id: one.legal_entity for one in self.registrations}.values())

    @cached_property
    def asked_registration(self) -> Registration:
        """The one asked for, or the first."""
        wanted = self.request.GET.get("registration", "")
        return next((one for one in self.registrations if str(one.pk) == wanted), self.registrations[0])

    @cached_property
    def asked_entity(self) -> LegalEntity:
        """Whose registration it is."""
        return self.asked_registration.legal_entity

    def form_arguments(self) -> Mapping[str, Any]:
        """The registrations on offer."""
        return {"registrations": self.registrations}

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """The month before."""
        through = month_start(today) - timedelta(days=1)
        span = {"since": month_start(through).isoformat(), "through": through.isoformat()}
        return {"registration": str(self.asked_registration.pk), **span}

    def crumbs(self) -> Sequence[Crumb]:
        """The reports."""
        return report_crumbs()

    def read(self, asked: Mapping[str, Any]) -> TaxReport:
        """The report."""
        return tax_report(asked["registration"], since=asked["since"], through=asked["through"])

    def file_name(self, asked: Mapping[str, Any]) -> str:
        """With the registration's number."""
        return f"{super().file_name(asked)}-{slugify(asked['registration'].number)}"

    def file(self, kind: str, report: TaxReport, asked: Mapping[str, Any]) -> HttpResponseBase:
        """The report; of a line that was chosen, its documents, streamed."""
        if not is_drilled(asked):
            return super().file(kind, report, asked)
        held = taxed_documents(report.registration, **self.behind(report, asked))
        rows = (
            [
                one.number,
                one.customer_name,
                one.issued_on,
                one.category,
                one.component,
                one.rate.normalize(),
                one.base.currency.code,
                amount_cell(one.base),
                amount_cell(one.tax),
                one.reason,
            ]
            for one in held
        )
        return download(kind, f"{self.file_name(asked)}-documents", DOCUMENT_HEADS, rows)

    def behind(self, report: TaxReport, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked of the documents: those of the line that the person may see."""
        line = BehindLine(asked["category"], asked["component"], asked["rate"], asked["currency"])
        seen = Invoice.objects.visible_to(self.request.user)
        return {"since": report.since, "through": report.through, "behind": line, "seen": seen}

    def heads(self, report: TaxReport) -> Sequence[str]:
        """Lines and boxes are told apart in the first column."""
        return ["Kind", *LINE_HEADS]

    def cells(self, report: TaxReport) -> Iterable[Sequence[Cell]]:
        """Lines, boxes with their amount as the last figure, and the books beside the report."""
        books = report.legal_entity.currency
        for line in report.lines:
            yield ["line", *line_cells(line)]
        for box in report.boxes:
            yield [
                "box",
                box.box,
                box.label,
                *[None] * 5,
                box.amount.currency.code,
                None,
                None,
                amount_cell(box.amount),
            ]
        for row in report.reconciled:
            yield ["difference", "", row.component, *[None] * 5, books, None, None, amount_cell(row.difference)]

    def more(self, report: TaxReport, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The tables, and the documents behind the line that was chosen."""
        told: dict[str, Any] = {
            "lines": lines_sheet("Lines", report.registration, report.since, report.through, report.lines),
            "boxes": boxes_sheet(f"Boxes of {report.form.name}", report.boxes) if report.form else None,
            "reconciled": reconciled_sheet(report.reconciled),
        }
        if is_drilled(asked):
            page = taxed_page(report.registration, after=asked["after"], **self.behind(report, asked))
            told |= {"documents": sheet("Documents", documents_columns(), page.documents), "after": page.after}
        return told


def is_drilled(asked: Mapping[str, Any]) -> bool:
    """Whether a line was chosen."""
    return any(asked.get(name) for name in ("category", "component", "currency"))
