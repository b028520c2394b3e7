"""Readings of a plan: phases and tasks beside what was agreed for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.auth.models import Group

from billing_suite.kernel.access.links import PortalLink
from billing_suite.kernel.values.money import Money, zero
from billing_suite.kernel.values.refusals import NotFound
from crm.quotes.models import QuoteLine
from projects.contracts.models import Contract, ContractLine, PlanPeriod
from projects.plan.acceptance import BillingStep, billing_steps
from projects.plan.models import Budget, Dependency, Milestone, Project, ProjectGrant, Task
from projects.plan.schedule import Span, Work, schedule, spanning


@dataclass(frozen=True)
class PlannedTask:
    """A task, the promise it delivers, and the money agreed for it: with the first task of the promise, whole."""

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
    minutes = sum(budget.minutes for budget in budgets.values())
    amount = sum((budget.amount for budget in budgets.values()), zero(currency))
    tasks = Task.objects.filter(project=project).select_related("phase", "contract_line__quote_line__version__quote")
    planned = []
    for task in tasks.order_by("phase__position", "position"):  # beside the first task of a line stands its budget
        planned.append(_planned(task, budgets.pop(task.contract_line_id, None)))
    phases = [_phase(name, list(group), currency) for name, group in groupby(planned, lambda one: one.task.phase.name)]
    return Plan(phases, minutes, amount)


def _planned(task: Task, budget: Budget | None) -> PlannedTask:
    line = task.contract_line
    amount = budget.amount if budget else zero(line.currency)
    return PlannedTask(task, line, line.quote_line, task.estimate_minutes, amount)


def _phase(name: str, tasks: Sequence[PlannedTask], currency: str) -> PlannedPhase:
    amount = sum((one.amount for one in tasks), zero(currency))
    return PlannedPhase(name, list(tasks), sum(one.minutes for one in tasks), amount)


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


@dataclass(frozen=True)
class ScheduledTask:
    """A task with its days, how far below others it stands, who does it, and the keys of what it waits for."""

    task: Task
    span: Span
    depth: int
    people: list[str]
    needs: list[Any]


@dataclass(frozen=True)
class Scheduled:
    """A project's plan on its days, by phase in order, and its milestones."""

    starts_on: date
    phases: list[tuple[str, list[ScheduledTask]]]
    milestones: list[Milestone]

    @property
    def tasks(self) -> list[ScheduledTask]:
        """All of them."""
        return [task for _, tasks in self.phases for task in tasks]

    @property
    def ends_on(self) -> date:
        """The last day of the last task."""
        return max((each.span.ends_on for each in self.tasks), default=self.starts_on)


def scheduled(project: Project) -> Scheduled:
    """When each task is done and by whom: four queries, however many tasks there are."""
    tasks = list(
        Task.objects.filter(project=project)
        .select_related("phase", "milestone")
        .prefetch_related("assignments__person__user")
        .order_by("phase__position", "position")
    )
    links = [(link.task_id, link.needs_id, link.lag_days) for link in Dependency.objects.filter(task__project=project)]
    people = {task.pk: [each.person.user.name for each in task.assignments.all()] for task in tasks}
    spans = spans_of(tasks, links, people, starts_on=project.starts_on)
    needs = {task.pk: [other for key, other, _ in links if key == task.pk] for task in tasks}
    made = [
        ScheduledTask(task, spans[task.pk], depth, people[task.pk], needs[task.pk]) for task, depth in in_order(tasks)
    ]
    phases = [(name, list(group)) for name, group in groupby(made, lambda each: each.task.phase.name)]
    milestones = project.milestones.order_by("due_on", "position")
    return Scheduled(project.starts_on, phases, list(milestones))


def spans_of(
    tasks: Sequence[Task],
    links: Sequence[tuple[Any, Any, int]],
    people: Mapping[Any, Sequence[str]],
    *,
    starts_on: date,
) -> dict[Any, Span]:
    """The days of each task. One that was parted, with no hours left of its own, lasts from the first to the last of
    those below it; what waits for it waits for them, and where it waits they do.
    """
    below: dict[Any, list[Any]] = {}
    for task in tasks:
        below.setdefault(task.parent_id, []).append(task.pk)
    parted = {task.pk for task in tasks if not task.estimate_minutes and task.pk in below}

    def done_by(key: Any) -> list[Any]:
        return [leaf for each in below[key] for leaf in done_by(each)] if key in parted else [key]

    needs: dict[Any, dict[Any, int]] = {}
    for task_key, other, lag in links:
        for first in done_by(other):
            for then in done_by(task_key):
                if first != then:
                    needs.setdefault(then, {})[first] = lag
    work = [
        Work(
            task.pk,
            task.estimate_minutes,
            len(people[task.pk]) or 1,
            task.starts_on,
            task.ends_on,
            needs.get(task.pk, {}),
        )
        for task in tasks
        if task.pk not in parted
    ]
    spans: dict[Any, Span] = dict(schedule(work, starts_on=starts_on))
    return spans | {key: spanning([spans[leaf] for leaf in done_by(key)]) for key in parted}


def in_order(tasks: Sequence[Task]) -> Iterator[tuple[Task, int]]:
    """Each task with how far below others it stands, within its phase right after the one above it."""
    keys = {task.pk: task.phase_id for task in tasks}
    below: dict[Any, list[Task]] = {}
    for task in tasks:
        above = task.parent_id if task.parent_id and keys.get(task.parent_id) == task.phase_id else None
        below.setdefault(above, []).append(task)
    waiting = [(task, 0) for task in reversed(below.get(None, []))]
    while waiting:
        task, depth = waiting.pop()
        yield task, depth
        waiting += [(each, depth + 1) for each in reversed(below.get(task.pk, []))]


def board_of(project: Project) -> list[tuple[str, str, list[Task], list[tuple[str, str]]]]:
    """To do, doing and done with their tasks, and where each can be sent from there: two queries."""
    tasks = Task.objects.filter(project=project).select_related("phase").prefetch_related("assignments__person__user")
    rows = list(tasks.order_by("phase__position", "position"))
    return [
        (status, name, [task for task in rows if task.status == status], [o for o in Task.STATUSES if o[0] != status])
        for status, name in Task.STATUSES
    ]


def linked_milestone(link: PortalLink) -> Milestone:
    """The one milestone a link is bound to (INV-34); a link to another kind of record opens none."""
    rows = Milestone.objects.select_related("project__customer", "project__legal_entity")
    milestone = None
    if link.subject_kind == Milestone._meta.label_lower:
        milestone = rows.filter(pk=link.subject_id).first()
    if milestone is None:
        raise NotFound("this link is not valid, or no longer", code="no-such-link", rule="INV-34")
    return milestone


def teams_of(project: Project) -> list[str]:
    """The teams that reach a project, by name."""
    granted = ProjectGrant.objects.filter(content_object=project).values("group")
    return list(Group.objects.filter(pk__in=granted).order_by("name").values_list("name", flat=True))
