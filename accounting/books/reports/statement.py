"""The frame of every statement: rows of figures in the books currency, each with what it drills to (STYLE 19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from accounting.books.models import LedgerAccount
from accounting.books.reports.balances import Balances
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor

Style = Literal["heading", "line", "subtotal", "total", "check"]
NOT_ASSIGNED = "none"  # a figure of postings that name no customer, project or product


@dataclass(frozen=True)
class Drill:
    """Which postings stand behind a figure, as the general ledger finds them.

    `accounts` are numbers, `sections` those of the chart; both empty means every account. A dimension is an
    id, a product's name, or NOT_ASSIGNED. `earned_only` leaves the year-end entries out.
    """

    since: date
    through: date
    accounts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    customer: str = ""
    project: str = ""
    product: str = ""
    earned_only: bool = False

    def query(self, entity: LegalEntity) -> str:
        """The question to the general ledger, as its page takes it."""
        told = {
            "entity": str(entity.pk),
            "since": self.since.isoformat(),
            "through": self.through.isoformat(),
            "account": ",".join(self.accounts),
            "section": ",".join(self.sections),
            "customer": self.customer,
            "project": self.project,
            "product": self.product,
            "earned_only": "true" if self.earned_only else "",
        }
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True)
class Figure:
    """One amount of a statement; `drill` is None where a figure is no sum of postings (a check)."""

    amount: Money | None
    drill: Drill | None = None


@dataclass(frozen=True)
class Row:
    """One row: a heading, a line (mostly one ledger account), a subtotal, a total, or a check that must be zero."""

    label: str
    figures: Sequence[Figure] = ()
    style: Style = "line"
    account: str = ""
    level: int = 0


@dataclass(frozen=True)
class Statement:
    """A report of the books as of `through` (or from `since` through it), in the books currency.

    `checks` of the rows are zero in each column, or the books are wrong. `cut` says what the page leaves
    out and a file holds.
    """

    legal_entity: LegalEntity
    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    through: date
    since: date | None = None
    note: str = ""
    long_rows: Sequence[Row] = field(default=())

    @property
    def all_rows(self) -> Sequence[Row]:
        """Every row, for files and the API, where the page shows the largest and the sum of the rest."""
        return self.long_rows or self.rows

    @property
    def off(self) -> list[Row]:
        """The checks that are not zero: none, as long as the books balance."""
        return [r for r in self.rows if r.style == "check" and any(f.amount for f in r.figures if f.amount is not None)]


@dataclass(frozen=True)
class Column:
    """One column in the making: what moved or stood on each account, and the days it is of."""

    label: str
    since: date
    through: date
    amounts: Balances
    earned_only: bool = False


@dataclass(frozen=True)
class Maker:
    """Makes rows out of columns for one chart; `sign` turns debit-positive sums as a section is read."""

    entity: LegalEntity
    accounts: Sequence[LedgerAccount]
    columns: Sequence[Column]

    def of(self, *sections: str) -> list[LedgerAccount]:
        """The accounts of some sections, by number."""
        return [account for account in self.accounts if account.section in sections]

    def lines(self, *sections: str, sign: int = 1, level: int = 1) -> list[Row]:
        """A row for each account that has a figure in some column."""
        held = [a for a in self.of(*sections) if any(column.amounts.get(a.pk) for column in self.columns)]
        return [self.row(a.name, [a], sign=sign, account=a.number, level=level) for a in held]

    def row(
        self,
        label: str,
        accounts: Iterable[LedgerAccount],
        *,
        sign: int = 1,
        style: Style = "line",
        account: str = "",
        level: int = 0,
    ) -> Row:
        """The sum of some accounts in each column, drilling to their postings."""
        chosen = list(accounts)
        return Row(label, [self._figure(column, chosen, sign) for column in self.columns], style, account, level)

    def total(self, label: str, *sections: str, sign: int = 1, style: Style = "subtotal", level: int = 0) -> Row:
        """The sum of sections in each column."""
        figures = [
            Figure(self.money(column, [a.pk for a in self.of(*sections)], sign), self.drill(column, sections=sections))
            for column in self.columns
        ]
        return Row(label, figures, style, "", level)

    def money(self, column: Column, keys: Iterable[UUID], sign: int = 1) -> Money:
        """The sum of some accounts in a column."""
        return from_minor(sign * sum(column.amounts.get(key, 0) for key in keys), self.entity.currency)

    def check(self, label: str, minors: Sequence[int]) -> Row:
        """A row that must be zero."""
        return Row(label, [Figure(from_minor(minor, self.entity.currency)) for minor in minors], "check")

    def drill(self, column: Column, *, accounts: Sequence[str] = (), sections: Sequence[str] = ()) -> Drill:
        """The postings behind a figure of a column."""
        return Drill(column.since, column.through, tuple(accounts), tuple(sections), earned_only=column.earned_only)

    def _figure(self, column: Column, accounts: Sequence[LedgerAccount], sign: int) -> Figure:
        amount = self.money(column, [account.pk for account in accounts], sign)
        drill = self.drill(column, accounts=[account.number for account in accounts]) if accounts else None
        return Figure(amount, drill)


def less(whole: Mapping[UUID, int], part: Mapping[UUID, int]) -> Balances:
    """One set of balances without another."""
    return {key: whole.get(key, 0) - part.get(key, 0) for key in {*whole, *part}}
