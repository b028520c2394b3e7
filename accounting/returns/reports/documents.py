"""The documents behind a line of the tax report, a page at a time or, for a file, as a stream."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounting.billing.models import Invoice, InvoiceTax
from accounting.returns.reports.figures import CHUNK, ON, SIGN, Span, counted
from accounting.tax.models import Registration
from billing_suite.kernel.values.money import Money, from_minor
from billing_suite.kernel.values.refusals import Invalid

PAGE = 100


@dataclass(frozen=True)
class BehindLine:
    """Which line was chosen; what is empty narrows nothing."""

    category: str = ""
    component: str = ""
    rate: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class TaxedDocument:
    """One component of tax on one group of a document, in its currency."""

    pk: int
    invoice: UUID
    number: str
    customer_name: str
    issued_on: date
    category: str
    component: str
    rate: Decimal
    base: Money
    tax: Money
    reason: str

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True)
class TaxedPage:
    """A page of documents; `after` begins the next one, "" at the end."""

    registration: Registration
    since: date
    through: date
    documents: Sequence[TaxedDocument]
    after: str


def taxed_page(
    registration: Registration,
    *,
    since: date,
    through: date,
    behind: BehindLine,
    seen: QuerySet[Invoice],
    after: str = "",
    size: int = PAGE,
) -> TaxedPage:
    """A page of the documents behind a line, by day: one query. `seen` are the invoices the reader may see."""
    rows = _rows(registration, Span(since, through), behind, seen)
    if after:
        on, key = _place(after)
        rows = rows.filter(Q(**{f"{ON}__gt": on}) | Q(**{ON: on}, pk__gt=key))
    found = [_document(row) for row in rows[: size + 1]]
    shown = found[:size]
    cursor = f"{shown[-1].issued_on.isoformat()}~{shown[-1].pk}" if len(found) > size else ""
    return TaxedPage(registration, since, through, shown, cursor)


def taxed_documents(
    registration: Registration, *, since: date, through: date, behind: BehindLine, seen: QuerySet[Invoice]
) -> Iterator[TaxedDocument]:
    """All of them: one streamed query."""
    rows = _rows(registration, Span(since, through), behind, seen)
    return (_document(row) for row in rows.iterator(chunk_size=CHUNK))


def _rows(registration: Registration, span: Span, behind: BehindLine, seen: QuerySet[Invoice]) -> QuerySet[InvoiceTax]:
    rows = counted(registration.legal_entity, [span]).filter(registration=registration.number, invoice__in=seen)
    told = {"category": behind.category, "component": behind.component, "currency": behind.currency}
    rows = rows.filter(**{name: value for name, value in told.items() if value})
    if behind.rate is not None:
        rows = rows.filter(**{"rate": behind.rate})
    signed: Any = rows.annotate(of_base=F("base_minor") * SIGN, of_tax=F("tax_minor") * SIGN)
    return signed.select_related("invoice__customer").order_by(ON, "pk")  # type: ignore[no-any-return]


def _document(row: Any) -> TaxedDocument:
    return TaxedDocument(
        row.pk,
        row.invoice_id,
        str(row.invoice.number),
        row.invoice.customer.name,
        row.invoice.issued_on,
        row.category,
        row.component,
        row.rate,
        from_minor(row.of_base, row.currency),
        from_minor(row.of_tax, row.currency),
        row.reason,
    )


def _place(text: str) -> tuple[date, int]:
    try:
        on, key = text.split("~")
        return date.fromisoformat(on), int(key[:19])
    except ValueError:
        raise Invalid("this page does not exist; start at the first one", code="no-such-page") from None
