"""What is still to be done by somebody's own estimate, and at which part of a budget somebody is told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows, Rows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import SixPlacesField, WholeNumberField
from billing_suite.kernel.values.ids import Record
from projects.contracts.models import ContractLine
from projects.plan.models import Project


class EstimateRows(Rows["Estimate"]):
    """Estimates."""

    seen_with = "see_projects"
    anchors: ClassVar = {
        "project": "project",
        "customer": "project__customer",
        "legal_entity": "project__legal_entity",
    }

    def for_list(self) -> "EstimateRows":
        """With project, line and whose it is."""
        return self.select_related("project", "contract_line", "person")


class Estimate(Record):
    """How many minutes a promise still takes, as somebody says at an instant: the latest one holds, all are kept."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="estimates")
    contract_line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="estimates")
    minutes_to_complete = WholeNumberField()
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar = EstimateRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(minutes_to_complete__gte=0), name="an_estimate_is_at_least_nothing"),
        )
        ordering: ClassVar = ["-at", "-id"]
        indexes = (models.Index(fields=["contract_line", "-at"], name="estimates_of_a_line"),)

    def __str__(self) -> str:
        return f"{self.minutes_to_complete} min to complete {self.contract_line}"


class BudgetThresholdRows(OfficeRows["BudgetThreshold"]):
    """Thresholds."""

    seen_with = "see_projects"


class BudgetThreshold(Record):
    """At so many per cent of a promise's budgeted hours, worked or waiting for approval, somebody is told: whoever
    leads the project, and the people of a role who reach it.
    """

    percent = SixPlacesField()
    tells_lead = models.BooleanField(default=True)
    role = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    history = history()

    objects: ClassVar = BudgetThresholdRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["percent", "role"],
                condition=Q(ended_at__isnull=True),
                name="one_threshold_a_percentage_and_role",
            ),
            CheckConstraint(condition=Q(percent__gt=0, percent__lte=1000), name="a_threshold_is_up_to_a_thousand"),
            CheckConstraint(condition=Q(tells_lead=True) | ~Q(role=""), name="a_threshold_tells_somebody"),
        )
        ordering: ClassVar = ["percent", "role"]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} % of a budget"


class BudgetAlert(models.Model):
    """That a promise's hours came to a threshold of a budget: told once for each revision of it."""

    threshold = models.ForeignKey(BudgetThreshold, on_delete=models.PROTECT, related_name="alerts")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="budget_alerts")
    contract_line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="budget_alerts")
    revision = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    minutes = WholeNumberField()
    budget_minutes = WholeNumberField()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["threshold", "contract_line", "revision"], name="one_alert_a_threshold_and_revision"
            ),
        )
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.contract_line} at {self.threshold}"


guards.declare(
    guards.append_only(Estimate, inv="INV-26"),
    guards.audited(Estimate),
    guards.audited(BudgetThreshold),
    guards.append_only(BudgetAlert, inv="INV-26"),
)
