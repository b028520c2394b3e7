"""A possible sale, with amount and probability."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Contact, Customer


class Stage(models.Model):
    """A step of the sale, its probability in per cent, and whether it ends it."""

    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    probability = SixPlacesField()
    outcome = models.CharField(
        max_length=6, choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")], default="open"
    )

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=100),
                name="a_probability_is_between_0_and_100",
            ),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class OpportunityRows(Rows["Opportunity"]):
    """Opportunities."""

    seen_with = "see_opportunities"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "customer__legal_entity"}

    def for_list(self) -> "OpportunityRows":
        """With customer, stage and owner."""
        return self.select_related("customer", "stage", "owner")


class Opportunity(Record):
    """What a customer may buy, for how much, by when, and who works on it."""

    reference = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="opportunities")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=120)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    closes_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opportunities")
    lost_reason = models.CharField(max_length=200, blank=True)
    history = history()

    objects: ClassVar = OpportunityRows.as_manager()

    class Meta:
        constraints = (CheckConstraint(condition=Q(amount_minor__gte=0), name="an_opportunity_is_not_negative"),)
        verbose_name_plural = "opportunities"
        ordering: ClassVar = ["-closes_on", "id"]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


guards.declare(guards.audited(Opportunity), guards.audited(Stage))
