"""A possible sale, with amount and probability."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.record.words import WordIndex
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import MERGED, Contact, Customer

CATEGORIES = (("pipeline", "Pipeline"), ("best_case", "Best case"), ("commit", "Commit"), ("omitted", "Omitted"))
NEEDS = (
    ("amount", "an amount"),
    ("contact", "a contact"),
    ("next_step", "a next step"),
    ("competitors", "a competitor, or the note that there is none"),
)


class Pipeline(models.Model):
    """One way of selling, with stages of its own; new opportunities take the first that is active."""

    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A step of the sale, its probability in per cent, and whether it ends it.

    `needs` are the facts an opportunity has before it comes here ("no amount, no proposal"); after `stalls_after`
    days in it without a move it counts as stalled. `category` is where its opportunities stand in the forecast.
    """

    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    probability = SixPlacesField()
    outcome = models.CharField(
        max_length=6, choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")], default="open"
    )
    category = models.CharField(max_length=10, choices=CATEGORIES, default="pipeline")
    needs = models.JSONField(default=list, blank=True)
    stalls_after = models.PositiveSmallIntegerField(null=True, blank=True)
    history = history()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["pipeline", "name"], name="one_stage_a_name"),
            UniqueConstraint(fields=["pipeline", "position"], name="one_stage_a_position"),
            CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=100),
                name="a_probability_is_between_0_and_100",
            ),
        )
        ordering: ClassVar = ["pipeline__position", "position"]

    def __str__(self) -> str:
        return self.name


class Competitor(models.Model):
    """Somebody else who sells what we sell."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class LossReason(models.Model):
    """Why sales are lost, in words that can be counted."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class OpportunityRows(Rows["Opportunity"]):
    """Opportunities."""

    seen_with = "see_opportunities"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "legal_entity"}

    def for_list(self) -> "OpportunityRows":
        """With customer, stage and owner."""
        return self.select_related("customer__legal_entity", "stage__pipeline", "owner")

    def open(self) -> "OpportunityRows":
        """Neither won nor lost."""
        return self.filter(stage__outcome="open")

    def stalled(self, *, at: datetime) -> "OpportunityRows":
        """Open, and longer in their stage than it allows."""
        stages = Stage.objects.filter(outcome="open", stalls_after__isnull=False).values_list("pk", "stalls_after")
        late = Q(pk__in=[])
        for pk, days in stages:
            late |= Q(stage=pk, stage_since__lt=at - timedelta(days=days or 0))
        return self.filter(late)


class Opportunity(Record):
    """What a customer may buy, for how much, by when, and who works on it."""

    reference = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="opportunities")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")  # the customer's
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=120)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    closes_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opportunities")
    category = models.CharField(max_length=10, choices=CATEGORIES, default="pipeline")
    next_step = models.CharField(max_length=160, blank=True)
    competitors = models.ManyToManyField(Competitor, blank=True, related_name="opportunities")
    no_competitor = models.BooleanField(default=False)  # nobody else is asked, as far as we know
    loss_reason = models.ForeignKey(LossReason, on_delete=models.PROTECT, null=True, blank=True)
    lost_to = models.ForeignKey(Competitor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lost_reason = models.CharField(max_length=200, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    stall_told_at = models.DateTimeField(null=True, blank=True)
    history = history()

    objects: ClassVar = OpportunityRows.as_manager()

    class Meta:
        constraints = (CheckConstraint(condition=Q(amount_minor__gte=0), name="an_opportunity_is_not_negative"),)
        verbose_name_plural = "opportunities"
        ordering: ClassVar = ["-closes_on", "id"]
        indexes = (
            models.Index(fields=["stage", "-closes_on", "id"], name="opportunity_stage"),
            models.Index(fields=["closes_on", "id"], name="opportunities_by_closing"),
            models.Index(fields=["name", "id"], name="opportunities_by_name"),
            models.Index(fields=["amount_minor", "id"], name="opportunities_by_amount"),
            models.Index(
                fields=["stage", "currency", "legal_entity", "customer", "amount_minor"], name="opportunities_worth"
            ),
            WordIndex(fields=["name", "reference"], name="opportunity_words"),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    def is_stalled(self, at: datetime) -> bool:
        """Whether it is open, and longer in its stage than that allows."""
        days, since = self.stage.stalls_after, self.stage_since
        if self.stage.outcome != "open" or days is None or since is None:
            return False
        return since < at - timedelta(days=days)


class StageMove(models.Model):
    """One move of an opportunity: from which stage (none when it was opened) to which, when, by whom, worth what."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="moves")
    from_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    minutes_before = models.PositiveIntegerField(null=True)  # in the stage it left
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes = (models.Index(fields=["opportunity", "at"], name="moves_of_opportunity"),)

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.from_stage or 'opened'} to {self.to_stage}"


guards.declare(
    guards.as_parent(Opportunity, "legal_entity_id", parent=Customer, fk="customer_id", inv="INV-29"),
    guards.frozen_child(Opportunity, parent=Customer, fk="customer_id", when=MERGED, inv="INV-26", called="merged"),
    guards.audited(Opportunity, unaudited=("stall_told_at",)),
    guards.audited(Opportunity.competitors.through),
    guards.audited(Pipeline),
    guards.audited(Stage),
    guards.audited(Competitor),
    guards.audited(LossReason),
    guards.append_only(StageMove, inv="INV-26"),
)
