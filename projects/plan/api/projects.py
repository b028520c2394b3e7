"""Projects, their phases and tasks, and the acceptance that opens them, in the API."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, HoursField, MoneyField, TextField, WholeField
from billing_suite.kernel.web.api.firm import grants
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from crm.quotes.actions import optional_lines
from crm.quotes.api import VERSIONS
from crm.quotes.models import QuoteVersion
from projects.contracts.api import CONTRACTS
from projects.people.api import PEOPLE
from projects.plan.acceptance import AcceptancePlan, load_acceptance
from projects.plan.actions import (
    accept_quote,
    close_project,
    override_kickoff,
    reopen_project,
    staff_project,
    start_project,
)
from projects.plan.kickoff import findings_of
from projects.plan.models import Budget, Phase, Project, Task


class PhaseRows(Rows[Phase]):
    """Phases: whoever sees the project sees its phases."""

    seen_with = "see_projects"
    anchors: ClassVar = {
        "project": "project",
        "customer": "project__customer",
        "legal_entity": "project__legal_entity",
    }

    def for_list(self) -> "PhaseRows":
        """With the project."""
        return self.select_related("project")


class PhaseRow(Shown):
    """Part of a project."""

    class Meta:
        model = Phase
        fields: ClassVar[tuple[str, ...]] = ("id", "project", "position", "name", "status")


class PhasePart(PhaseRow):
    """Part of a project, within it."""

    class Meta(PhaseRow.Meta):
        fields: ClassVar[tuple[str, ...]] = tuple(name for name in PhaseRow.Meta.fields if name != "project")


class BudgetSheet(Shown):
    """Hours and money agreed for one contract line."""

    hours = HoursField(source="minutes", read_only=True)

    class Meta:
        model = Budget
        fields: ClassVar[tuple[str, ...]] = ("id", "contract_line", "revision", "minutes", "hours", "amount")


class TaskRow(Shown):
    """A unit of planned work."""

    estimate_hours = HoursField(source="estimate_minutes", read_only=True)

    class Meta:
        model = Task
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "project",
            "phase",
            "contract_line",
            "position",
            "name",
            "parent",
            "milestone",
            "estimate_minutes",
            "estimate_hours",
            "status",
            "percent",
            "starts_on",
            "ends_on",
            "note",
        )


class TaskPart(TaskRow):
    """A unit of planned work, within its project."""

    class Meta(TaskRow.Meta):
        fields: ClassVar[tuple[str, ...]] = tuple(name for name in TaskRow.Meta.fields if name != "project")


class ProjectRow(Shown):
    """The work under one contract."""

    class Meta:
        model = Project
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "name",
            "contract",
            "customer",
            "legal_entity",
            "lead",
            "status",
            "starts_on",
        )


class ProjectSheet(ProjectRow):
    """The work under one contract: phases, tasks, budget."""

    phases = PhasePart(many=True, read_only=True)
    tasks = TaskPart(many=True, read_only=True)
    budgets = BudgetSheet(many=True, read_only=True)

    class Meta(ProjectRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*ProjectRow.Meta.fields, "phases", "tasks", "budgets")


class AcceptanceBody(Body):
    """The signature of an acceptance that reached us outside the portal, recorded by who holds the right; `taken` are
    the positions of the optional lines.
    """

    signed_by = TextField(max_length=120)
    title = TextField(max_length=80, required=False, allow_blank=True)
    po_number = TextField(max_length=40, required=False, allow_blank=True)
    taken = serializers.ListField(child=WholeField(1, 32767), required=False, max_length=1000)


class StaffingBody(Body):
    """Who leads, and the team that reaches the project."""

    lead = RecordField(PEOPLE, take="user", help_text="A person's id.")
    team = TextField(max_length=150)


PROJECTS = Listing(
    path="projects",
    model=Project,
    row=ProjectRow,
    sheet=ProjectSheet,
    joins=("contract",),
    parts=lambda rows: rows.prefetch_related(
        "phases",
        Prefetch("tasks", Task.objects.select_related("phase", "contract_line")),
        Prefetch("budgets", Budget.objects.select_related("contract_line")),
    ),
    filters={
        "customer": "customer",
        "legal_entity": "legal_entity",
        "contract": "contract",
        "lead": "lead",
        "status": "status",
    },
    orders=("-reference", "name", "starts_on"),
    search=("reference", "name"),
)
PHASES = Listing(
    path="phases",
    model=Phase,
    row=PhaseRow,
    rows=lambda: PhaseRows(model=Phase),
    filters={"project": "project"},
    orders=("-id", "name"),
)
TASKS = Listing(
    path="tasks",
    model=Task,
    row=TaskRow,
    joins=("contract_line",),
    filters={"project": "project", "status": "status", "assigned_to": "assignments__person"},
    orders=("-id", "name"),
    search=("name",),
)


class OverrideBody(Body):
    """Why a project begins though something is missing."""

    reason = TextField(max_length=500)


class KickoffQuery(Body):
    """Of which project."""

    project = RecordField(PROJECTS)


class ConditionSheet(serializers.Serializer[Any]):
    """Something that has to be in place before a project begins; `missing` says what of it is not, "" for nothing."""

    condition = serializers.CharField(source="condition.key", read_only=True)
    title = serializers.CharField(source="condition.title", read_only=True)
    missing = serializers.CharField(read_only=True, allow_blank=True)


def read_kickoff(*, user: Any, project: Project) -> list[Any]:
    """What has to be in place before a project begins, as things stand."""
    return list(findings_of(project))


class RehearsalQuery(Body):
    """Which version, with which of its optional lines (positions with commas between)."""

    version = RecordField(VERSIONS)
    taken = TextField(max_length=200, required=False)


class PromiseSheet(serializers.Serializer[Any]):
    """A line of the contract that would be made."""

    position = serializers.IntegerField(source="line.position", read_only=True)
    description = serializers.CharField(source="line.description", read_only=True)
    billed_by = serializers.CharField(source="line.billed_by", read_only=True)
    net = MoneyField(read_only=True)


class PlannedTaskSheet(serializers.Serializer[Any]):
    """A task that would be made."""

    phase = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    minutes = serializers.IntegerField(read_only=True)


class PlannedMilestoneSheet(serializers.Serializer[Any]):
    """A milestone that would be made, and what it would bill."""

    name = serializers.CharField(read_only=True)
    due_on = serializers.DateField(read_only=True, allow_null=True)
    net = MoneyField(read_only=True)


class BillingStepSheet(serializers.Serializer[Any]):
    """What would be billed, when and upon what."""

    on = serializers.DateField(read_only=True, allow_null=True)
    what = serializers.CharField(read_only=True)
    how = serializers.CharField(read_only=True)
    net = MoneyField(read_only=True)


class RehearsalSheet(serializers.Serializer[Any]):
    """All that accepting the version would make."""

    net = MoneyField(read_only=True)
    minutes = serializers.IntegerField(read_only=True)
    promises = PromiseSheet(many=True, read_only=True)
    phases = serializers.ListField(child=serializers.CharField(), read_only=True)
    tasks = PlannedTaskSheet(many=True, read_only=True)
    milestones = PlannedMilestoneSheet(many=True, read_only=True)
    billing = BillingStepSheet(many=True, read_only=True)


def rehearse_acceptance(*, user: Any, version: QuoteVersion, taken: str = "") -> AcceptancePlan:
    """What accepting a version would make, with these of its optional lines; nothing is made by asking."""
    told = [each.strip() for each in taken.split(",") if each.strip()]
    if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in told):
        raise Invalid("positions are whole numbers with commas between", fields={"taken": ["like 2,5"]})
    positions = optional_lines(version, [int(each) for each in told], at_least_one=False)
    return load_acceptance(version, positions)


DOORS = (
    Deed(
        path="quote-versions/<str:id>/acceptance/",
        verb=accept_quote,
        on=VERSIONS,
        body=AcceptanceBody,
        shows=CONTRACTS,
    ),
    PROJECTS,
    Deed(path="projects/<str:id>/staffing/", verb=staff_project, on=PROJECTS, body=StaffingBody, shows=PROJECTS),
    Deed(path="projects/<str:id>/start/", verb=start_project, on=PROJECTS, shows=PROJECTS),
    Deed(path="projects/<str:id>/override/", verb=override_kickoff, on=PROJECTS, body=OverrideBody, shows=PROJECTS),
    Report(
        path="kickoffs/", right="see_projects", read=read_kickoff, query=KickoffQuery, shows=ConditionSheet, many=True
    ),
    Deed(path="projects/<str:id>/closing/", verb=close_project, on=PROJECTS, shows=PROJECTS),
    Deed(path="projects/<str:id>/reopening/", verb=reopen_project, on=PROJECTS, shows=PROJECTS),
    grants(PROJECTS),
    PHASES,
    TASKS,
    Report(
        path="acceptance-rehearsals/",
        right="see_quotes",
        read=rehearse_acceptance,
        query=RehearsalQuery,
        shows=RehearsalSheet,
    ),
)
