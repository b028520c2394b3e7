"""A priced offer in versions; what the customer accepted is sealed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.history import history
from billing_suite.kernel.record.words import WordIndex
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Contact
from crm.pipeline.models import Opportunity


class QuoteRows(Rows["Quote"]):
    """Quotes."""

    seen_with = "see_quotes"
    anchors: ClassVar = {
        "customer": "opportunity__customer",
        "legal_entity": "opportunity__legal_entity",
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
        indexes = (WordIndex(fields=["reference", "name"], name="quote_words"),)

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


class QuoteVersionRows(Rows["QuoteVersion"]):
    """Versions of quotes."""

    seen_with = "see_quotes"
    anchors: ClassVar = {
        "customer": "quote__opportunity__customer",
        "legal_entity": "quote__opportunity__legal_entity",
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


class QuotePaper(models.Model):
    """The PDF of a version as it was sent, and once more as it was signed."""

    KINDS = (("sent", "As it was sent"), ("signed", "As it was signed"))

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=6, choices=KINDS)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (UniqueConstraint(fields=["version", "kind"], name="one_quote_paper_a_kind"),)
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.version} {self.kind}"


guards.declare(
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
    guards.append_only(QuotePaper, inv="INV-20"),
)
