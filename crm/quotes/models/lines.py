"""What an offer promises: lines by their way of billing, and the milestones that bill fixed prices."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from crm.catalogue.models import BILLED_BY, BY_PERIOD, RECOGNISED_BY, SPANS, SUPPLIES, UNITS, Product, Sold
from crm.quotes.models.versions import QuoteVersion


class QuoteLine(Sold, models.Model):
    """One promise with its way of billing and its price; it becomes a contract line and a task.

    `price` is per unit: per hour by time, for the whole of it at a fixed price, per period on a retainer or a
    recurring line, of which there are `periods`, one after the other. `hours` are the effort planned, those included
    in each period on a retainer. `list_price` is what our own lists ask, where they know it, and `stand_alone` what the
    promise would cost alone; `discount` is in per cent. `net` is after the line's discount and before the document's.
    `recognised_by` is how its product was earned when it was offered, empty where none was named (RULES 29, 30).
    """

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=80)
    description = models.CharField(max_length=200)
    billed_by = models.CharField(max_length=12, choices=BILLED_BY, default="time")
    role = models.SlugField(max_length=40, blank=True)
    supply = models.CharField(max_length=20, choices=SUPPLIES, default="services")
    unit = models.CharField(max_length=8, choices=UNITS, default="hour")
    quantity = SixPlacesField(default=1)
    hours = SixPlacesField(default=0)
    span = models.CharField(max_length=8, choices=SPANS, blank=True)
    periods = models.PositiveSmallIntegerField(default=1)
    price = SixPlacesField()
    list_price = SixPlacesField(null=True, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="quote_lines")
    stand_alone = SixPlacesField(null=True, blank=True)
    recognised_by = models.CharField(max_length=16, choices=RECOGNISED_BY, blank=True)
    agreed = models.BooleanField(default=False)  # the price holds for the contract; else the card's of the work date
    discount = SixPlacesField(default=0)
    optional = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField()
    net = MoneyValue("net_minor")

    class Meta:
        constraints = (
            UniqueConstraint(fields=["version", "position"], name="one_line_a_position"),
            CheckConstraint(condition=Q(hours__gte=0), name="a_quote_line_has_no_negative_hours"),
            CheckConstraint(
                condition=~Q(billed_by="time") | (Q(hours__gt=0) & ~Q(role="")),
                name="a_line_billed_by_time_has_hours_and_a_role",
            ),
            CheckConstraint(condition=Q(quantity__gt=0), name="a_quote_line_has_a_quantity"),
            CheckConstraint(condition=Q(price__gte=0), name="a_quote_line_price_is_not_negative"),
            CheckConstraint(condition=Q(discount__gte=0, discount__lte=100), name="a_line_discount_is_within_100"),
            CheckConstraint(
                condition=Q(billed_by__in=BY_PERIOD, periods__gte=1) & ~Q(span="")
                | Q(billed_by__in=("time", "fixed"), periods=1, span=""),
                name="only_retainers_and_recurring_lines_have_periods",
            ),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.description

    @property
    def effort(self) -> Decimal:
        """The hours planned in all: over every period."""
        hours: Decimal = self.hours
        return hours * self.periods


class QuoteMilestone(models.Model):
    """What is delivered, and by when; once the customer accepts it, its shares of fixed prices are billed."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["version", "position"], name="one_milestone_a_position"),
            UniqueConstraint(fields=["version", "name"], name="one_milestone_a_name"),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class QuoteShare(models.Model):
    """How much of one fixed price a milestone bills, in per cent; the shares of a line make 100 (RULES 18)."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="shares")
    milestone = models.ForeignKey(QuoteMilestone, on_delete=models.PROTECT, related_name="shares")
    line = models.ForeignKey(QuoteLine, on_delete=models.PROTECT, related_name="shares")
    percent = SixPlacesField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["milestone", "line"], name="one_share_a_milestone_and_line"),
            CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="a_share_is_of_100"),
        )
        ordering: ClassVar = ["milestone__position"]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} % of {self.line}"


guards.declare(
    guards.frozen_child(QuoteLine, parent=QuoteVersion, fk="version_id", when="p.status <> 'draft'", inv="INV-26"),
    guards.frozen_child(QuoteMilestone, parent=QuoteVersion, fk="version_id", when="p.status <> 'draft'", inv="INV-26"),
    guards.frozen_child(QuoteShare, parent=QuoteVersion, fk="version_id", when="p.status <> 'draft'", inv="INV-26"),
    guards.audited(QuoteLine),
    guards.audited(QuoteMilestone),
    guards.audited(QuoteShare),
)
