"""Receivables aging: what is open on a day, by how long it is overdue (RULES 34), in both currencies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, F, Sum, Value
from django.db.models.functions import Least

from accounting.billing.models.receivables import DISPUTING, SETTLING, OpenItemRows
from accounting.cash.reports.ages import BUCKETS, bucket_on
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor


@dataclass(frozen=True)
class AgingRow:
    """What one customer owes in one currency (or a sum of such rows), by bucket, in it and in the books."""

    customer: UUID | None
    name: str
    currency: str
    buckets: Sequence[Money]
    open: Money
    base_buckets: Sequence[Money]
    base: Money
    disputed: Money


@dataclass(frozen=True)
class Aging:
    """What an entity's customers owe as of the end of a day: by customer and currency, by currency, in the books."""

    legal_entity: LegalEntity
    as_of: date
    rows: Sequence[AgingRow]
    subtotals: Sequence[AgingRow]
    base_buckets: Sequence[Money]
    base: Money


NOTHING = Value(0, output_field=BigIntegerField())
DISPUTED = Least("disputed_amount", "open_amount")  # what was paid is no longer disputed
KEPT = ("customer", "customer__name", "currency", "bucket")


class Part(NamedTuple):
    """What one customer owes in one currency and bucket, in minor units; of several statements, to be added up."""

    customer: UUID
    name: str
    currency: str
    bucket: int
    open: int
    base: int
    disputed: int


def receivables_aging(
    entity: LegalEntity, *, as_of: date, today: date, items: OpenItemRows, customer: Any = None
) -> Aging:
    """What is open by customer, currency and days overdue: one statement, grouped by the database.

    `items` are the open items that the reader may see. As of today (the entity's) or later the counters are
    read, by the index of what is open; as of a past day the dated facts: issued by then, less what was
    allocated and credited by then (RULES 35). The ledger is never read.
    """
    rows = items.filter(legal_entity=entity)
    if customer is not None:
        rows = rows.filter(customer=customer)
    parts = [Part(*row) for row in (_counted(rows, as_of) if as_of >= today else _dated(rows, as_of))]
    grouped: dict[tuple[str, str, UUID], list[Part]] = defaultdict(list)
    by_currency: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        grouped[part.currency, part.name, part.customer].append(part)
        by_currency[part.currency].append(part)
    books = entity.currency
    told = [_row(key, name, code, books, held) for (code, name, key), held in sorted(grouped.items(), key=_named)]
    sums = [_row(None, f"Total {code}", code, books, held) for code, held in sorted(by_currency.items())]
    base_buckets = _by_bucket(parts, "base", books)
    return Aging(
        entity,
        as_of,
        [row for row in told if row.open],
        [row for row in sums if row.open],
        base_buckets,
        _sum(base_buckets, books),
    )


def _counted(rows: OpenItemRows, as_of: date) -> Iterable[Any]:
    """What the counters of the open ones hold."""
    return list(_grouped(rows.open_now(), as_of, F("open_amount"), F("open_base"), DISPUTED))


def _dated(rows: OpenItemRows, as_of: date) -> Iterable[Any]:
    """What was issued by a day, less what settled it by then: what was settled in full adds up to nothing."""
    issued: Any = rows.filter(invoice__issued_on__lte=as_of)
    parts = [_grouped(issued, as_of, F("amount_minor"), F("base_minor"), NOTHING)]
    for settling in SETTLING:
        back = f"{settling.back}__"
        settled = issued.filter(settling.holds_on(as_of, of=back))
        base = -F(f"{back}{settling.base}") if settling.base else NOTHING
        parts.append(_grouped(settled, as_of, -F(f"{back}{settling.amount}"), base, NOTHING))
    if DISPUTING:
        parts.append(_grouped(issued.disputed_on(as_of), as_of, NOTHING, NOTHING, DISPUTED))
    return list(parts[0].union(*parts[1:], all=True))


def _grouped(rows: Any, as_of: date, amount: Any, base: Any, disputed: Any) -> Any:
    """The fields of a Part, a row a customer, currency and bucket."""
    keys = rows.order_by().annotate(bucket=bucket_on(as_of)).values_list(*KEPT)
    return keys.annotate(of_open=Sum(amount), of_base=Sum(base), of_disputed=Sum(disputed))


def _named(pair: tuple[tuple[str, str, UUID], Any]) -> tuple[str, str, str]:
    (code, name, key), _ = pair
    return code, name.lower(), str(key)


def _row(key: UUID | None, name: str, code: str, books: str, held: Sequence[Part]) -> AgingRow:
    buckets, base_buckets = _by_bucket(held, "open", code), _by_bucket(held, "base", books)
    disputed = from_minor(sum(part.disputed for part in held), code)
    return AgingRow(key, name, code, buckets, _sum(buckets, code), base_buckets, _sum(base_buckets, books), disputed)


def _by_bucket(held: Iterable[Part], field: str, currency: str) -> list[Money]:
    minor = [0] * len(BUCKETS)
    for part in held:
        minor[part.bucket] += getattr(part, field)
    return [from_minor(amount, currency) for amount in minor]


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, from_minor(0, currency))
