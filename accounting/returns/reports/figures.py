"""What issued documents say of tax, added up for spans of days: by registration, category, component, rate, currency.

What counts and with which sign stands here and nowhere else (`counted`, `SIGN`). A document counts on its tax
point (`ON`). In the books each component of a document is its posted amount: the sum of its groups converted
once (RULES 22), which the groups share by cumulative rounding, so that nothing is lost (RULES 3).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from accounting.billing.models import InvoiceTax
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, from_minor, to_minor

SIGN = Value(1)  # an invoice adds; a document that takes back will subtract here
ON = "invoice__issued_on"
TAXED = ("S", "Z")  # the categories whose base is taxable, at a rate that may be nothing
CHUNK = 2000


@dataclass(frozen=True)
class Span:
    """Days from one through another; `key` names whose they are."""

    since: date
    through: date
    key: Any = None


class LineKey(NamedTuple):
    """What the figures of a line have in common."""

    registration: str
    category: str
    component: str
    rate: Decimal
    currency: str


@dataclass(frozen=True)
class TaxLine:
    """Documents of one category, component, rate and currency: base and tax in it and in the books."""

    category: str
    component: str
    rate: Decimal
    documents: int
    base: Money
    tax: Money
    books_base: Money
    books_tax: Money

    @property
    def currency(self) -> str:
        """The documents' currency."""
        return str(self.base.currency.code)

    @property
    def pk(self) -> str:
        """What makes it another line than the others, in words."""
        return f"{self.category} {self.component} {self.rate.normalize():f} {self.currency}"

    @property
    def taxable(self) -> Money:
        """The base that is taxed, in the books."""
        return self.books_base if self.category in TAXED else self.books_base * 0

    @property
    def exempt(self) -> Money:
        """The base that is not taxed, in the books."""
        return self.books_base * 0 if self.category in TAXED else self.books_base


class Sums:
    """Whole minor units that add up to a line."""

    __slots__ = ("base", "books_base", "books_tax", "documents", "tax")

    def __init__(self) -> None:
        self.documents = self.base = self.tax = self.books_base = self.books_tax = 0

    def add(self, documents: int, base: int, tax: int, books_base: int, books_tax: int) -> None:
        """More of them."""
        self.documents += documents
        self.base += base
        self.tax += tax
        self.books_base += books_base
        self.books_tax += books_tax


Held = Mapping[Any, Mapping[LineKey, Sums]]  # by a span's key


def counted(entity: LegalEntity, spans: Sequence[Span]) -> QuerySet[InvoiceTax]:
    """The tax on documents that count, in the spans."""
    within = Q(pk__in=[])
    for span in spans:
        within |= Q(**{f"{ON}__range": (span.since, span.through)})
    return InvoiceTax.objects.filter(within, invoice__legal_entity=entity, invoice__status="issued")


def figures(entity: LegalEntity, spans: Sequence[Span]) -> Held:
    """The sums of each span: two queries. Documents in the books' currency are added up by the database.

    Those in another are read as a stream, since each is converted by its own rate.
    """
    held: dict[Any, dict[LineKey, Sums]] = defaultdict(lambda: defaultdict(Sums))
    if not spans:
        return held
    span_of = Case(
        *(When(**{f"{ON}__range": (span.since, span.through)}, then=Value(n)) for n, span in enumerate(spans)),
        output_field=IntegerField(),
    )
    rows: Any = counted(entity, spans).annotate(span=span_of).order_by()
    for place, key, documents, base, tax in _in_books_currency(rows, entity):
        held[spans[place].key][key].add(documents, base, tax, base, tax)
    for place, key, *amounts in _converted(rows, entity):
        held[spans[place].key][key].add(*amounts)
    return held


def lines_of(sums: Mapping[LineKey, Sums], books: str, registration: str) -> list[TaxLine]:
    """The lines of one registration in their order."""
    chosen = sorted((item for item in sums.items() if item[0].registration == registration), key=_ordered)
    return [
        TaxLine(
            key.category,
            key.component,
            key.rate,
            each.documents,
            from_minor(each.base, key.currency),
            from_minor(each.tax, key.currency),
            from_minor(each.books_base, books),
            from_minor(each.books_tax, books),
        )
        for key, each in chosen
    ]


def _ordered(item: tuple[LineKey, Sums]) -> tuple[bool, str, str, Decimal, str]:
    key, _ = item
    return key.category != "S", key.category, key.component, -key.rate, key.currency


KEYS = ("registration", "category", "component", "rate", "currency")


def _in_books_currency(rows: Any, entity: LegalEntity) -> Iterator[tuple[int, LineKey, int, int, int]]:
    """Added up by the database."""
    own = rows.filter(invoice__currency=entity.currency).values_list("span", *KEYS)
    sums = own.annotate(
        documents=Count("invoice", distinct=True),
        of_base=Sum(F("base_minor") * SIGN),
        of_tax=Sum(F("tax_minor") * SIGN),
    )
    for place, *key, documents, base, tax in sums:
        yield place, LineKey(*key), documents, base, tax


def _converted(rows: Any, entity: LegalEntity) -> Iterator[tuple[int, LineKey, int, int, int, int, int]]:
    """Of other currencies: one component of one document after another, its sum converted once, shared by groups."""
    foreign = rows.exclude(invoice__currency=entity.currency).annotate(
        of_base=F("base_minor") * SIGN, of_tax=F("tax_minor") * SIGN
    )
    told = foreign.order_by("invoice", "component", "tax_group", "pk").values_list(
        "invoice", "component", "span", *KEYS, "of_base", "of_tax", "invoice__rate", "invoice__rate_on"
    )
    for _, group in groupby(told.iterator(chunk_size=CHUNK), key=itemgetter(0, 1)):
        met: set[LineKey] = set()
        for place, key, base, tax, books_base, books_tax in shared(_groups(group), entity.currency):
            yield place, key, int(key not in met), base, tax, books_base, books_tax
            met.add(key)  # two groups may differ in their reason alone: one document still


Group = tuple[int, LineKey, int, int, Decimal, date]  # span, key, base, tax; the document's rate and its day


def _groups(rows: Iterable[Any]) -> Iterator[Group]:
    for _, _, place, *key, base, tax, rate, rate_on in rows:
        yield place, LineKey(*key), base, tax, rate, rate_on


def shared(groups: Iterable[Group], books: str) -> Iterator[tuple[int, LineKey, int, int, int, int]]:
    """The groups of one component of a document in both currencies: their shares are the one converted sum."""
    running, given = 0, 0
    for place, key, base, tax, rate, on in groups:
        used = UsedRate(key.currency, books, rate, on, "")
        running += tax
        upto = to_minor(used.convert(from_minor(running, key.currency)))
        books_base = to_minor(used.convert(from_minor(base, key.currency)))
        yield place, key, base, tax, books_base, upto - given
        given = upto
