"""A priced offer in versions; what the customer accepted is sealed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Contact
from crm.pipeline.models import Opportunity

BILLED_BY = (("time", "Time and materials"),)  # further ways of billing come with their billing
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
    """One state of an offer: draft until sent, then frozen; accepted at most once a quote."""

    STATUSES = (
        ("draft", "Draft"),
        ("sent", "Sent"),
        ("accepted", "Accepted"),
        ("declined", "Declined"),
        ("superseded", "Superseded"),
    )
    ALLOWED: ClassVar = {
        "draft": ("sent", "superseded"),
        "sent": ("accepted", "declined", "superseded"),
        "accepted": (),
        "declined": (),
        "superseded": (),
    }

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=STATUSES, default="draft")
    currency = models.CharField(max_length=3)
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

    objects: ClassVar = QuoteVersionRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["quote", "number"], name="one_version_a_number"),
            UniqueConstraint(fields=["quote"], condition=Q(status="accepted"), name="a_quote_is_accepted_once"),
            UniqueConstraint(
                fields=["quote"], condition=Q(status__in=["draft", "sent"]), name="one_live_version_a_quote"
            ),
            CheckConstraint(
                condition=Q(status="draft") | Q(status="superseded") | (Q(sent_at__isnull=False) & ~Q(content_hash="")),
                name="a_sent_version_is_sealed",
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


class QuoteLine(models.Model):
    """One promise: what, by whom, for how many hours, at what price; it becomes a contract line and a task."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=80)
    description = models.CharField(max_length=200)
    billed_by = models.CharField(max_length=12, choices=BILLED_BY, default="time")
    role = models.SlugField(max_length=40)
    supply = models.CharField(max_length=20, choices=SUPPLIES, default="services")
    hours = SixPlacesField()
    price = SixPlacesField()
    agreed = models.BooleanField(default=False)  # the price holds for the contract; else the card's of the work date
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField()
    net = MoneyValue("net_minor")

    class Meta:
        constraints = (
            UniqueConstraint(fields=["version", "position"], name="one_line_a_position"),
            CheckConstraint(condition=Q(hours__gt=0), name="a_quote_line_has_hours"),
            CheckConstraint(condition=Q(price__gte=0), name="a_quote_line_price_is_not_negative"),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.description


guards.declare(
    guards.audited(Quote),
    guards.audited(QuoteVersion, personal=("signed_by", "signed_from")),
    guards.transitions(QuoteVersion, "status", allowed=QuoteVersion.ALLOWED, initial=("draft",), inv="INV-26"),
    guards.frozen(
        QuoteVersion,
        when="OLD.status <> 'draft'",
        changeable=(
            "status",
            "ended_at",
            "signed_by",
            "signed_title",
            "signed_from",
            "signed_po",
            "decline_reason",
        ),
        inv="INV-26",
    ),
    guards.frozen_child(QuoteLine, parent=QuoteVersion, fk="version_id", when="p.status <> 'draft'", inv="INV-26"),
    guards.audited(QuoteLine),
)
