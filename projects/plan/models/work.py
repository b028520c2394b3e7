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
from crm.customers.models import Contact, Customer
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

    STATUSES = (("planned", "Waits for kickoff"), ("open", "Open"), ("closed", "Closed"))
    ALLOWED: ClassVar = {"planned": ("open",), "open": ("closed",), "closed": ("open",)}

    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="project")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="projects")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="projects")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="led_projects"
    )
    status = models.CharField(max_length=8, choices=STATUSES, default="planned")
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
    """Part of a project; once it is closed, no time is booked on its tasks."""

    STATUSES = (("open", "Open"), ("closed", "Closed"))

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=8, choices=STATUSES, default="open")
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

    def open(self) -> "TaskRows":
        """Time may be booked on it, as far as its project and phase go."""
        return self.filter(project__status="open", phase__status="open")


class Task(Record):
    """A unit of planned work; it knows the contract line, and so the quote line, that it delivers.

    `estimate_minutes` are its own: a subtask takes its minutes from the task above it, so that all tasks together
    are what is planned. `percent` of it is done, by whoever does it.
    """

    STATUSES = (("todo", "To do"), ("doing", "Doing"), ("done", "Done"))

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="tasks")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="tasks")
    contract_line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="subtasks")
    milestone = models.ForeignKey(
        "Milestone", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )  # which it leads to
    estimate_minutes = WholeNumberField()
    status = models.CharField(max_length=8, choices=STATUSES, default="todo")
    percent = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    history = history()

    objects: ClassVar = TaskRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["project", "name"], name="one_task_a_name"),
            CheckConstraint(
                condition=Q(status="todo", percent=0)
                | Q(status="doing", percent__lt=100)
                | Q(status="done", percent=100),
                name="a_task_is_done_at_a_hundred_per_cent",
            ),
            CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="a_task_ends_no_earlier_than_it_starts",
            ),
            CheckConstraint(condition=Q(estimate_minutes__gte=0), name="an_estimate_is_not_negative"),
        )
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

    def coming(self) -> "MilestoneRows":
        """Not accepted yet."""
        return self.exclude(status="accepted")


class Milestone(Record):
    """A delivery whose acceptance by the customer bills its shares of fixed prices (RULES 18).

    Handed over, it is accepted with a signature or returned with a reason, by the customer behind a link, or by whoever
    records what reached us otherwise, with the evidence in `how`.
    """

    STATUSES = (
        ("planned", "Planned"),
        ("handed_over", "Waits for the customer"),
        ("returned", "Returned"),
        ("accepted", "Accepted"),
    )
    ALLOWED: ClassVar = {
        "planned": ("handed_over",),
        "handed_over": ("accepted", "returned", "planned"),
        "returned": ("handed_over",),
        "accepted": (),
    }

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=STATUSES, default="planned")
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_to = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    delivered_note = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    signed_title = models.CharField(max_length=80, blank=True)
    signed_address = models.CharField(max_length=45, blank=True)
    how = models.CharField(max_length=200, blank=True)  # evidence of an answer that came otherwise than by the link
    return_reason = models.CharField(max_length=1000, blank=True)
    history = history()

    objects: ClassVar = MilestoneRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["project", "name"], name="one_project_milestone_a_name"),
            CheckConstraint(
                condition=Q(status="planned", delivered_at__isnull=True)
                | ~Q(status="planned") & Q(delivered_at__isnull=False, delivered_to__isnull=False),
                name="a_delivered_milestone_says_to_whom_and_when",
            ),
            CheckConstraint(
                condition=~Q(status="accepted") & Q(signed_by="")
                | Q(status="accepted", answered_at__isnull=False) & ~Q(signed_by=""),
                name="an_accepted_milestone_is_signed",
            ),
            CheckConstraint(
                condition=~Q(status="returned") | Q(answered_at__isnull=False) & ~Q(return_reason=""),
                name="a_returned_milestone_says_why",
            ),
        )
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
    guards.transitions(Project, "status", allowed=Project.ALLOWED, initial=("planned",), inv="INV-26"),
    guards.audited(Phase),
    guards.transitions(
        Phase, "status", allowed={"open": ("closed",), "closed": ("open",)}, initial=("open",), inv="INV-26"
    ),
    guards.audited(Task),
    guards.as_parent(Task, "project_id", parent=Phase, fk="phase_id", inv="INV-26"),
    guards.audited(Budget),
    guards.audited(Milestone, personal=("signed_by", "signed_title", "signed_address")),
    guards.transitions(Milestone, "status", allowed=Milestone.ALLOWED, initial=("planned",), inv="INV-26"),
    guards.frozen(Milestone, when="OLD.status = 'accepted'", inv="INV-26", called="accepted"),
    guards.append_only(MilestoneShare, inv="INV-26"),
)
