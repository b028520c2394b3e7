"""Pages of the books' reports: statements in one frame, the general ledger, and the page that lists all reports."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounting.books.forms.statements import ComparedForm, DayForm, ProfitForm, SpanForm
from accounting.books.nav import READERS
from accounting.books.reports import (
    Statement,
    balance_sheet,
    cash_flow,
    profit_and_loss,
    profit_by,
    trial_balance_statement,
)
from accounting.books.reports.statement import Figure, Row
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.web.pages import Crumb, ReportPage, SignedIn
from billing_suite.kernel.web.reports import reports_for
from billing_suite.kernel.web.show import show_figure
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell

HELD = ("see_books",)


def report_crumbs() -> list[Crumb]:
    """The page of reports."""
    return [Crumb("Reports", reverse("reports"))]


class Reports(SignedIn):
    """Every report a person may read, and the question it answers."""

    rights = READERS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The cards."""
        context = {"title": "Reports", "groups": reports_for(self.viewer)}
        return render(request, "accounting/books/reports.html", context)


class StatementPage(ReportPage):
    """A statement: rows of figures, each leading to its postings in the general ledger."""

    rights = HELD
    template_name = "accounting/books/statement.html"

    def crumbs(self) -> Sequence[Crumb]:
        """The reports."""
        return report_crumbs()

    def heads(self, report: Statement) -> Sequence[str]:
        """The statement's columns beside what each row is."""
        return ["Kind", "Account", "Line", *report.columns, "Currency"]

    def cells(self, report: Statement) -> Iterable[Sequence[Cell]]:
        """Every row; headings have no figures."""
        for row in report.all_rows:
            amounts = [amount_cell(figure.amount) for figure in row.figures] or [None] * len(report.columns)
            yield [row.style, row.account, row.label, *amounts, report.legal_entity.currency]

    def more(self, report: Statement, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The rows as ready cells."""
        return {"rows": [shown_row(report, row) for row in report.rows]}


def shown_row(report: Statement, row: Row) -> Mapping[str, Any]:
    """A row as the template prints it."""
    css = f"is-{row.style}" + (f" level-{row.level}" if row.level else "")
    return {"row": row, "css": css, "cells": [shown_figure(report.legal_entity, figure) for figure in row.figures]}


def shown_figure(entity: LegalEntity, figure: Figure) -> SafeString | str:
    """An amount in the books currency; a link to its postings where it has any."""
    words = show_figure(figure.amount)
    if not figure.amount or figure.drill is None:
        return words
    return format_html('<a href="{}?{}">{}</a>', reverse("general-ledger"), figure.drill.query(entity), words)


class TrialBalancePage(StatementPage):
    """All balances of a legal entity as of a date; the difference must be zero (INV-11)."""

    title = "Trial balance"
    intro = "Every ledger account's balance in the books' currency, as of the end of a day."
    icon = "scale"
    form_class = DayForm

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """Today."""
        return {"as_of": today.isoformat()}

    def read(self, asked: Mapping[str, Any]) -> Statement:
        """The balances."""
        return trial_balance_statement(asked["entity"], as_of=asked["as_of"])


class BalanceSheetPage(StatementPage):
    """What the firm has, owes and is worth."""

    title = "Balance sheet"
    intro = "What the firm has, owes and is worth at the end of a day, beside another one."
    icon = "building-bank"
    form_class = ComparedForm

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """Today beside the end of the business year before."""
        as_of = asked_day(self.request, "as_of", today)
        return {"as_of": as_of.isoformat(), "compared_with": day_before(entity.year_of(as_of)[0]).isoformat()}

    def read(self, asked: Mapping[str, Any]) -> Statement:
        """The two sides."""
        return balance_sheet(asked["entity"], as_of=asked["as_of"], compared_with=asked["compared_with"])


class SpanPage(StatementPage):
    """A statement of a span: the business year to date, if nothing is said."""

    form_class = SpanForm

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """From the business year's first day."""
        through = asked_day(self.request, "through", today)
        return {"since": entity.year_of(through)[0].isoformat(), "through": through.isoformat()}


class ProfitAndLossPage(SpanPage):
    """What was earned and what it cost."""

    title = "Profit and loss"
    intro = "What was earned and what it cost, without the year-end entries."
    icon = "chart-line"
    form_class = ProfitForm

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """Beside the year before."""
        return {**super().initial(entity, today), "by": "total"}

    def read(self, asked: Mapping[str, Any]) -> Statement:
        """In the columns or rows asked for."""
        entity, by = asked["entity"], asked["by"]
        span = {"since": asked["since"], "through": asked["through"]}
        if by in ("total", "month"):
            return profit_and_loss(entity, by_month=by == "month", **span)
        return profit_by(entity, dimension=by, **span)

    def file_name(self, asked: Mapping[str, Any]) -> str:
        """With what it is by."""
        by = "" if asked["by"] == "total" else f"-by-{asked['by']}"
        return super().file_name(asked) + by


class CashFlowPage(SpanPage):
    """How the result became cash."""

    title = "Cash flow"
    intro = "How the result became cash: operating, investing, financing."
    icon = "cash"

    def read(self, asked: Mapping[str, Any]) -> Statement:
        """Beside the year before."""
        return cash_flow(asked["entity"], since=asked["since"], through=asked["through"])


def asked_day(request: HttpRequest, name: str, otherwise: date) -> date:
    """A day of the query string, for what depends on it at first; a wrong one is left to the form."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
