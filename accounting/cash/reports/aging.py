"""Receivables aging: what is open on a day, by how long it is overdue (RULES 34), in both currencies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Field, Sum, Value
from django.db.models.functions import Least

from accounting.billing.models.receivables import DISPUTING, SETTLING, OpenItemRows, has_later_facts
from accounting.cash.reports.ages import BUCKETS, bucket_on
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor
from crm.customers.models import Customer


@dataclass(frozen=True)
class AgingRow:
    """What one customer owes in one currency (or a sum of such rows), by bucket, in it and in the books."""

    customer: UUID | None
    name: str
    currency: str
    buckets: Sequence[Money]
    base_buckets: Sequence[Money]
    disputed: Money

    @property
    def open(self) -> Money:
        """All buckets together, in the row's currency."""
        return _total(self.buckets)

    @property
    def base(self) -> Money:
        """All buckets together, in the books."""
        return _total(self.base_buckets)


@dataclass(frozen=True)
class Aging:
    """What an entity's customers owe as of the end of a day: by customer and currency, by currency, in the books."""

    legal_entity: LegalEntity
    as_of: date
    rows: Sequence[AgingRow]
    subtotals: Sequence[AgingRow]
    base_buckets: Sequence[Money]

    @property
    def base(self) -> Money:
        """All that is open, in the books."""
        return _total(self.base_buckets)


AS_IT_COMES = Field()  # whole numbers already: thousands of them are not converted one by one
NOTHING = Value(0, output_field=BigIntegerField())
DISPUTED = Least("disputed_amount", "open_amount")  # what was paid is no longer disputed
KEPT = ("customer", "customer__name", "customer__survivor", "customer__survivor__name", "currency", "bucket")


class Sums:
    """What adds up to one row, in minor units: open and in the books by bucket, and disputed."""

    __slots__ = ("base", "disputed", "open")

    def __init__(self) -> None:
        self.open = [0] * len(BUCKETS)
        self.base = [0] * len(BUCKETS)
        self.disputed = 0

    def add(self, other: "Sums") -> None:
        """Another row's sums, to a total of rows."""
        self.open = list(map(add, self.open, other.open))
        self.base = list(map(add, self.base, other.base))
        self.disputed += other.disputed


def receivables_aging(
    entity: LegalEntity, *, as_of: date, today: date, items: OpenItemRows, customer: Any = None
) -> Aging:
    """What is open by customer, currency and days overdue: one statement, grouped by the database.

    `items` are the open items that the reader may see. As of today (the entity's) or later the counters are
    read, by the index of what is open, unless something is dated later still; else the dated facts: issued by
    then, less what was allocated and credited by then (RULES 35). The ledger is never read.
    """
    rows = items.filter(legal_entity=entity)
    if customer is not None:
        rows = rows.filter(customer__in=Customer.objects.family_of(customer).values("pk"))
    is_counted = as_of >= today and not has_later_facts(entity, as_of)
    held = _held(_counted(rows, as_of) if is_counted else _dated(rows, as_of))
    by_currency: dict[str, Sums] = defaultdict(Sums)
    for (code, _, _), sums in held.items():
        by_currency[code].add(sums)
    in_books, books = Sums(), entity.currency
    for sums in by_currency.values():
        in_books.add(sums)
    return Aging(
        entity,
        as_of,
        [_row(key, name, code, books, sums) for (code, name, key), sums in sorted(held.items(), key=_named)],
        [_row(None, f"Total {code}", code, books, sums) for code, sums in sorted(by_currency.items())],
        _money(in_books.base, books),
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
    """Customer and what it was merged into, each with its name, currency, bucket; open, in the books, disputed."""
    keys = rows.order_by().annotate(bucket=bucket_on(as_of)).values_list(*KEPT)
    sums = {"of_open": amount, "of_base": base, "of_disputed": disputed}
    return keys.annotate(**{name: Sum(each, output_field=AS_IT_COMES) for name, each in sums.items()})


def _held(parts: Iterable[Any]) -> dict[tuple[str, str, UUID], Sums]:
    """Currency, name and customer of whoever owes something, and what."""
    held: dict[tuple[str, str, UUID], Sums] = defaultdict(Sums)
    for key, name, home, home_name, code, bucket, minor, base, disputed in parts:
        sums = held[(code, home_name, home) if home else (code, name, key)]
        sums.open[bucket] += minor
        sums.base[bucket] += base
        sums.disputed += disputed
    return {place: sums for place, sums in held.items() if any(sums.open)}


def _named(pair: tuple[tuple[str, str, UUID], Any]) -> tuple[str, str, str]:
    (code, name, key), _ = pair
    return code, name.lower(), str(key)


def _row(key: UUID | None, name: str, code: str, books: str, sums: Sums) -> AgingRow:
    buckets = _money(sums.open, code)
    in_books = buckets if code == books else _money(sums.base, books)  # in its own currency it is the very same
    return AgingRow(key, name, code, buckets, in_books, from_minor(sums.disputed, code))


def _total(buckets: Sequence[Money]) -> Money:
    return sum(buckets[1:], buckets[0])


def _money(minor: Iterable[int], currency: str) -> list[Money]:
    nothing = from_minor(0, currency)
    return [from_minor(amount, currency) if amount else nothing for amount in minor]
