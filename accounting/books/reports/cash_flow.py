"""The cash flow statement, indirect: how the result became cash, from balances alone."""

from collections.abc import Sequence
from datetime import date

from accounting.books.models import LedgerAccount
from accounting.books.reports.balances import Balances, accounts_of, balances, year_end_turnover
from accounting.books.reports.profit_and_loss import ALL
from accounting.books.reports.spans import start_year_before, year_before
from accounting.books.reports.statement import Column, Drill, Figure, Maker, Row, Statement, Style, less
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.values.money import from_minor, to_minor

WORKING = {
    "receivables": "Change in receivables",
    "other_current_assets": "Change in other current assets",
    "current_liabilities": "Change in current liabilities",
}
NOTE = "Indirect: from the result to the change of cash. Positive is money coming in, negative money going out."


def cash_flow(entity: LegalEntity, *, since: date, through: date, compared: bool = True) -> Statement:
    """Result, adjusted to the cash it brought; investing; financing; exchange rates on cash.

    The total is the change of the section `cash`, which the last row proves. Year-end entries are left out
    of result and equity; unrealised exchange differences on cash are taken out of the result and shown as
    their own line. Beside it the same span a year before. The queries do not grow with the postings.
    """
    spans = [(since, through), *([(start_year_before(since), year_before(through))] if compared else [])]
    made = [_Span(entity, first, last) for first, last in spans]
    accounts = accounts_of(entity)
    maker = Maker(entity, accounts, [one.column for one in made])
    on_cash = [a for a in accounts if a.section == "cash" and _plays(a, "bank_revaluation")]
    parts = [_operating(maker, on_cash), _investing(maker), _financing(maker)]
    rows = [row for part in parts for row in part]
    rows += _cash(maker, on_cash, made, [part[-1] for part in parts])
    return Statement(entity, "Cash flow", [one.column.label for one in made], rows, through, since, NOTE)


class _Span:
    """The movement of a span without year-end entries, and the balances at its two ends."""

    def __init__(self, entity: LegalEntity, since: date, through: date) -> None:
        self.before: Balances = balances(entity, as_of=day_before(since))
        self.after: Balances = balances(entity, as_of=through)
        carried = year_end_turnover(entity, since=since, through=through)
        label = f"{since.day} {since:%b %y} – {through.day} {through:%b %y}"
        self.column = Column(label, since, through, less(less(self.after, self.before), carried), earned_only=True)


def _plays(account: LedgerAccount, role: str) -> bool:
    return any(held.role == role for held in account.roles.all())


def _operating(maker: Maker, on_cash: list[LedgerAccount]) -> list[Row]:
    rows = [
        Row("Operating activities", style="heading"),
        maker.total("Result", *ALL, sign=-1, style="line", level=1),
        maker.total("Depreciation", "depreciation", style="line", level=1),
    ]
    if on_cash:
        rows.append(maker.row("Unrealised exchange differences on cash", on_cash, sign=-1, level=1))
    rows += [maker.total(label, section, sign=-1, style="line", level=1) for section, label in WORKING.items()]
    return [*rows, _sum(maker, "Cash from operating activities", rows[1:])]


def _investing(maker: Maker) -> list[Row]:
    return [
        Row("Investing activities", style="heading"),
        maker.total(
            "Fixed assets, net of depreciation", "fixed_assets", "depreciation", sign=-1, style="line", level=1
        ),
        maker.total("Cash from investing activities", "fixed_assets", "depreciation", sign=-1),
    ]


def _financing(maker: Maker) -> list[Row]:
    return [
        Row("Financing activities", style="heading"),
        maker.total("Long-term liabilities", "long_term_liabilities", sign=-1, style="line", level=1),
        maker.total("Equity", "equity", sign=-1, style="line", level=1),
        maker.total("Cash from financing activities", "long_term_liabilities", "equity", sign=-1),
    ]


def _cash(maker: Maker, on_cash: list[LedgerAccount], spans: list[_Span], sums: list[Row]) -> list[Row]:
    """From the activities to cash at the end, and the proof that they are what moved it."""
    effect = [maker.row("Effect of exchange rates on cash", on_cash)] if on_cash else []
    keys = [account.pk for account in maker.of("cash")]
    held = [(sum(one.before.get(k, 0) for k in keys), sum(one.after.get(k, 0) for k in keys)) for one in spans]
    change = _sum(maker, "Change in cash", [*sums, *effect], style="total")
    minors = [to_minor(figure.amount) for figure in change.figures if figure.amount is not None]
    proof = [minor - (after - before) for minor, (before, after) in zip(minors, held, strict=True)]
    return [
        *effect,
        change,
        _standing(maker, "Cash at the beginning", [before for before, _ in held], start=True),
        _standing(maker, "Cash at the end", [after for _, after in held], style="subtotal"),
        maker.check("Difference from the cash accounts", proof),
    ]


def _standing(maker: Maker, label: str, minors: list[int], *, start: bool = False, style: Style = "line") -> Row:
    figures = []
    for minor, column in zip(minors, maker.columns, strict=True):
        day = day_before(column.since) if start else column.through
        first = maker.entity.year_of(day)[0] if start else column.since
        figures.append(Figure(from_minor(minor, maker.entity.currency), Drill(first, day, sections=("cash",))))
    return Row(label, figures, style)


def _sum(maker: Maker, label: str, rows: Sequence[Row], style: Style = "subtotal") -> Row:
    """The sum of rows, column by column; it is shown by its rows, and of all of them by the cash accounts."""
    figures = []
    for place, column in enumerate(maker.columns):
        parts = [row.figures[place].amount for row in rows]
        amount = sum((part for part in parts if part is not None), from_minor(0, maker.entity.currency))
        drill = Drill(column.since, column.through, sections=("cash",)) if style == "total" else None
        figures.append(Figure(amount, drill))
    return Row(label, figures, style)
