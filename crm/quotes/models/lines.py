"""What an offer promises: lines by their way of billing, and the milestones that bill fixed prices."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from crm.quotes.models.versions import QuoteVersion

BILLED_BY = (
    ("time", "Time and materials"),
    ("fixed", "Fixed price"),
    ("retainer", "Retainer"),
    ("recurring", "Recurring"),
)
BY_PERIOD = ("retainer", "recurring")
UNITS = (
    ("hour", "hour"),
    ("day", "day"),
    ("piece", "piece"),
    ("month", "month"),
    ("quarter", "quarter"),
    ("year", "year"),
)
SPANS = (("month", "Month"), ("quarter", "Quarter"), ("year", "Year"))
MONTHS = {"month": 1, "quarter": 3, "year": 12}
SUPPLIES = (
    ("services", "Professional services"),
    ("digital", "Digital services"),
    ("licence", "Grant of copyright"),
    ("training", "Education and training"),
    ("goods", "Goods"),
)


class Sold:
    """What a quote line and the contract line it becomes say alike, in words."""

    billed_by: str
    quantity: Decimal
    unit: str
    span: str
    periods: int

    @property
    def per(self) -> str:
        """What the price is for: "an hour", "a month"; nothing where one thing is sold whole."""
        if self.billed_by == "fixed" and self.quantity == 1:
            return ""
        return f"an {self.unit}" if self.unit == "hour" else f"a {self.span or self.unit}"

    @property
    def amount_told(self) -> str:
        """How much: "40 hours", "3 pieces", "2, for 12 months"."""
        many = f"{self.quantity.normalize():f}"
        unit = self.unit if self.quantity == 1 else f"{self.unit}s"
        if not self.span:
            return f"{many} {unit}"
        spans = f"{self.periods} {self.span}{'s' if self.periods > 1 else ''}"
        return spans if self.quantity == 1 else f"{many}, for {spans}"


class QuoteLine(Sold, models.Model):
    """One promise with its way of billing and its price; it becomes a contract line and a task.

    `price` is per unit: per hour by time, for the whole of it at a fixed price, per period on a retainer or a
    recurring line, of which there are `periods`, one after the other. `hours` are the effort planned, those included
    in each period on a retainer. `list_price` is what our own lists ask, where they know it; `discount` is in per cent.
    `net` is after the line's discount and before the document's.
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
