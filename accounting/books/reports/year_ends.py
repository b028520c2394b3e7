"""The business years of a legal entity: what each earned, and what of it is carried to retained earnings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Min, Sum

from accounting.books.models import PROFIT_AND_LOSS, LedgerAccount, Period, Posting
from accounting.books.reports.balances import turnover_by_period
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor


@dataclass(frozen=True)
class YearEnd:
    """One business year; profit is positive.

    `result` is what it earned, `carried` what its year-end entries took to retained earnings, and `still`
    what carrying would take now: income and expense of this and of earlier years that is not carried, on so
    many `accounts`.
    """

    legal_entity: LegalEntity
    starts_on: date
    ends_on: date
    result: Money
    carried: Money
    still: Money
    accounts: int

    @property
    def label(self) -> str:
        """The year as people call it: 2026, or 2026/27 where it is no calendar year."""
        first, last = self.starts_on.year, self.ends_on.year
        return f"{first}" if first == last else f"{first}/{last % 100:02d}"


def year_ends(entity: LegalEntity) -> Sequence[YearEnd]:
    """Every business year that has a period, the latest first: four queries, however many there are."""
    kept = set(LedgerAccount.objects.filter(legal_entity=entity, type__in=PROFIT_AND_LOSS).values_list("pk", flat=True))
    ends = dict(Period.objects.filter(legal_entity=entity).values_list("pk", "ends_on"))
    moved: dict[date, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    for (period, account), minor in turnover_by_period(entity, since=date.min, through=date.max).items():
        if account in kept:
            moved[entity.year_of(ends[period])[1]][account] -= minor
    return list(_told(entity, moved, _carried(entity)))[::-1]


def _told(
    entity: LegalEntity, moved: Mapping[date, Mapping[UUID, int]], carried: Mapping[date, int]
) -> Iterator[YearEnd]:
    """Year by year, with what each account has left so far."""
    left: dict[UUID, int] = defaultdict(int)
    for starts_on, ends_on in _years(entity):
        for account, minor in moved[ends_on].items():
            left[account] += minor
        taken = carried.get(ends_on, 0)
        told = (sum(moved[ends_on].values()) + taken, taken, sum(left.values()))
        result, taken_off, still = (from_minor(minor, entity.currency) for minor in told)
        accounts = sum(bool(minor) for minor in left.values())
        yield YearEnd(entity, starts_on, ends_on, result, taken_off, still, accounts)


def _years(entity: LegalEntity) -> Iterator[tuple[date, date]]:
    """From the year of the first period to that of the last."""
    span = Period.objects.filter(legal_entity=entity).aggregate(first=Min("ends_on"), last=Max("ends_on"))
    day = span["first"]
    while day is not None and day <= entity.year_of(span["last"])[1]:
        starts_on, ends_on = entity.year_of(day)
        yield starts_on, ends_on
        day = ends_on + timedelta(days=1)


def _carried(entity: LegalEntity) -> dict[date, int]:
    """What the year-end entries of each day took off income and expense accounts, profit positive."""
    rows = (
        Posting.objects.filter(legal_entity=entity, entry__source_kind="year_end", entry__status="posted")
        .filter(account__type__in=PROFIT_AND_LOSS)
        .order_by()
        .values_list("on")
        .annotate(Sum("base_minor"))
    )
    return dict(rows)
