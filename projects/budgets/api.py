"""Budgets in the API: how they stand, what is still to do, and at which part of them somebody is told."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DecimalString, FlagField, HoursField, MoneyField, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from projects.budgets.actions import end_budget_threshold, estimate_to_complete, set_budget_threshold
from projects.budgets.margin import Cell, margins_of
from projects.budgets.models import BudgetThreshold, Estimate
from projects.budgets.reports import burn_of, standing_of, used_up_on
from projects.contracts.api import CONTRACT_LINES
from projects.plan.api import PROJECTS
from projects.plan.models import Project


class EstimateSheet(Shown):
    """How much a promise still takes, as somebody said."""

    hours_to_complete = HoursField(source="minutes_to_complete", read_only=True)

    class Meta:
        model = Estimate
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "project",
            "contract_line",
            "minutes_to_complete",
            "hours_to_complete",
            "at",
            "person",
            "note",
        )


class ThresholdSheet(Shown):
    """At which part of a budget who is told."""

    class Meta:
        model = BudgetThreshold
        fields: ClassVar[tuple[str, ...]] = ("id", "percent", "tells_lead", "role", "ended_at")


ESTIMATES = Listing(
    path="estimates",
    model=Estimate,
    row=EstimateSheet,
    filters={"project": "project", "contract_line": "contract_line"},
    orders=("-at",),
)
THRESHOLDS = Listing(path="budget-thresholds", model=BudgetThreshold, row=ThresholdSheet, orders=("percent",))


class EstimateBody(Body):
    """How much a promise still takes."""

    line = RecordField(CONTRACT_LINES)
    hours = HoursField(source="minutes")
    note = TextField(max_length=300, required=False, allow_blank=True)


class ThresholdBody(Body):
    """At so many per cent of a budget who is told."""

    percent = DecimalString(at_most="1000")
    tells_lead = FlagField(required=False)
    role = TextField(max_length=40, required=False, allow_blank=True)


class BudgetQuery(Body):
    """Of which project."""

    project = RecordField(PROJECTS)


class PromiseStanding(serializers.Serializer[Any]):
    """A promise beside its budget; per cent are null where there is nothing to divide by."""

    line = serializers.CharField(source="line.pk", read_only=True)
    description = serializers.CharField(source="line.description", read_only=True)
    revision = serializers.IntegerField(read_only=True)
    baseline_hours = HoursField(source="baseline", read_only=True)
    baseline_amount = MoneyField(read_only=True)
    budget_hours = HoursField(source="budget", read_only=True)
    amount = MoneyField(read_only=True)
    approved_hours = HoursField(source="approved", read_only=True)
    pending_hours = HoursField(source="pending", read_only=True)
    used_percent = serializers.CharField(source="used", read_only=True, allow_null=True)
    done_percent = serializers.CharField(source="progress", read_only=True, allow_null=True)
    to_complete_hours = HoursField(source="to_complete", read_only=True)
    at_completion_hours = HoursField(source="at_completion", read_only=True)
    variance_hours = HoursField(source="variance", read_only=True)
    earned_hours = HoursField(source="earned", read_only=True)
    earned_amount = MoneyField(read_only=True)
    efficiency = serializers.CharField(read_only=True, allow_null=True)


class BurnSheet(serializers.Serializer[Any]):
    """A day of work."""

    on = serializers.DateField(read_only=True)
    approved_hours = HoursField(source="approved", read_only=True)
    pending_hours = HoursField(source="pending", read_only=True)
    total_hours = HoursField(source="total", read_only=True)


class ProjectBudget(serializers.Serializer[Any]):
    """How the budget of a project stands, and how its hours went by day."""

    lines = PromiseStanding(many=True, read_only=True)
    burn = BurnSheet(many=True, read_only=True)
    used_up_on = serializers.DateField(read_only=True, allow_null=True)


def read_budget(*, user: Any, project: Project) -> dict[str, Any]:
    """How the budget of each promise stands, the hours by day, and when they will be used up at this pace."""
    standing, burn = standing_of(project), burn_of(project)
    on = today(project.legal_entity.time_zone)
    return {"lines": standing.lines, "burn": burn, "used_up_on": used_up_on(burn, standing.whole.budget, on=on)}


class CellSheet(serializers.Serializer[Any]):
    """What was earned and what it cost, in the books' currency."""

    hours = HoursField(source="minutes", read_only=True)
    earned = MoneyField(read_only=True)
    cost = MoneyField(read_only=True)
    margin = MoneyField(read_only=True)
    percent = serializers.CharField(read_only=True, allow_null=True)


class PhaseMargin(CellSheet):
    """Of one phase."""

    phase = serializers.CharField(read_only=True)


class MonthMargin(CellSheet):
    """Of one month, named by its first day."""

    month = serializers.DateField(read_only=True)


class MarginSheet(serializers.Serializer[Any]):
    """What a project leaves by phase and month; `unknown` says what no rate is known for and so is left out."""

    whole = CellSheet(read_only=True)
    phases = PhaseMargin(many=True, read_only=True)
    months = MonthMargin(many=True, read_only=True)
    unknown = serializers.ListField(child=serializers.CharField(), read_only=True)


def read_margin(*, user: Any, project: Project) -> dict[str, Any]:
    """What a project leaves by phase and month, as of today."""
    told = margins_of(project, on=today(project.legal_entity.time_zone))
    return {
        "whole": told.of(),
        "phases": [{"phase": name, **_cell(cell)} for name, cell in told.phases],
        "months": [{"month": start, **_cell(cell)} for start, cell in told.months],
        "unknown": list(told.unknown),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    names = ("minutes", "earned", "cost", "margin", "percent")
    return {name: getattr(cell, name) for name in names}


DOORS = (
    ESTIMATES,
    Deed(
        path="projects/<str:id>/estimates/", verb=estimate_to_complete, on=PROJECTS, body=EstimateBody, shows=ESTIMATES
    ),
    THRESHOLDS,
    Deed(path="budget-thresholds/", verb=set_budget_threshold, body=ThresholdBody, shows=THRESHOLDS),
    Deed(path="budget-thresholds/<str:id>/end/", verb=end_budget_threshold, on=THRESHOLDS, shows=THRESHOLDS),
    Report(path="budgets/", right="see_projects", read=read_budget, query=BudgetQuery, shows=ProjectBudget),
    Report(path="project-margins/", right="see_costs", read=read_margin, query=BudgetQuery, shows=MarginSheet),
)
