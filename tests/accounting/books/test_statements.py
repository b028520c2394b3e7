"""Balance sheet, profit and loss, cash flow and trial balance: small books reckoned by hand, exact at any date."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.books.actions import open_periods
from accounting.books.actions.year_end import close_year
from accounting.books.reports import (
    Drill,
    Statement,
    balance_sheet,
    cash_flow,
    general_ledger,
    profit_and_loss,
    profit_by,
    trial_balance_statement,
)
from accounting.books.reports.spans import months_of, start_year_before, year_before
from billing_suite.kernel.values.money import to_minor
from tests.accounting.books.writing import line, pair, posted
from tests.builders import SET_UP, Stage, noon

JANUARY, MARCH_END, YEAR_END = date(2026, 1, 1), date(2026, 3, 31), date(2026, 12, 31)


def told(statement: Statement, column: int = 0) -> dict[str, int]:
    """Each row's figure of a column in whole units, where it has one that is not nothing."""
    held = {}
    for row in statement.rows:
        if row.figures and (amount := row.figures[column].amount) is not None and (amount or row.style == "check"):
            assert to_minor(amount) % 100 == 0
            held[f"{row.account} {row.label}".strip()] = to_minor(amount) // 100
    return held


@pytest.fixture
def books(stage: Stage) -> Stage:
    """Founded in January; sales in February and March; computers bought, depreciated; a loan; a pound bank."""
    day = date(2026, 1, 5)
    posted(stage, pair("1000", "2900", "50000.00"), on=day)
    posted(stage, pair("1000", "2700", "20000.00"), on=day)
    posted(stage, pair("0500", "1000", "12000.00"), on=date(2026, 1, 20))
    posted(stage, pair("1000", "4000", "9000.00"), on=date(2026, 2, 10))
    posted(stage, pair("1400", "4000", "4000.00"), on=date(2026, 3, 12))
    posted(stage, pair("6000", "1000", "1500.00"), on=date(2026, 2, 28))
    posted(stage, pair("6000", "2400", "1500.00"), on=MARCH_END)
    posted(stage, pair("6200", "0500", "1000.00"), on=MARCH_END)
    posted(stage, pair("1090", "7150", "300.00"), on=MARCH_END)
    return stage


def test_the_balance_sheet_by_hand(books: Stage) -> None:
    sheet = balance_sheet(books.entity, as_of=MARCH_END, compared_with=date(2026, 1, 31))
    assert told(sheet) == {
        "1000 Bank": 65500,
        "1090 Revaluation of bank": 300,
        "Total cash": 65800,
        "1400 Prepaid expenses": 4000,
        "Total other current assets": 4000,
        "0500 Computers": 11000,
        "Total fixed assets": 11000,
        "Total assets": 80800,
        "2400 Accrued expenses": 1500,
        "Total current liabilities": 1500,
        "2700 Loan": 20000,
        "Total long-term liabilities": 20000,
        "Total liabilities": 21500,
        "2900 Share capital": 50000,
        "Result not yet carried to retained earnings": 9300,
        "Total equity": 59300,
        "Total liabilities and equity": 80800,
        "Difference of the two sides": 0,
    }
    assert told(sheet, 1)["Total assets"] == 70000 and told(sheet, 1)["Difference of the two sides"] == 0


def test_profit_and_loss_by_hand(books: Stage) -> None:
    statement = profit_and_loss(books.entity, since=JANUARY, through=MARCH_END)
    assert told(statement) == {
        "4000 Revenue": 13000,
        "Gross profit": 13000,
        "6000 Rent": -3000,
        "6200 Depreciation": -1000,
        "Operating result": 9000,
        "7150 Unrealised exchange gains": 300,
        "Result": 9300,
    }
    assert told(statement, 1) == {} and statement.columns[1].endswith("31 Mar 25")
    months = profit_and_loss(books.entity, since=JANUARY, through=date(2026, 3, 15), by_month=True)
    assert list(months.columns) == ["Jan 2026", "Feb 2026", "Mar 2026", "Total"]
    assert [told(months, n).get("Result", 0) for n in range(4)] == [0, 7500, 4000, 11500]


