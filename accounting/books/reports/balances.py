"""Balances of ledger accounts as of any date: folded periods, what is not folded yet, and one partial period.

One statement reads all three, so that a fold that commits meanwhile neither doubles nor drops an entry
(INV-12). The cost is that of the accounts and of one period's postings, however long the history (INVARIANTS 2.2).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, Sum

from accounting.books.models import LedgerAccount, Period, Posting
from billing_suite.kernel.firm.models import LegalEntity

Balances = Mapping[UUID, int]  # minor units in the books currency by ledger account, debit positive

_FOLDED = """
  SELECT {columns}, b.debit_minor - b.credit_minor AS base
  FROM accounting_periodbalance b JOIN accounting_period p ON p.id = b.period_id
  WHERE p.legal_entity_id = %s AND p.ends_on BETWEEN %s AND %s"""
_UNFOLDED = """
  SELECT {columns}, b.base_minor AS base
  FROM accounting_unfoldedentry u JOIN accounting_period p ON p.id = u.period_id
  JOIN accounting_posting b ON b.entry_id = u.entry_id
  WHERE p.legal_entity_id = %s AND p.ends_on BETWEEN %s AND %s"""
_PARTIAL = """
  SELECT {columns}, b.base_minor AS base
  FROM accounting_posting b
  WHERE b.legal_entity_id = %s AND b."on" BETWEEN %s AND %s AND NOT EXISTS (
    SELECT 1 FROM accounting_journalentry p WHERE p.id = b.entry_id AND p.status = 'draft')"""
EARLIEST = date(1, 1, 1)


def balances(entity: LegalEntity, *, as_of: date) -> Balances:
    """What stands on each ledger account at the end of a day, in minor units of the books currency."""
    whole = _last_whole_period(entity, as_of)
    rows = _summed("b.account_id", entity, (EARLIEST, whole), (_next(whole), as_of))
    return {key[0]: amount for key, amount in rows.items() if amount}


def turnover(entity: LegalEntity, *, since: date, through: date) -> Balances:
    """What moved on each ledger account from a day through another."""
    before = balances(entity, as_of=_day_before(since))
    after = balances(entity, as_of=through)
    moved = {key: after.get(key, 0) - before.get(key, 0) for key in {*before, *after}}
    return {key: amount for key, amount in moved.items() if amount}


def turnover_by_period(entity: LegalEntity, *, since: date, through: date) -> Mapping[tuple[UUID, UUID], int]:
    """What moved in each period that lies wholly between two dates: minor units by (period, account)."""
    rows = _summed("b.account_id, p.id", entity, (since, through), None)
    return {(period, account): amount for (account, period), amount in rows.items() if amount}


def year_end_turnover(entity: LegalEntity, *, since: date, through: date) -> Balances:
    """What the year-end entries of a span moved: profit carried to retained earnings, not earned in it."""
    rows = (
        Posting.objects.filter(
            entry__legal_entity=entity, entry__source_kind="year_end", on__gte=since, on__lte=through
        )
        .order_by()
        .values_list("account")
        .annotate(Sum("base_minor"))
    )
    return dict(rows)


def accounts_of(entity: LegalEntity) -> Sequence[LedgerAccount]:
    """The chart, by number, with the parts that each account plays."""
    return list(LedgerAccount.objects.filter(legal_entity=entity).prefetch_related("roles").order_by("number"))


def _summed(
    columns: str, entity: LegalEntity, whole: tuple[date, date], partial: tuple[date, date] | None
) -> dict[tuple[Any, ...], int]:
    """Base amounts summed by columns, over whole periods and the days of a partial one."""
    parts = [_FOLDED, _UNFOLDED, *([_PARTIAL] if partial else [])]
    key = LegalEntity._meta.pk.get_db_prep_value(entity.pk, connection)
    spans = [whole, whole, *([partial] if partial else [])]
    prepared = [value for first, last in spans for value in (key, _dated(first), _dated(last))]
    union = "\n  UNION ALL".join(part.format(columns=columns) for part in parts)
    named = ", ".join(f"t.{column.partition('.')[2]}" for column in columns.split(", "))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {named}, sum(t.base) FROM ({union}) t GROUP BY {named}", prepared)
        return {tuple(_uuid(value) for value in row[:-1]): int(row[-1]) for row in cursor.fetchall()}


def _last_whole_period(entity: LegalEntity, as_of: date) -> date:
    """The end of the last period that is over at a date; the day before all time if there is none."""
    found = Period.objects.filter(legal_entity=entity, ends_on__lte=as_of).aggregate(last=Max("ends_on"))["last"]
    return found or EARLIEST


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _day_before(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - 1, 1))


def _dated(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
