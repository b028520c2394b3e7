"""The balance sheet: what the firm has, owes and is worth at the end of a day, beside another day."""

from collections.abc import Sequence
from datetime import date

from accounting.books.models import PROFIT_AND_LOSS, SECTIONS
from accounting.books.reports.balances import accounts_of, balances
from accounting.books.reports.statement import Column, Figure, Maker, Row, Statement
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import to_minor

ASSETS = {
    "cash": "Cash",
    "receivables": "Receivables",
    "other_current_assets": "Other current assets",
    "fixed_assets": "Fixed assets",
}
LIABILITIES = {"current_liabilities": "Current liabilities", "long_term_liabilities": "Long-term liabilities"}
RESULT = tuple(section for kind in PROFIT_AND_LOSS for section in SECTIONS[kind])
NOT_CARRIED = "Result not yet carried to retained earnings"


def balance_sheet(entity: LegalEntity, *, as_of: date, compared_with: date | None = None) -> Statement:
    """Balances by section in the books currency, as of the end of a day and of another one.

    The equity holds the result that no year-end entry has carried yet, so that the two sides are equal at
    any date; the last row is their difference. Six queries at most, whatever the history.
    """
    days = [as_of, *([compared_with] if compared_with else [])]
    columns = [
        Column(f"{day:%d %b %Y}".lstrip("0"), entity.year_of(day)[0], day, balances(entity, as_of=day)) for day in days
    ]
    maker = Maker(entity, accounts_of(entity), columns)
    assets, liabilities = _side(maker, ASSETS, 1), _side(maker, LIABILITIES, -1)
    equity = [
        *maker.lines("equity", sign=-1, level=2),
        maker.total(NOT_CARRIED, *RESULT, sign=-1, style="line", level=2),
    ]
    rest = (*LIABILITIES, "equity", *RESULT)
    has, owes = maker.total("Total assets", *ASSETS, style="total"), _owes(maker, rest)
    rows = [
        Row("Assets", style="heading"),
        *assets,
        has,
        Row("Liabilities", style="heading"),
        *liabilities,
        maker.total("Total liabilities", *LIABILITIES, sign=-1, style="subtotal"),
        Row("Equity", style="heading"),
        *equity,
        maker.total("Total equity", "equity", *RESULT, sign=-1, style="subtotal"),
        owes,
        maker.check("Difference of the two sides", _difference(has.figures, owes.figures)),
    ]
    return Statement(entity, "Balance sheet", [column.label for column in columns], rows, as_of)


def _side(maker: Maker, sections: dict[str, str], sign: int) -> list[Row]:
    """Each section with a figure: its accounts, then their sum."""
    rows = []
    for section, label in sections.items():
        if lines := maker.lines(section, sign=sign, level=2):
            rows += [Row(label, style="heading", level=1), *lines]
            rows.append(maker.total(f"Total {label.lower()}", section, sign=sign, level=1))
    return rows


def _owes(maker: Maker, sections: Sequence[str]) -> Row:
    return maker.total("Total liabilities and equity", *sections, sign=-1, style="total")


def _difference(has: Sequence[Figure], owes: Sequence[Figure]) -> list[int]:
    pairs = zip(has, owes, strict=True)
    return [to_minor(a.amount - b.amount) for a, b in pairs if a.amount is not None and b.amount is not None]