def test_cash_flow_by_hand(books: Stage) -> None:
    statement = cash_flow(books.entity, since=JANUARY, through=MARCH_END)
    assert told(statement) == {
        "Result": 9300,
        "Depreciation": 1000,
        "Unrealised exchange differences on cash": -300,
        "Change in other current assets": -4000,
        "Change in current liabilities": 1500,
        "Cash from operating activities": 7500,
        "Fixed assets, net of depreciation": -12000,
        "Cash from investing activities": -12000,
        "Long-term liabilities": 20000,
        "Equity": 50000,
        "Cash from financing activities": 70000,
        "Effect of exchange rates on cash": 300,
        "Change in cash": 65800,
        "Cash at the end": 65800,
        "Difference from the cash accounts": 0,
    }
    later = cash_flow(books.entity, since=date(2026, 2, 1), through=date(2026, 2, 28))
    assert told(later)["Cash at the beginning"] == 58000 and told(later)["Change in cash"] == 7500


def test_the_year_end_moves_the_result_into_equity_and_nowhere_else(books: Stage) -> None:
    before = [
        told(profit_and_loss(books.entity, since=JANUARY, through=YEAR_END)),
        told(cash_flow(books.entity, since=JANUARY, through=YEAR_END)),
        told(profit_and_loss(books.entity, since=JANUARY, through=YEAR_END, by_month=True), 11),
        told(profit_by(books.entity, dimension="customer", since=JANUARY, through=YEAR_END)),
    ]
    close_year(books.entity, ends_on=YEAR_END, at=noon(YEAR_END), by=books.by("clara"))
    after = [
        told(profit_and_loss(books.entity, since=JANUARY, through=YEAR_END)),
        told(cash_flow(books.entity, since=JANUARY, through=YEAR_END)),
        told(profit_and_loss(books.entity, since=JANUARY, through=YEAR_END, by_month=True), 11),
        told(profit_by(books.entity, dimension="customer", since=JANUARY, through=YEAR_END)),
    ]
    assert before == after
    sheet = told(balance_sheet(books.entity, as_of=YEAR_END))
    assert sheet["2950 Retained earnings"] == 9300 and "Result not yet carried to retained earnings" not in sheet
    assert sheet["Difference of the two sides"] == 0


def test_profit_by_customer_and_product_comes_to_the_whole(books: Stage) -> None:
    nordlicht, lumiere = books.customer("nordlicht"), books.customer("lumiere")
    for customer, amount in ((nordlicht, "700.00"), (lumiere, "5000.00")):
        sale = [line("1000", debit=amount), line("4000", credit=amount, customer=customer, product="Audit")]
        posted(books, sale, on=date(2026, 3, 3))
    for dimension, first in (("customer", "Lumiere · CUS-00002"), ("product", "Audit")):
        statement = profit_by(books.entity, dimension=dimension, since=JANUARY, through=MARCH_END)  # type: ignore[arg-type]
        assert [statement.rows[0].label, statement.rows[-2].label] == [first, "Not assigned"]
        assert told(statement, 4)["Total"] == 15000
        assert told(statement, 4)["Not assigned"] == 9300
    row = profit_by(books.entity, dimension="customer", since=JANUARY, through=MARCH_END).rows[0]
    drill = row.figures[0].drill
    assert drill is not None and drill.customer == str(lumiere.pk)
    ledger = general_ledger(books.entity, drill)
    assert ledger.is_part and [str(a.closing.amount) for a in ledger.accounts] == ["-5000.00"]


def figures(statement: Statement) -> Any:
    return [(row.label, [figure.amount for figure in row.figures]) for row in statement.all_rows]


def test_rules35_a_past_date_changes_only_by_what_is_dated_then(books: Stage) -> None:
    def as_of_march() -> list[Any]:
        return [
            figures(balance_sheet(books.entity, as_of=MARCH_END)),
            figures(profit_and_loss(books.entity, since=JANUARY, through=MARCH_END)),
            figures(cash_flow(books.entity, since=JANUARY, through=MARCH_END)),
            figures(trial_balance_statement(books.entity, as_of=MARCH_END)),
        ]

    before = as_of_march()
    posted(books, pair("6000", "1000", "10.00"), on=date(2026, 4, 1))
    assert as_of_march() == before
    posted(books, pair("6000", "1000", "10.00"), on=MARCH_END)  # late, into an open period
    assert all(now != then for now, then in zip(as_of_march(), before, strict=True))


