"""Receivables aging: what is open on a day, by how long it is overdue (RULES 34), in both currencies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounting.billing.models.receivables import OpenItemRows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor

BUCKETS = ("Not due", "1–30", "31–60", "61–90", "Over 90")
KEYS = ("not_due", "1_30", "31_60", "61_90", "over_90")
LAST_DAYS = (0, 30, 60, 90)  # the last day overdue of each bucket but the last
FIELDS = (
    "invoice_id",
    "invoice__number",
    "invoice__issued_on",
    "due_on",
    "customer_id",
    "customer__name",
    "currency",
    "base_currency",
    "open_amount",
    "open_base",
    "disputed_amount",
)


@dataclass(frozen=True)
class OpenDocument:
    """One open document as of a day: in its currency, in the books, and how much of it is disputed."""

    invoice: UUID
    number: str
    issued_on: date
    due_on: date
    customer: UUID
    customer_name: str
    open: Money
    base: Money
    disputed: Money
    days_overdue: int

    @property
    def pk(self) -> UUID:
        """The invoice's."""
        return self.invoice

    @property
    def bucket(self) -> int:
        """Which of the five: due today is not overdue."""
        return sum(self.days_overdue > last for last in LAST_DAYS)


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
    """What an entity's customers owe as of the end of a day; `documents` are the open ones behind the rows."""

    legal_entity: LegalEntity
    as_of: date
    rows: Sequence[AgingRow]
    subtotals: Sequence[AgingRow]
    base_buckets: Sequence[Money]
    base: Money
    documents: Sequence[OpenDocument]


def receivables_aging(
    entity: LegalEntity, *, as_of: date, today: date, items: OpenItemRows, customer: Any = None
) -> Aging:
    """Open documents of an entity by customer, currency and days overdue; one query over `items`.

    `items` are the open items that the reader may see. As of today (the entity's) or later the counters are
    read, by the index of what is open; as of a past day the dated facts: issued by then, less what was
    allocated and credited by then (RULES 35). The ledger is never read.
    """
    rows = items.filter(legal_entity=entity)
    if customer is not None:
        rows = rows.filter(customer=customer)
    documents = open_documents(rows, as_of=as_of, today=today)
    grouped: dict[tuple[str, str, UUID], list[OpenDocument]] = defaultdict(list)
    by_currency: dict[str, list[OpenDocument]] = defaultdict(list)
    for document in documents:
        code = document.open.currency.code
        grouped[code, document.customer_name, document.customer].append(document)
        by_currency[code].append(document)
    books = entity.currency
    return Aging(
        entity,
        as_of,
        [_row(key, name, code, books, held) for (code, name, key), held in sorted(grouped.items(), key=_named)],
        [_row(None, f"Total {code}", code, books, held) for code, held in sorted(by_currency.items())],
        _by_bucket(documents, books, "base"),
        _sum((document.base for document in documents), books),
        documents,
    )


def open_documents(rows: OpenItemRows, *, as_of: date, today: date) -> list[OpenDocument]:
    """The open ones among some open items, the longest due first: one query."""
    held: Any = rows.open_now() if as_of >= today else rows.open_on(as_of)
    found = held.order_by("due_on", "invoice__number").values_list(*FIELDS)
    return [_document(dict(zip(FIELDS, row, strict=True)), as_of) for row in found]


def _document(row: dict[str, Any], as_of: date) -> OpenDocument:
    return OpenDocument(
        row["invoice_id"],
        row["invoice__number"],
        row["invoice__issued_on"],
        row["due_on"],
        row["customer_id"],
        row["customer__name"],
        from_minor(row["open_amount"], row["currency"]),
        from_minor(row["open_base"], row["base_currency"]),
        from_minor(min(row["disputed_amount"], row["open_amount"]), row["currency"]),
        max(0, (as_of - row["due_on"]).days),
    )


def _named(pair: tuple[tuple[str, str, UUID], Any]) -> tuple[str, str, str]:
    (code, name, key), _ = pair
    return code, name.lower(), str(key)


def _row(key: UUID | None, name: str, code: str, books: str, held: Sequence[OpenDocument]) -> AgingRow:
    return AgingRow(
        key,
        name,
        code,
        _by_bucket(held, code, "open"),
        _sum((document.open for document in held), code),
        _by_bucket(held, books, "base"),
        _sum((document.base for document in held), books),
        _sum((document.disputed for document in held), code),
    )


def _by_bucket(held: Sequence[OpenDocument], currency: str, field: str) -> list[Money]:
    return [
        _sum((getattr(document, field) for document in held if document.bucket == bucket), currency)
        for bucket in range(len(BUCKETS))
    ]


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, from_minor(0, currency))
