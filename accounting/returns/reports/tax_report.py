"""The tax report: what a registration owes for a span of days, held against the books (RULES 22)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from accounting.books.models import Posting
from accounting.returns.boxes import BoxFigure, ReturnForm, form_of
from accounting.returns.reports.figures import LineKey, Span, Sums, TaxLine, figures, lines_of
from accounting.tax.models import Registration
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor, zero

PAYMENTS = "tax_return"  # the kind of entry that pays a return: it owes nothing


@dataclass(frozen=True)
class Reconciled:
    """A component of tax beside the books: of this registration, of the legal entity's others, and as posted."""

    component: str
    here: Money
    elsewhere: Money
    posted: Money

    @property
    def pk(self) -> str:
        """Its component."""
        return self.component

    @property
    def difference(self) -> Money:
        """What documents say more than the books; it must be nothing."""
        return self.here + self.elsewhere - self.posted


@dataclass(frozen=True)
class TaxReport:
    """A registration's tax from a day through another, by category, component, rate and currency; and its boxes."""

    registration: Registration
    since: date
    through: date
    lines: Sequence[TaxLine]
    reconciled: Sequence[Reconciled]
    form: ReturnForm | None
    boxes: Sequence[BoxFigure]

    @property
    def legal_entity(self) -> LegalEntity:
        """Whose books."""
        return self.registration.legal_entity

    @property
    def taxable(self) -> Money:
        """All that is taxed, in the books; a base counts for each component on it."""
        return sum((line.taxable for line in self.lines), zero(self.legal_entity.currency))

    @property
    def exempt(self) -> Money:
        """All that is not, in the books."""
        return sum((line.exempt for line in self.lines), zero(self.legal_entity.currency))

    @property
    def tax(self) -> Money:
        """All tax, in the books."""
        return sum((line.books_tax for line in self.lines), zero(self.legal_entity.currency))

    @property
    def differs(self) -> list[Reconciled]:
        """The components that the books do not bear out."""
        return [row for row in self.reconciled if row.difference]


def tax_report(registration: Registration, *, since: date, through: date) -> TaxReport:
    """By category, component, rate and currency, by the documents' tax points: three queries, however many documents.

    A document belongs to the registration whose number it was decided under.
    """
    entity = registration.legal_entity
    sums = figures(entity, [Span(since, through)])[None]
    lines = lines_of(sums, entity.currency, registration.number)
    form = form_of(registration.country, entity.currency)
    boxes = form.fill(lines) if form else []
    return TaxReport(registration, since, through, lines, reconcile(registration, sums, since, through), form, boxes)


def reconcile(registration: Registration, sums: Mapping[LineKey, Sums], since: date, through: date) -> list[Reconciled]:
    """Each component's tax in the books' currency against what stands on tax payable in the span: one query."""
    entity = registration.legal_entity
    here: dict[str, int] = defaultdict(int)
    elsewhere: dict[str, int] = defaultdict(int)
    for key, each in sums.items():
        (here if key.registration == registration.number else elsewhere)[key.component] += each.books_tax
    posted = posted_tax(entity, since, through)

    def told(minor: int) -> Money:
        return from_minor(minor, entity.currency)

    names = sorted(name for name in {*here, *elsewhere, *posted} if name in here or posted.get(name))
    return [
        Reconciled(name, told(here.get(name, 0)), told(elsewhere.get(name, 0)), told(posted.get(name, 0)))
        for name in names
    ]


def posted_tax(entity: LegalEntity, since: date, through: date) -> dict[str, int]:
    """Tax as posted in a span by component, in minor units of the books, owed positive; payments are left out."""
    rows = (
        Posting.objects.filter(legal_entity=entity, on__range=(since, through), entry__status="posted")
        .exclude(tax_component="")
        .exclude(entry__source_kind=PAYMENTS)
        .order_by()
        .values_list("tax_component")
        .annotate(Sum("base_minor"))
    )
    return {component: -base for component, base in rows}
