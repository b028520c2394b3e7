"""Open items: what is still to be received on each issued invoice, today and as of any past date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounting.billing.models.invoices import Invoice
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import (
    MinorUnitsField,
    MoneyValue,
)
from billing_suite.kernel.values.money import Money, from_minor
from crm.customers.models import Customer


@dataclass(frozen=True)
class DatedPart:
    """Rows that take a part of open items on their own dates: how much, in both currencies, from which day on.

    `until` names the day on which a part ends (a dispute that was resolved), "" where it never does.
    """

    model: type[models.Model]
    item: str = "open_item"
    amount: str = "amount_minor"
    base: str = ""
    on: str = "on"
    until: str = ""

    def holds_on(self, day: date, of: str = "") -> Q:
        """Which of the rows, or of the rows that the relation `of` leads to, hold at the end of a day."""
        held = Q(**{f"{of}{self.on}__lte": day})
        if self.until:
            held &= Q(**{f"{of}{self.until}__isnull": True}) | Q(**{f"{of}{self.until}__gt": day})
        return held

    def by(self, day: date, field: str) -> Any:
        """The sum of a field over an open item's rows that hold at the end of a day."""
        held = self.holds_on(day)
        rows = self.model._default_manager.filter(held, **{self.item: OuterRef("pk")}).order_by().values(self.item)
        return Coalesce(Subquery(rows.annotate(part=Sum(field)).values("part")), 0)

    @property
    def back(self) -> str:
        """The relation that leads from an open item to its rows."""
        relation: Any = self.model._meta.get_field(self.item)
        return str(relation.related_query_name())


SETTLING: list[DatedPart] = []  # what settles open items: allocations, credit notes
DISPUTING: list[DatedPart] = []  # what disputes them (RULES 27)


def _sum_of(parts: Iterable[Any]) -> Any:
    """Database sums added up; nothing is zero."""
    total: Any = Value(0, output_field=models.BigIntegerField())
    for part in parts:
        total = total + part
    return total


def has_later_facts(entity: LegalEntity, day: date) -> bool:
    """Whether anything is issued, settled or disputed after a day: then the counters are not that day's (RULES 35)."""
    later = Q(Exists(Invoice.objects.filter(legal_entity=entity, issued_on__gt=day)))
    for part in (*SETTLING, *DISPUTING):
        later |= Q(Exists(part.model._default_manager.filter(**{f"{part.on}__gt": day})))
    return bool(LegalEntity.objects.filter(later, pk=entity.pk).exists())


class OpenItemRows(Rows["OpenItem"]):
    """Open items: whoever sees the invoice sees what is open on it."""

    seen_with = "see_invoices"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "legal_entity", "project": "invoice__project"}

    def for_list(self) -> "OpenItemRows":
        """With invoice, customer and legal entity."""
        return self.select_related("invoice", "customer", "legal_entity")

    def still_open(self) -> "OpenItemRows":
        """Not yet received or credited in full."""
        return self.filter(amount_minor__gt=F("allocated_minor") + F("credited_minor"))

    def open_now(self) -> "OpenItemRows":
        """Those still open, with `open_amount`, `open_base` and `disputed_amount` as the counters hold them."""
        return self.still_open().annotate(
            open_amount=F("amount_minor") - F("allocated_minor") - F("credited_minor"),
            open_base=F("base_minor") - F("base_relieved_minor"),
            disputed_amount=F("disputed_minor"),
        )

    def open_on(self, day: date) -> "OpenItemRows":
        """Those open at the end of a day, from dated facts alone, with the same three amounts (RULES 35)."""
        return (
            self.filter(invoice__issued_on__lte=day)
            .annotate(
                open_amount=F("amount_minor") - _sum_of(part.by(day, part.amount) for part in SETTLING),
                open_base=F("base_minor") - _sum_of(part.by(day, part.base) for part in SETTLING if part.base),
                disputed_amount=_sum_of(part.by(day, part.amount) for part in DISPUTING),
            )
            .filter(open_amount__gt=0)
        )

    def open_as_of(self, entity: LegalEntity, day: date, *, today: date) -> "OpenItemRows":
        """Those of an entity that are open at the end of a day, by the counters where they are that day's."""
        rows = self.filter(legal_entity=entity)
        counted = day >= today and not has_later_facts(entity, day)
        return rows.open_now() if counted else rows.open_on(day)

    def disputed_on(self, day: date) -> "OpenItemRows":
        """Those of `open_on` that are disputed on that day, found by the disputes."""
        found = Q(pk__in=())
        for part in DISPUTING:
            found |= Q(pk__in=part.model._default_manager.filter(part.holds_on(day)).values(part.item))
        return self.filter(found).open_on(day)


class OpenItem(models.Model):
    """What is still to be received on one issued document, in its currency and in the books (INV-14)."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, primary_key=True, related_name="open_item")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="open_items")
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    allocated_minor = MinorUnitsField(default=0)
    allocated = MoneyValue("allocated_minor")
    credited_minor = MinorUnitsField(default=0)
    disputed_minor = MinorUnitsField(default=0)  # stays open and in the aging, flagged (RULES 27)
    disputed = MoneyValue("disputed_minor")
    base_currency = models.CharField(max_length=3)
    base_minor = MinorUnitsField()
    base = MoneyValue("base_minor", currency="base_currency")
    base_relieved_minor = MinorUnitsField(default=0)
    base_relieved = MoneyValue("base_relieved_minor", currency="base_currency")

    objects: ClassVar = OpenItemRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(  # INV-14, INV-22
                condition=Q(allocated_minor__gte=0, credited_minor__gte=0)
                & Q(amount_minor__gte=F("allocated_minor") + F("credited_minor")),
                name="no_more_is_settled_than_was_invoiced",
            ),
            CheckConstraint(
                condition=Q(disputed_minor__gte=0, disputed_minor__lte=F("amount_minor")),
                name="no_more_is_disputed_than_was_invoiced",
            ),
        )
        indexes = (
            models.Index(
                fields=["legal_entity", "due_on"],
                condition=Q(amount_minor__gt=F("allocated_minor") + F("credited_minor")),
                name="open_items_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.amount}"

    @property
    def open_minor(self) -> int:
        """Minor units not yet received or credited."""
        return int(self.amount_minor - self.allocated_minor - self.credited_minor)

    @property
    def open(self) -> Money:
        """What is not yet received or credited, in the document's currency."""
        return from_minor(self.open_minor, self.currency)


guards.declare(guards.audited(OpenItem))
