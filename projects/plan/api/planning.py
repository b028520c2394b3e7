"""Plans in the API: phases, tasks, who does them, what they wait for, and the templates that part them."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    Changes,
    DayField,
    DecimalString,
    HoursField,
    TextField,
    WholeField,
    rows_of,
)
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from projects.contracts.api import CONTRACT_LINES, CONTRACTS
from projects.contracts.models import Contract
from projects.people.api import PEOPLE
from projects.plan.actions import (
    add_phase,
    add_task,
    apply_template,
    assign_task,
    change_task,
    close_phase,
    link_tasks,
    make_template,
    move_task,
    remove_task,
    reopen_phase,
    template_of,
    unlink_tasks,
)
from projects.plan.api.milestones import MILESTONES
from projects.plan.api.projects import PHASES, PROJECTS, TASKS, TaskRow
from projects.plan.models import PlanTemplate, Project, Task, TemplateTask
from projects.plan.reports import ScheduledTask, scheduled
from projects.plan.scope import Covered, coverage_of


class TemplatePart(Shown):
    """A part of a template: its share, and the place of the part it waits for."""

    class Meta:
        model = TemplateTask
        fields: ClassVar[tuple[str, ...]] = ("position", "name", "share", "after")


class TemplateRow(Shown):
    """How work of a kind is usually parted."""

    class Meta:
        model = PlanTemplate
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "active")


class TemplateSheet(TemplateRow):
    """How work of a kind is usually parted, part by part."""

    tasks = TemplatePart(many=True, read_only=True)

    class Meta(TemplateRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*TemplateRow.Meta.fields, "tasks")


PLAN_TEMPLATES = Listing(
    path="plan-templates",
    model=PlanTemplate,
    row=TemplateRow,
    sheet=TemplateSheet,
    parts=lambda rows: rows.prefetch_related("tasks"),
    filters={"active": "active"},
    orders=("name",),
)


class PlanNameBody(Body):
    """A name."""

    name = TextField(max_length=80)


class TaskBody(Body):
    """A task that delivers a line of the project's contract."""

    line = RecordField(CONTRACT_LINES)
    phase = RecordField(PHASES)
    name = TextField(max_length=200)
    hours = HoursField(source="minutes")
    below = RecordField(TASKS, required=False, source="parent", help_text="Its hours are taken from that task.")
    starts_on = DayField(required=False)
    ends_on = DayField(required=False)
    milestone = RecordField(MILESTONES, required=False)


class TaskChanges(Changes):
    """What changes of a task."""

    name = TextField(max_length=200, source="changes.name", required=False)
    estimate_hours = HoursField(source="changes.estimate_minutes", required=False)
    phase = RecordField(PHASES, source="changes.phase", required=False)
    milestone = RecordField(MILESTONES, source="changes.milestone", required=False, allow_null=True)
    starts_on = DayField(source="changes.starts_on", required=False, allow_null=True)
    ends_on = DayField(source="changes.ends_on", required=False, allow_null=True)
    percent = WholeField(0, 100, source="changes.percent", required=False)
    note = TextField(max_length=500, source="changes.note", required=False, allow_blank=True)


class TaskMoveBody(Body):
    """To do, doing or done."""

    status = serializers.ChoiceField(choices=Task.STATUSES)


class PeopleBody(Body):
    """Who is to do it: these and no others."""

    people = serializers.ListField(child=RecordField(PEOPLE), max_length=100)


class NeedBody(Body):
    """What it waits for, and so many working days more."""

    needs = RecordField(TASKS)
    lag_days = WholeField(0, 365, required=False)


class NeedsBody(Body):
    """What it no longer waits for."""

    needs = serializers.ListField(child=RecordField(TASKS), max_length=100)


class TemplateChoice(Body):
    """The template that parts it."""

    template = RecordField(PLAN_TEMPLATES)


class TemplatePartBody(Body):
    """A part: its share is a weight; `after` is the place of an earlier part, from 1."""

    name = TextField(max_length=160)
    share = DecimalString()
    after = WholeField(1, 60, required=False)