def test_every_figure_drills_to_postings_that_come_to_it(books: Stage) -> None:
    statements = [
        balance_sheet(books.entity, as_of=MARCH_END, compared_with=date(2026, 2, 28)),
        profit_and_loss(books.entity, since=date(2026, 2, 1), through=MARCH_END, by_month=True),
        profit_by(books.entity, dimension="customer", since=JANUARY, through=MARCH_END),
    ]
    drilled = [(f.amount, f.drill) for s in statements for r in s.rows for f in r.figures if f.drill and f.amount]
    assert len(drilled) > 30
    for amount, drill in drilled:
        total = general_ledger(books.entity, drill).total
        assert total is not None and amount is not None
        assert abs(total.closing.amount) == abs(amount.amount)
    moved = [r for r in cash_flow(books.entity, since=JANUARY, through=MARCH_END).rows if "Cash at" not in r.label]
    for figure in (f for r in moved for f in r.figures if f.drill and f.amount):
        total = general_ledger(books.entity, figure.drill).total  # type: ignore[arg-type]
        assert total is not None and figure.amount is not None
        assert abs(total.debit.amount - total.credit.amount) == abs(figure.amount.amount)


def test_the_reads_cost_the_same_however_many_postings(books: Stage) -> None:
    def price() -> list[int]:
        reads = (
            lambda: balance_sheet(books.entity, as_of=MARCH_END, compared_with=JANUARY),
            lambda: profit_and_loss(books.entity, since=JANUARY, through=date(2026, 3, 15), by_month=True),
            lambda: profit_by(books.entity, dimension="project", since=JANUARY, through=MARCH_END),
            lambda: cash_flow(books.entity, since=JANUARY, through=MARCH_END),
            lambda: general_ledger(books.entity, Drill(JANUARY, MARCH_END)),
        )
        spent = []
        for read in reads:
            with CaptureQueriesContext(connection) as held:
                read()
            spent.append(len(held))
        return spent

    before = price()
    for day in range(1, 13):
        posted(books, pair("6000", "1000", "10.00"), on=date(2026, 3, day))
    assert price() == before
    assert max(before) <= 14, before


def test_the_general_ledger_by_pages_is_the_whole(books: Stage) -> None:
    asked = Drill(JANUARY, MARCH_END)
    whole = general_ledger(books.entity, asked)
    assert whole.after == "" and all(page.begins and page.ends for page in whole.pages)
    lines, after, turns = [], "", 0
    while turns == 0 or after:
        part = general_ledger(books.entity, asked, after=after, size=4)
        lines += [(held.posting.pk, held.balance) for page in part.pages for held in page.lines]
        after, turns = part.after, turns + 1
    assert lines == [(held.posting.pk, held.balance) for page in whole.pages for held in page.lines]
    assert turns == 5
    for page in whole.pages:
        assert page.lines[-1].balance == page.total.closing


def test_the_spans_that_are_compared() -> None:
    assert year_before(date(2025, 2, 28)) == date(2024, 2, 29)
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2026, 3, 15)) == date(2025, 3, 15)
    assert start_year_before(date(2026, 3, 1)) == date(2025, 3, 1)
    assert start_year_before(date(2026, 1, 1)) == date(2025, 1, 1)
    assert months_of(date(2026, 1, 10), date(2026, 3, 3)) == [
        (date(2026, 1, 10), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 3)),
    ]


def test_a_business_year_may_start_in_any_month(books: Stage) -> None:
    open_periods(books.entity, first=date(2027, 1, 1), months=1, by=SET_UP)
    books.entity.year_starts_in = 4
    sheet = balance_sheet(books.entity, as_of=date(2026, 4, 30))
    drill = next(row.figures[0].drill for row in sheet.rows if row.account == "1000")
    assert drill is not None and drill.since == date(2026, 4, 1)
    assert told(sheet)["Difference of the two sides"] == 0
