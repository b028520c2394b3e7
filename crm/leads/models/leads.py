"""Somebody who showed interest, before there is a customer."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.record.words import WordIndex
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Contact, Customer
from crm.pipeline.models import Opportunity

STATUSES = (("new", "New"), ("working", "Working"), ("qualified", "Qualified"), ("disqualified", "Disqualified"))
OPEN = ("new", "working")


class LeadSource(models.Model):
    """Where leads come from, such as the web site or a fair."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """An effort to win leads, with its days and its budget in one currency."""

    name = models.CharField(max_length=80, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    budget_minor = MinorUnitsField()
    budget = MoneyValue("budget_minor")
    history = history()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_campaign_does_not_end_before_it_starts",
            ),
            CheckConstraint(condition=Q(budget_minor__gte=0), name="a_campaign_budget_is_not_negative"),
        )
        ordering: ClassVar = ["-starts_on", "id"]

    def __str__(self) -> str:
        return self.name


class LeadRows(Rows["Lead"]):
    """Leads."""

    seen_with = "see_opportunities"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "LeadRows":
        """With source, campaign, owner and what it became."""
        return self.select_related("legal_entity", "source", "campaign", "owner", "customer", "contact", "opportunity")

    def reach(self, user: Any) -> Q:
        """What one's teams reach, and one's own."""
        return super().reach(user) | Q(owner=user_key(user))

    def open(self) -> "LeadRows":
        """Neither qualified nor disqualified."""
        return self.filter(status__in=OPEN)

    def unassigned(self) -> "LeadRows":
        """Open, and on nobody's desk: the queue."""
        return self.open().filter(owner__isnull=True)


class Lead(Record):
    """A person who showed interest in what a legal entity sells; without an owner it waits in the queue.

    Once qualified it names the customer, contact and opportunity it became; once disqualified, why.
    """

    reference = models.CharField(max_length=20, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="leads")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80, blank=True)
    firm = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=5, default="en")
    message = models.TextField(blank=True, max_length=20_000)
    source = models.ForeignKey(LeadSource, on_delete=models.PROTECT, related_name="leads")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="leads"
    )
    status = models.CharField(max_length=12, choices=STATUSES, default="new")
    received_at = models.DateTimeField()
    consent_purpose = models.CharField(max_length=120, blank=True)
    consent_wording = models.TextField(blank=True, max_length=2_000)
    consented_at = models.DateTimeField(null=True, blank=True)
    disqualified_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    qualified_at = models.DateTimeField(null=True, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    history = history()

    objects: ClassVar = LeadRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="a_lead_can_be_answered_by_mail_or_phone"),
            CheckConstraint(condition=~Q(status="new") | Q(owner__isnull=True), name="a_new_lead_is_on_nobodys_desk"),
            CheckConstraint(
                condition=~Q(status="working") | Q(owner__isnull=False), name="a_lead_that_is_worked_on_has_an_owner"
            ),
            CheckConstraint(
                condition=Q(status="disqualified", disqualified_at__isnull=False) & ~Q(reason="")
                | ~Q(status="disqualified") & Q(disqualified_at__isnull=True, reason=""),
                name="a_lead_is_disqualified_at_a_time_with_a_reason",
            ),
            CheckConstraint(
                condition=Q(
                    status="qualified",
                    qualified_at__isnull=False,
                    customer__isnull=False,
                    contact__isnull=False,
                    opportunity__isnull=False,
                )
                | ~Q(status="qualified")
                & Q(
                    qualified_at__isnull=True,
                    customer__isnull=True,
                    contact__isnull=True,
                    opportunity__isnull=True,
                ),
                name="a_qualified_lead_names_what_it_became",
            ),
            CheckConstraint(
                condition=Q(consented_at__isnull=True, consent_purpose="", consent_wording="")
                | Q(consented_at__isnull=False) & ~Q(consent_purpose="") & ~Q(consent_wording=""),
                name="a_consent_has_purpose_wording_and_time",
            ),
            UniqueConstraint(
                fields=["opportunity"],
                condition=Q(opportunity__isnull=False),
                name="an_opportunity_comes_from_one_lead",
            ),
        )
        ordering: ClassVar = ["-id"]
        indexes = (
            models.Index(fields=["legal_entity", "status", "id"], name="lead_by_status"),
            models.Index(fields=["received_at", "id"], name="leads_by_time"),
            WordIndex(fields=["reference", "name", "firm", "email"], name="lead_words"),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


guards.declare(
    guards.audited(Lead, personal=("name", "email", "phone", "message")),
    guards.audited(Campaign),
    guards.audited(LeadSource),
)
