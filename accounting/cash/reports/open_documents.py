"""The open documents behind an aging, one by one: all of a customer's, or a page of a figure's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounting.billing.models.receivables import OpenItemRows
from accounting.cash.reports.ages import due_in
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor
from billing_suite.kernel.values.refusals import Invalid
from crm.customers.models import Customer

PAGE = 100
CHUNK = 2000
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


@dataclass(frozen=True)
class Behind:
    """Which figure of an aging is asked for: of one customer, one currency, one bucket (of KEYS), or all."""

    customer: Any = None
    currency: str = ""
    bucket: str = ""


@dataclass(frozen=True)
class DocumentPage:
    """A page of open documents, the longest due first; `after` begins the next page, "" on the last."""

    legal_entity: LegalEntity
    as_of: date
    documents: Sequence[OpenDocument]
    after: str


def open_documents(
    entity: LegalEntity, *, as_of: date, today: date, items: OpenItemRows, behind: Behind = Behind()
) -> Iterator[OpenDocument]:
    """Every open document behind a figure, the longest due first: streamed, from `items` that the reader may see."""
    rows = _rows(entity, as_of, today, items, behind).values_list(*FIELDS)
    return (_document(row, as_of) for row in rows.iterator(chunk_size=CHUNK))


def documents_page(
    entity: LegalEntity,
    *,
    as_of: date,
    today: date,
    items: OpenItemRows,
    behind: Behind = Behind(),
    after: str = "",
    size: int = PAGE,
) -> DocumentPage:
    """A page of them, from where the last page ended."""
    rows = _rows(entity, as_of, today, items, behind)
    if after:
        due, key = _place(after)
        rows = rows.filter(Q(due_on__gt=due) | Q(due_on=due, pk__gt=key))
    found = [_document(row, as_of) for row in rows.values_list(*FIELDS)[: size + 1]]
    last = found[size - 1] if len(found) > size else None
    cursor = f"{last.due_on.isoformat()}_{last.invoice}" if last else ""
    return DocumentPage(entity, as_of, found[:size], cursor)


def _rows(entity: LegalEntity, as_of: date, today: date, items: OpenItemRows, behind: Behind) -> Any:
    """The open ones of an entity, as today's counters or as a past day's facts have them."""
    rows: Any = items.open_as_of(entity, as_of, today=today)
    if behind.customer is not None:
        rows = rows.filter(customer__in=Customer.objects.family_of(behind.customer).values("pk"))
    if behind.currency:
        rows = rows.filter(currency=behind.currency)
    if behind.bucket:
        rows = rows.filter(due_in(behind.bucket, as_of))
    return rows.order_by("due_on", "pk")


def _place(after: str) -> tuple[date, UUID]:
    """Due day and invoice of the last document on the page before."""
    try:
        due, key = after.split("_")
        return date.fromisoformat(due), UUID(key)
    except ValueError:
        raise Invalid("no page of this report begins there", code="no-such-page") from None


def _document(row: tuple[Any, ...], as_of: date) -> OpenDocument:
    held = dict(zip(FIELDS, row, strict=True))
    return OpenDocument(
        held["invoice_id"],
        held["invoice__number"],
        held["invoice__issued_on"],
        held["due_on"],
        held["customer_id"],
        held["customer__name"],
        from_minor(held["open_amount"], held["currency"]),
        from_minor(held["open_base"], held["base_currency"]),
        from_minor(min(held["disputed_amount"], held["open_amount"]), held["currency"]),
        max(0, (as_of - held["due_on"]).days),
    )
