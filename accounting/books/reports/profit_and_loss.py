"""Profit and loss: what was earned and what it cost in a span, beside the year before or month by month."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Sum

from accounting.books.models import Period, Posting
from accounting.books.reports.balances import (
    Balances,
    accounts_of,
    turnover,
    turnover_by_period,
    year_end_turnover,
)
from accounting.books.reports.spans import months_of, start_year_before, year_before
from accounting.books.reports.statement import Column, Maker, Row, Statement, less
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import month_end, month_start

GROSS = ("revenue", "cost_of_sales")
OPERATING = (*GROSS, "operating_expenses", "depreciation")
BEFORE_TAX = (*OPERATING, "other_income", "other_expenses")
ALL = (*BEFORE_TAX, "income_tax")
LABELS = {
    "revenue": "Revenue",
    "cost_of_sales": "Cost of sales",
    "operating_expenses": "Operating expenses",
    "depreciation": "Depreciation",
    "other_income": "Other income",
    "other_expenses": "Other expenses",
    "income_tax": "Income tax",
}
NOTE = "Income is positive, expense negative, so that each column adds up. Year-end entries are left out."


def profit_and_loss(
    entity: LegalEntity, *, since: date, through: date, by_month: bool = False, compared: bool = True
) -> Statement:
    """Income and expense of a span by section, in the books currency, without the year-end entries.

    Beside it the same span a year before, or, by month, each month of it. The queries do not grow with the
    postings, nor with the months.
    """
    columns = [Column(_named(since, through), since, through, _earned(entity, since, through), earned_only=True)]
    if by_month:
        columns = [*_months(entity, since, through), Column("Total", since, through, columns[0].amounts, True)]
    elif compared:
        first, last = start_year_before(since), year_before(through)
        columns.append(Column(_named(first, last), first, last, _earned(entity, first, last), earned_only=True))
    maker = Maker(entity, accounts_of(entity), columns)
    title = "Profit and loss by month" if by_month else "Profit and loss"
    return Statement(entity, title, [c.label for c in columns], _rows(maker), through, since, NOTE)


def _rows(maker: Maker) -> list[Row]:
    """The sections with their sums, and the results between them."""

    def section(*names: str) -> list[Row]:
        rows = []
        for name in names:
            if lines := maker.lines(name, sign=-1):
                rows += [Row(LABELS[name], style="heading"), *lines]
                rows += [maker.total(f"Total {LABELS[name].lower()}", name, sign=-1)] if len(lines) > 1 else []
        return rows

    def result(label: str, sections: Sequence[str]) -> Row:
        return maker.total(label, *sections, sign=-1, style="total")

    return [
        *section(*GROSS),
        result("Gross profit", GROSS),
        *section("operating_expenses", "depreciation"),
        result("Operating result", OPERATING),
        *section("other_income", "other_expenses"),
        *(section("income_tax") and [result("Result before tax", BEFORE_TAX)]),
        *section("income_tax"),
        result("Result", ALL),
    ]


def _earned(entity: LegalEntity, since: date, through: date) -> Balances:
    """What moved in a span without what was carried to retained earnings."""
    moved = turnover(entity, since=since, through=through)
    return less(moved, year_end_turnover(entity, since=since, through=through))


def _months(entity: LegalEntity, since: date, through: date) -> list[Column]:
    """A column a month: whole months in one statement, a part of one at either end by itself."""
    moved: dict[date, dict[UUID, int]] = defaultdict(dict)
    starts = dict(Period.objects.filter(legal_entity=entity).values_list("pk", "starts_on"))
    for (period, account), minor in turnover_by_period(entity, since=since, through=through).items():
        held = moved[month_start(starts[period])]
        held[account] = held.get(account, 0) + minor
    spans = months_of(since, through)
    for first, last in {spans[0], spans[-1]}:
        if (first, last) != (month_start(first), month_end(first)):
            moved[month_start(first)] = dict(turnover(entity, since=first, through=last))
    carried = _carried(entity, since, through)
    amounts = {first: less(moved[month_start(first)], carried[month_start(first)]) for first, _ in spans}
    return [Column(f"{first:%b %Y}", first, last, amounts[first], earned_only=True) for first, last in spans]


def _carried(entity: LegalEntity, since: date, through: date) -> dict[date, dict[UUID, int]]:
    """What year-end entries moved, by month: one query."""
    carried: dict[date, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    rows = Posting.objects.filter(
        entry__legal_entity=entity, entry__source_kind="year_end", on__gte=since, on__lte=through
    )
    for day, account, minor in rows.order_by().values_list("on", "account").annotate(Sum("base_minor")):
        carried[month_start(day)][account] += minor
    return carried


def _named(since: date, through: date) -> str:
    """A span in few words: a month, a year, or its two days."""
    if since == month_start(since) and through == month_end(since):
        return f"{since:%b %Y}"
    if since == month_start(since) and through + timedelta(days=1) == month_start(since, 12):
        return f"{since:%Y}" if since.month == 1 else f"{since:%Y}/{through:%y}"
    return f"{_short(since)} – {_short(through)}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b %y}"
