"""Profit and loss by customer, project or product: who and what the result comes from, the largest first."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import Sum

from accounting.books.models import PROFIT_AND_LOSS, LedgerAccount, Posting
from accounting.books.reports.balances import accounts_of
from accounting.books.reports.profit_and_loss import ALL, GROSS
from accounting.books.reports.statement import NOT_ASSIGNED, Drill, Figure, Row, Statement, Style
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import from_minor

Dimension = Literal["customer", "project", "product"]
NAMED_BY: Mapping[str, tuple[str, str]] = {  # what names one, and tells two of a name apart
    "customer": ("customer__name", "customer__reference"),
    "project": ("project__name", "project__reference"),
    "product": ("product", "product"),
}
SHOWN = 50  # rows on the page; a file has all
COLUMNS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("Revenue", ("revenue",)),
    ("Cost of sales", ("cost_of_sales",)),
    ("Gross profit", GROSS),
    ("Other expense and income", tuple(section for section in ALL if section not in GROSS)),
    ("Result", ALL),
)


@dataclass(frozen=True)
class _Held:
    """What one customer, project or product moved on income and expense accounts, debit positive."""

    key: str
    label: str
    minors: Mapping[UUID, int]


def profit_by(entity: LegalEntity, *, dimension: Dimension, since: date, through: date) -> Statement:
    """Revenue, costs and result of each customer, project or product in a span, without year-end entries.

    The largest revenue comes first, what names none comes last; the page shows fifty and the sum of the
    others, a file all. Three queries; their rows are as many as there are customers times accounts.
    """
    accounts = [account for account in accounts_of(entity) if account.type in PROFIT_AND_LOSS]
    drill = Drill(since, through, earned_only=True)
    held = _held(entity, accounts, dimension, since, through)
    told = _Teller(entity, accounts, drill, dimension)
    revenue = {account.pk for account in accounts if account.section == "revenue"}
    held.sort(key=lambda one: (one.key == NOT_ASSIGNED, sum(one.minors.get(key, 0) for key in revenue), one.label))
    rows = [told.row(one) for one in held]
    total = told.sum_of(held, "Total", "total", drilling=True)
    shown = [*rows[:SHOWN], *_others(told, held, dimension), total]
    title = f"Profit and loss by {dimension}"
    return Statement(entity, title, [name for name, _ in COLUMNS], shown, through, since, long_rows=[*rows, total])


def _others(told: "_Teller", held: Sequence[_Held], dimension: Dimension) -> list[Row]:
    rest = held[SHOWN:]
    return [told.sum_of(rest, f"{len(rest):,} other {dimension}s", "line")] if rest else []


def _held(
    entity: LegalEntity, accounts: Sequence[LedgerAccount], dimension: Dimension, since: date, through: date
) -> list[_Held]:
    """One grouped query over the span's postings on income and expense accounts."""
    rows = (
        Posting.objects.filter(
            account__in=[account.pk for account in accounts], on__gte=since, on__lte=through, entry__status="posted"
        )
        .exclude(entry__source_kind="year_end")
        .order_by()
        .values_list(dimension, *NAMED_BY[dimension], "account")
        .annotate(Sum("base_minor"))
    )
    sums: dict[tuple[str, str], dict[UUID, int]] = defaultdict(dict)
    for key, name, reference, account, minor in rows:
        label = name if dimension == "product" else f"{name} · {reference}"
        sums[(str(key), label) if key else (NOT_ASSIGNED, "Not assigned")][account] = minor
    return [_Held(key, label, minors) for (key, label), minors in sums.items()]


@dataclass(frozen=True)
class _Teller:
    """Puts sums into the columns."""

    entity: LegalEntity
    accounts: Sequence[LedgerAccount]
    drill: Drill
    dimension: Dimension

    def row(self, one: _Held) -> Row:
        """One customer, project or product."""
        drill = replace(self.drill, **{self.dimension: one.key})  # type: ignore[arg-type]
        return Row(one.label, self._figures(one.minors, lambda sections: replace(drill, sections=sections)))

    def sum_of(self, several: Sequence[_Held], label: str, style: Style, *, drilling: bool = False) -> Row:
        """Several together; only all of them drill to their postings."""
        minors: dict[UUID, int] = defaultdict(int)
        for one in several:
            for key, minor in one.minors.items():
                minors[key] += minor
        made = self._figures(minors, lambda sections: replace(self.drill, sections=sections) if drilling else None)
        return Row(label, made, style)

    def _figures(self, minors: Mapping[UUID, int], drill: Callable[[tuple[str, ...]], Drill | None]) -> list[Figure]:
        figures = []
        for _, sections in COLUMNS:
            minor = -sum(minors.get(a.pk, 0) for a in self.accounts if a.section in sections)
            figures.append(Figure(from_minor(minor, self.entity.currency), drill(sections)))
        return figures
