"""A priced offer in versions; what the customer accepted is sealed."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows, Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Contact
from crm.pipeline.models import Opportunity

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


class QuoteRows(Rows["Quote"]):
    """Quotes."""

    seen_with = "see_quotes"
    anchors: ClassVar = {
        "customer": "opportunity__customer",
        "legal_entity": "opportunity__customer__legal_entity",
    }

    def for_list(self) -> "QuoteRows":
        """With opportunity, customer and current version."""
        return self.select_related("opportunity__customer", "current", "owner")


class Quote(Record):
    """An offer to a customer; its newest version is the one that counts."""

    reference = models.CharField(max_length=20, unique=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="quotes")
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quotes")
    current = models.OneToOneField(
        "QuoteVersion", on_delete=models.PROTECT, null=True, related_name="current_of", editable=False
    )
    history = history()

    objects: ClassVar = QuoteRows.as_manager()

    class Meta:
        ordering: ClassVar = ["-reference"]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


class QuoteVersionRows(Rows["QuoteVersion"]):
    """Versions of quotes."""

    seen_with = "see_quotes"
    anchors: ClassVar = {
        "customer": "quote__opportunity__customer",
        "legal_entity": "quote__opportunity__customer__legal_entity",
    }

    def for_list(self) -> "QuoteVersionRows":
        """With quote and customer."""
        return self.select_related("quote__opportunity__customer")


class QuoteVersion(Record):
    """One state of an offer: draft until sent, then frozen; accepted at most once a quote.

    `discount` is in per cent of the whole document, or else `discount_minor` is an amount off it; `net` is what the
    lines that are not optional come to after it. `taken` are the positions of the optional lines the customer took.
    """

    STATUSES = (
        ("draft", "Draft"),
        ("submitted", "Awaiting approval"),
        ("approved", "Approved"),
        ("sent", "Sent"),
        ("accepted", "Accepted"),
        ("declined", "Declined"),
        ("expired", "Expired"),
        ("withdrawn", "Withdrawn"),
        ("superseded", "Superseded"),
    )
    ALLOWED: ClassVar = {
        "draft": ("submitted", "sent", "superseded"),
        "submitted": ("approved", "draft", "superseded"),
        "approved": ("sent", "superseded"),
        "sent": ("accepted", "declined", "expired", "withdrawn", "superseded"),
        "accepted": (),
        "declined": (),
        "expired": (),
        "withdrawn": (),
        "superseded": (),
    }
    LIVE: ClassVar = ("draft", "submitted", "approved", "sent")

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=STATUSES, default="draft")
    currency = models.CharField(max_length=3)
    discount = SixPlacesField(default=0)
    discount_minor = MinorUnitsField(default=0)
    discount_amount = MoneyValue("discount_minor")
    net_minor = MinorUnitsField(default=0)
    net = MoneyValue("net_minor")
    valid_until = models.DateField()
    starts_on = models.DateField()
    terms = models.TextField(blank=True)
    sent_to = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    signed_title = models.CharField(max_length=80, blank=True)
    signed_from = models.CharField(max_length=45, blank=True)  # network address
    signed_po = models.CharField(max_length=40, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)
    return_comment = models.CharField(max_length=300, blank=True)  # why it was not approved
    taken = models.JSONField(default=list, blank=True)
    remind_on = models.DateField(null=True, blank=True)  # the day on which the customer is reminded, if any
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = QuoteVersionRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["quote", "number"], name="one_version_a_number"),
            UniqueConstraint(fields=["quote"], condition=Q(status="accepted"), name="a_quote_is_accepted_once"),
            UniqueConstraint(
                fields=["quote"],
                condition=Q(status__in=["draft", "submitted", "approved", "sent"]),
                name="one_live_version_a_quote",
            ),
            CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "approved", "superseded"])
                | (Q(sent_at__isnull=False) & ~Q(content_hash="")),
                name="a_sent_version_is_sealed",
            ),
            CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=100, discount_minor__gte=0),
                name="a_quote_is_not_raised_by_its_discount",
            ),
            CheckConstraint(
                condition=Q(remind_on__isnull=True) | Q(remind_on__lte=F("valid_until")),
                name="a_quote_is_reminded_of_while_it_is_valid",
            ),
            CheckConstraint(
                condition=Q(discount=0) | Q(discount_minor=0), name="a_discount_is_a_percentage_or_an_amount"
            ),
            CheckConstraint(
                condition=~Q(status="accepted") | (Q(ended_at__isnull=False) & ~Q(signed_by="")),
                name="an_accepted_version_is_signed",
            ),
        )
        ordering: ClassVar = ["quote", "-number"]

    def __str__(self) -> str:
        return f"{self.quote.reference} v{self.number}"

    @property
    def reference(self) -> str:
        """The quote's reference and the version's number."""
        return f"{self.quote.reference}-v{self.number}"


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


class QuotePolicyRows(OfficeRows["QuotePolicy"]):
    """Policies for quotes: whoever sees quotes may know what needs an approval."""

    seen_with = "see_quotes"


class QuotePolicy(Record, Dated):
    """A discount above so many per cent, or a margin below so many, is for people of a role to approve."""

    discount_above = SixPlacesField(null=True, blank=True)
    margin_below = SixPlacesField(null=True, blank=True)
    role = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    history = history()

    objects: ClassVar = QuotePolicyRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(discount_above__isnull=False, margin_below__isnull=True)
                | Q(discount_above__isnull=True, margin_below__isnull=False),
                name="a_quote_policy_is_about_a_discount_or_a_margin",
            ),
            CheckConstraint(
                condition=Q(discount_above__isnull=True) | Q(discount_above__gte=0, discount_above__lt=100),
                name="a_discount_policy_starts_within_100",
            ),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="a_quote_policy_ends_after_it_starts",
            ),
        )
        verbose_name_plural = "quote policies"
        ordering: ClassVar = ["-valid_from", "id"]

    def __str__(self) -> str:
        if self.discount_above is not None:
            return f"a discount above {self.discount_above.normalize():f} % is for the {self.role} to approve"
        assert self.margin_below is not None  # the database: one of both
        return f"a margin below {self.margin_below.normalize():f} % is for the {self.role} to approve"


guards.declare(
    guards.audited(QuotePolicy),
    guards.audited(Quote),
    guards.audited(QuoteVersion, personal=("signed_by", "signed_from")),
    guards.transitions(QuoteVersion, "status", allowed=QuoteVersion.ALLOWED, initial=("draft",), inv="INV-26"),
    guards.frozen(
        QuoteVersion,
        when="OLD.status NOT IN ('draft', 'submitted', 'approved')",
        changeable=(
            "status",
            "ended_at",
            "signed_by",
            "signed_title",
            "signed_from",
            "signed_po",
            "decline_reason",
            "taken",
            "reminded_at",
        ),
        inv="INV-26",
    ),
    guards.frozen_child(QuoteLine, parent=QuoteVersion, fk="version_id", when="p.status <> 'draft'", inv="INV-26"),
    guards.frozen_child(QuoteMilestone, parent=QuoteVersion, fk="version_id", when="p.status <> 'draft'", inv="INV-26"),
    guards.frozen_child(QuoteShare, parent=QuoteVersion, fk="version_id", when="p.status <> 'draft'", inv="INV-26"),
    guards.audited(QuoteLine),
    guards.audited(QuoteMilestone),
    guards.audited(QuoteShare),
)
