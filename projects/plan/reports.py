"""Readings of a plan: phases and tasks beside what was agreed for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.auth.models import Group

from billing_suite.kernel.values.money import Money, zero
from crm.quotes.models import QuoteLine
from projects.contracts.models import Contract, ContractLine, PlanPeriod
from projects.plan.acceptance import BillingStep, billing_steps
from projects.plan.models import Budget, Milestone, Project, ProjectGrant, Task


@dataclass(frozen=True)
class PlannedTask:
    """A task, the promise it delivers, and the hours and money agreed for that promise."""

    task: Task
    line: ContractLine
    quote_line: QuoteLine
    minutes: int
    amount: Money


@dataclass(frozen=True)
class PlannedPhase:
    """The tasks of one phase and their sums."""

    name: str
    tasks: list[PlannedTask]
    minutes: int
    amount: Money


@dataclass(frozen=True)
class Plan:
    """A project's phases, and the budget in force: the newest revision for each contract line."""

    phases: list[PlannedPhase]
    minutes: int
    amount: Money

    @property
    def hours(self) -> Decimal:
        """The budget in hours."""
        return Decimal(self.minutes) / 60


def plan_of(project: Project) -> Plan:
    """The whole plan in two queries, however many tasks it has."""
    currency = project.contract.currency
    budgets: dict[Any, Budget] = {}
    for budget in Budget.objects.filter(project=project).order_by("revision"):
        budgets[budget.contract_line_id] = budget
    tasks = Task.objects.filter(project=project).select_related("phase", "contract_line__quote_line__version__quote")
    planned = [
        _planned(task, budgets.get(task.contract_line_id)) for task in tasks.order_by("phase__position", "position")
    ]
    phases = [_phase(name, list(group), currency) for name, group in groupby(planned, lambda one: one.task.phase.name)]
    amount = sum((budget.amount for budget in budgets.values()), zero(currency))
    return Plan(phases, sum(budget.minutes for budget in budgets.values()), amount)


def _planned(task: Task, budget: Budget | None) -> PlannedTask:
    line = task.contract_line
    amount = budget.amount if budget else zero(line.currency)
    return PlannedTask(task, line, line.quote_line, task.estimate_minutes, amount)


def _phase(name: str, tasks: Sequence[PlannedTask], currency: str) -> PlannedPhase:
    amounts = {one.line.pk: one.amount for one in tasks}
    return PlannedPhase(name, list(tasks), sum(one.minutes for one in tasks), sum(amounts.values(), zero(currency)))


def billing_plan_of(contract: Contract) -> list[BillingStep]:
    """When a contract's promises are billed, as it stands: three queries."""
    lines = list(contract.lines.all())
    periods = PlanPeriod.objects.filter(line__contract=contract).select_related("line")
    milestones = Milestone.objects.filter(project__contract=contract).prefetch_related("shares")
    return billing_steps(
        [(line, line.net) for line in lines if line.billed_by == "time"],
        [(period.line, period) for period in periods],
        [
            (each.name, each.due_on, sum((share.net for share in each.shares.all()), zero(contract.currency)))
            for each in milestones
        ],
    )


def teams_of(project: Project) -> list[str]:
    """The teams that reach a project, by name."""
    granted = ProjectGrant.objects.filter(content_object=project).values("group")
    return list(Group.objects.filter(pk__in=granted).order_by("name").values_list("name", flat=True))