class TemplateBody(Body):
    """A template by hand."""

    name = TextField(max_length=80)
    tasks = rows_of(TemplatePartBody, most=60)


class PlanQuery(Body):
    """Of which project."""

    project = RecordField(PROJECTS)


class PlannedDays(serializers.Serializer[Any]):
    """A task with its days, if it begins as early as it may."""

    task = serializers.CharField(source="task.pk", read_only=True)
    name = serializers.CharField(source="task.name", read_only=True)
    phase = serializers.CharField(source="task.phase.name", read_only=True)
    starts_on = serializers.DateField(source="span.starts_on", read_only=True)
    ends_on = serializers.DateField(source="span.ends_on", read_only=True)
    slack_days = serializers.IntegerField(source="span.slack", read_only=True)
    is_critical = serializers.BooleanField(source="span.is_critical", read_only=True)
    clash = serializers.BooleanField(source="span.clash", read_only=True)
    people = serializers.ListField(child=serializers.CharField(), read_only=True)
    needs = serializers.ListField(child=serializers.CharField(), read_only=True)


def read_plan(*, user: Any, project: Project) -> list[ScheduledTask]:
    """When each task of a project is done, and which must not slip."""
    return scheduled(project).tasks


class ScopeQuery(Body):
    """Of which contract."""

    contract = RecordField(CONTRACTS)


class ScopeSheet(serializers.Serializer[Any]):
    """A promise with what is planned for it; `missing` says what has no plan, "" for nothing."""

    line = serializers.CharField(source="line.pk", read_only=True)
    description = serializers.CharField(source="line.description", read_only=True)
    promised_hours = HoursField(source="promised", read_only=True)
    planned_hours = HoursField(source="planned", read_only=True)
    tasks = serializers.IntegerField(read_only=True)
    missing = serializers.CharField(source="words", read_only=True, allow_blank=True)


def read_scope(*, user: Any, contract: Contract) -> list[Covered]:
    """Which promises of a contract have a plan."""
    return coverage_of(contract)


ON, OF = "tasks/<str:id>", "projects/<str:id>"
DOORS = (
    Deed(path=f"{OF}/phases/", verb=add_phase, on=PROJECTS, body=PlanNameBody, shows=PHASES),
    Deed(path="phases/<str:id>/closing/", verb=close_phase, on=PHASES, shows=PHASES),
    Deed(path="phases/<str:id>/reopening/", verb=reopen_phase, on=PHASES, shows=PHASES),
    Deed(path=f"{OF}/tasks/", verb=add_task, on=PROJECTS, body=TaskBody, shows=TASKS),
    Deed(path=f"{ON}/changes/", verb=change_task, on=TASKS, body=TaskChanges, shows=TASKS),
    Deed(path=f"{ON}/moves/", verb=move_task, on=TASKS, body=TaskMoveBody, shows=TASKS),
    Deed(path=f"{ON}/removal/", verb=remove_task, on=TASKS, shows=PROJECTS),
    Deed(path=f"{ON}/assignments/", verb=assign_task, on=TASKS, body=PeopleBody, shows=TASKS),
    Deed(path=f"{ON}/needs/", verb=link_tasks, on=TASKS, body=NeedBody, shows=TASKS),
    Deed(path=f"{ON}/needs/removal/", verb=unlink_tasks, on=TASKS, body=NeedsBody, shows=TASKS),
    Deed(path=f"{ON}/parts/", verb=apply_template, on=TASKS, body=TemplateChoice, shows=TaskRow),
    Deed(path=f"{ON}/template/", verb=template_of, on=TASKS, body=PlanNameBody, shows=PLAN_TEMPLATES),
    PLAN_TEMPLATES,
    Deed(path="plan-templates/", verb=make_template, body=TemplateBody, shows=PLAN_TEMPLATES),
    Report(path="plans/", right="see_projects", read=read_plan, query=PlanQuery, shows=PlannedDays, many=True),
    Report(
        path="scope-coverages/", right="see_contracts", read=read_scope, query=ScopeQuery, shows=ScopeSheet, many=True
    ),
)
