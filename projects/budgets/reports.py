"""Readings of budgets: how each promise stands, how the hours went by day, and when they will be used up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, Sum

from billing_suite.kernel.values.money import Money, zero
from projects.budgets.earning import Standing
from projects.budgets.models import Estimate
from projects.plan.models import Budget, Project, Task
from projects.time.models import TimeEntry

PACE = timedelta(days=28)  # by the last four weeks it is told how fast hours go


@dataclass(frozen=True)
class ProjectStanding:
    """A project's promises and their sums."""

    project: Project
    lines: list[Standing]

    def sum_of(self, name: str) -> int:
        """Minutes of all promises, by the name of their figure."""
        return sum(getattr(line, name) for line in self.lines)

    @property
    def whole(self) -> Standing:
        """All of it as if it were one promise."""
        sums: dict[str, Any] = {
            name: self.sum_of(name) for name in ("baseline", "budget", "approved", "pending", "estimated", "done")
        }
        for name in ("amount", "baseline_amount"):
            sums[name] = sum((getattr(line, name) for line in self.lines), zero(self.currency))
        return Standing(line=self.project, revision=0, stated=self.sum_of("to_complete"), **sums)

    @property
    def currency(self) -> str:
        """Of the contract."""
        return str(self.project.contract.currency)

    @property
    def earned_amount(self) -> Money:
        """What the work that is done is worth, promise by promise."""
        return sum((line.earned_amount for line in self.lines), zero(self.currency))


def standing_of(project: Project) -> ProjectStanding:
    """How the budget of each promise stands: five queries, however many entries there are."""
    return standings_of([project])[0]


def standings_of(projects: Sequence[Project]) -> list[ProjectStanding]:
    """The same of many projects, in as many queries."""
    first: dict[Any, Budget] = {}
    latest: dict[Any, Budget] = {}
    for budget in Budget.objects.filter(project__in=projects).order_by("revision").select_related("contract_line"):
        first.setdefault(budget.contract_line_id, budget)
        latest[budget.contract_line_id] = budget
    worked = worked_on(projects)
    tasks = Task.objects.filter(project__in=projects).order_by().values("contract_line")
    planned = {
        row["contract_line"]: (row["estimated"], row["hundredths"] // 100)
        for row in tasks.annotate(
            estimated=Sum("estimate_minutes"), hundredths=Sum(F("estimate_minutes") * F("percent"))
        )
    }
    stated = stated_for([budget.contract_line_id for budget in latest.values()])
    by_project: dict[Any, list[Standing]] = defaultdict(list)
    for key, budget in sorted(latest.items(), key=lambda item: item[1].contract_line.position):
        approved, pending = worked.get(key, (0, 0))
        estimated, done = planned.get(key, (0, 0))
        by_project[budget.project_id].append(
            Standing(
                line=budget.contract_line,
                revision=budget.revision,
                baseline=first[key].minutes,
                baseline_amount=first[key].amount,
                budget=budget.minutes,
                amount=budget.amount,
                approved=approved,
                pending=pending,
                estimated=estimated,
                done=done,
                stated=stated.get(key),
            )
        )
    return [ProjectStanding(project, by_project[project.pk]) for project in projects]


def worked_on(projects: Sequence[Project]) -> dict[Any, tuple[int, int]]:
    """Minutes on each promise, approved and not, in one query."""
    approved = Q(status="approved")
    rows = TimeEntry.objects.filter(project__in=projects).order_by().values("task__contract_line")
    sums = rows.annotate(
        approved=Sum("minutes", filter=approved, default=0), pending=Sum("minutes", filter=~approved, default=0)
    )
    return {row["task__contract_line"]: (row["approved"], row["pending"]) for row in sums}


def stated_for(lines: Sequence[Any]) -> dict[Any, int]:
    """What each promise still takes by its latest estimate, less what was worked on later days: two queries."""
    said: dict[Any, tuple[int, date]] = {}
    estimates = Estimate.objects.filter(contract_line__in=lines).select_related("project__legal_entity")
    for each in estimates.order_by("at", "pk"):
        day = each.project.legal_entity.local_date(each.at)
        said[each.contract_line_id] = (each.minutes_to_complete, day)
    if not said:
        return {}
    since = Q(pk__in=[])
    for line, (_, day) in said.items():
        since |= Q(task__contract_line=line, work_date__gt=day)
    rows = TimeEntry.objects.filter(since).order_by().values("task__contract_line").annotate(minutes=Sum("minutes"))
    later = {row["task__contract_line"]: row["minutes"] for row in rows}
    return {line: max(minutes - later.get(line, 0), 0) for line, (minutes, _) in said.items()}


@dataclass(frozen=True)
class BurnDay:
    """A day of work, with what had been worked by its end."""

    on: date
    approved: int
    pending: int
    total: int


def burn_of(project: Project) -> list[BurnDay]:
    """Each day on which somebody worked, the first one first: one query."""
    approved = Q(status="approved")
    rows = TimeEntry.objects.filter(project=project).order_by("work_date").values("work_date")
    sums = rows.annotate(
        approved=Sum("minutes", filter=approved, default=0), pending=Sum("minutes", filter=~approved, default=0)
    )
    told, total = [], 0
    for row in sums:
        total += row["approved"] + row["pending"]
        told.append(BurnDay(row["work_date"], row["approved"], row["pending"], total))
    return told


def used_up_on(burn: Sequence[BurnDay], budget: int, *, on: date) -> date | None:
    """The day on which the budget is used up at the pace of the last four weeks; None where nobody works on it, or
    once it is used up.
    """
    total = burn[-1].total if burn else 0
    lately = sum(day.approved + day.pending for day in burn if on - PACE < day.on <= on)
    if not lately or total >= budget:
        return None
    days = -(-(budget - total) * PACE.days // lately)
    return on + timedelta(days=days)
