"""Work under a contract: phases, tasks from contract lines, and the budget."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from guardian.models import GroupObjectPermissionBase

from billing_suite.kernel.access.visible import Rows, anchor
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, WholeNumberField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer
from projects.contracts.models import Contract, ContractLine


class ProjectRows(Rows["Project"]):
    """Projects."""

    seen_with = "see_projects"
    anchors: ClassVar = {"project": "pk", "customer": "customer", "legal_entity": "legal_entity"}

    def for_list(self) -> "ProjectRows":
        """With customer and lead."""
        return self.select_related("customer", "lead", "legal_entity")


class Project(Record):
    """The work under one contract, and who leads it."""

    STATUSES = (("open", "Open"), ("closed", "Closed"))

    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="project")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="projects")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="projects")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="led_projects"
    )
    status = models.CharField(max_length=8, choices=STATUSES, default="open")
    starts_on = models.DateField()
    history = history()

    objects: ClassVar = ProjectRows.as_manager()

    class Meta:
        ordering: ClassVar = ["-reference"]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


class ProjectGrant(GroupObjectPermissionBase):
    """A team reaches everything of a project, as far as its people's roles go."""

    content_object = models.ForeignKey(Project, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        pass


class Phase(models.Model):
    """Part of a project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    history = history()

    class Meta:
        constraints = (UniqueConstraint(fields=["project", "name"], name="one_phase_a_name"),)
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class TaskRows(Rows["Task"]):
    """Tasks."""

    seen_with = "see_projects"
    anchors: ClassVar = {
        "project": "project",
        "customer": "project__customer",
        "legal_entity": "project__legal_entity",
    }

    def for_list(self) -> "TaskRows":
        """With project and phase."""
        return self.select_related("project", "phase")


class Task(Record):
    """A unit of planned work; it knows the contract line, and so the quote line, that it delivers."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="tasks")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="tasks")
    contract_line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    estimate_minutes = WholeNumberField()
    history = history()

    objects: ClassVar = TaskRows.as_manager()

    class Meta:
        constraints = (UniqueConstraint(fields=["project", "name"], name="one_task_a_name"),)
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class Budget(models.Model):
    """Hours and money agreed for one contract line: the baseline, revised by change orders."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="budgets")
    contract_line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="budgets")
    revision = models.PositiveSmallIntegerField(default=0)
    minutes = WholeNumberField()
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    history = history()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["contract_line", "revision"], name="one_budget_a_revision"),
            CheckConstraint(condition=Q(minutes__gte=0), name="a_budget_is_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.minutes} min, {self.amount}"


class MilestoneRows(Rows["Milestone"]):
    """Milestones."""

    seen_with = "see_projects"
    anchors: ClassVar = {
        "project": "project",
        "customer": "project__customer",
        "legal_entity": "project__legal_entity",
    }

    def for_list(self) -> "MilestoneRows":
        """With the project and what each bills."""
        shares = models.Prefetch("shares", MilestoneShare.objects.select_related("contract_line"))
        return self.select_related("project").prefetch_related(shares)


class Milestone(Record):
    """A delivery whose acceptance by the customer bills its shares of fixed prices."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)
    history = history()

    objects: ClassVar = MilestoneRows.as_manager()

    class Meta:
        constraints = (UniqueConstraint(fields=["project", "name"], name="one_project_milestone_a_name"),)
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class MilestoneShare(models.Model):
    """What one milestone bills of one contract line's fixed price; the shares of a line are its net (RULES 3, 18)."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="shares")
    contract_line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="shares")
    currency = models.CharField(max_length=3)
    net_minor = MinorUnitsField()
    net = MoneyValue("net_minor")

    class Meta:
        constraints = (UniqueConstraint(fields=["milestone", "contract_line"], name="one_share_a_contract_line"),)
        ordering: ClassVar = ["milestone__position", "contract_line__position"]

    def __str__(self) -> str:
        return f"{self.net} of {self.contract_line}"


anchor("project", ProjectGrant)
guards.declare(
    guards.audited(Project),
    guards.transitions(
        Project, "status", allowed={"open": ("closed",), "closed": ("open",)}, initial=("open",), inv="INV-26"
    ),
    guards.audited(Phase),
    guards.audited(Task),
    guards.audited(Budget),
    guards.audited(Milestone),
    guards.append_only(MilestoneShare, inv="INV-26"),
)
