"""Readings of time: a person's week, and a project's hours beside what was planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, Sum

from projects.people.models import Person
from projects.plan.models import Budget, Project, Task
from projects.time.models import TimeEntry, TimeEntryRows

SATURDAY = 5
YEAR = 371  # days: fifty-three weeks


@dataclass(frozen=True)
class Day:
    """One day of a week, and what was worked on it."""

    date: date
    minutes: int
    is_today: bool

    @property
    def is_off(self) -> bool:
        """Saturday or Sunday."""
        return self.date.weekday() >= SATURDAY


@dataclass(frozen=True)
class Week:
    """A person's Monday to Sunday."""

    monday: date
    days: Sequence[Day]
    entries: Sequence[TimeEntry]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=7)

    @property
    def drafts(self) -> list[TimeEntry]:
        """What is yet to be submitted."""
        return [entry for entry in self.entries if entry.status == "draft"]

    @property
    def minutes(self) -> int:
        """All of it."""
        return sum(entry.minutes for entry in self.entries)

    def minutes_in(self, status: str) -> int:
        """What is in one state."""
        return sum(entry.minutes for entry in self.entries if entry.status == status)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(person: Person, user: Any, *, day: date, today: date) -> Week:
    """The week around a day, in one query."""
    monday = monday_of(day)
    dates = [monday + timedelta(days=n) for n in range(7)]
    rows = TimeEntry.objects.visible_to(user).for_list().filter(person=person, work_date__range=(dates[0], dates[-1]))
    entries = list(rows.order_by("work_date", "pk"))
    worked = dict.fromkeys(dates, 0)
    for entry in entries:
        worked[entry.work_date] += entry.minutes
    return Week(monday, [Day(one, worked[one], one == today) for one in dates], entries)


def monday_before(person: Person, monday: date) -> date | None:
    """The Monday of the latest week before this one, within a year, in which the person logged time."""
    year = (monday - timedelta(days=YEAR), monday - timedelta(days=1))
    last = TimeEntry.objects.filter(person=person, work_date__range=year).aggregate(last=Max("work_date"))["last"]
    return monday_of(last) if last else None


def last_task(person: Person, user: Any) -> Any:
    """The id of the task on which a person worked last; None for nobody's first entry."""
    rows = TimeEntry.objects.visible_to(user).filter(person=person).order_by("-work_date", "-pk")
    return rows.values_list("task_id", flat=True).first()


def days_of(person: Person, monday: date) -> TimeEntryRows:
    """A person's entries from a Monday to its Sunday."""
    return TimeEntry.objects.filter(person=person, work_date__range=(monday, monday + timedelta(days=6)))


@dataclass(frozen=True)
class Worked:
    """Minutes on a task or a whole project: approved, and logged but not approved, beside those planned."""

    name: str
    key: Any
    planned: int
    approved: int
    waiting: int

    @property
    def done(self) -> int:
        """All minutes logged."""
        return self.approved + self.waiting

    @property
    def left(self) -> int:
        """What the plan still holds; below zero when it is overrun."""
        return self.planned - self.done

    @property
    def share(self) -> int:
        """How much of the plan is used, in whole per cent, a hundred at most."""
        return min(100, self.done * 100 // self.planned) if self.planned else 0

    @property
    def tone(self) -> str:
        """Overrun, nearly so, or fine."""
        if self.left < 0:
            return "danger"
        return "warning" if self.planned and self.done * 10 >= self.planned * 9 else ""


def hours_on(project: Project, user: Any) -> tuple[Worked, list[Worked]]:
    """A project's hours so far beside its budget, in all and by task: three queries."""
    approved, logged = Q(status="approved"), ~Q(status="approved")
    rows = TimeEntry.objects.visible_to(user).filter(project=project).order_by().values("task")
    sums = {
        row["task"]: (row["approved"] or 0, row["waiting"] or 0)
        for row in rows.annotate(approved=Sum("minutes", filter=approved), waiting=Sum("minutes", filter=logged))
    }
    tasks = Task.objects.filter(project=project).order_by("phase__position", "position")
    by_task = [Worked(task.name, task.pk, task.estimate_minutes, *sums.get(task.pk, (0, 0))) for task in tasks]
    budgets = {b.contract_line_id: b.minutes for b in Budget.objects.filter(project=project).order_by("revision")}
    done = [sum(pair[n] for pair in sums.values()) for n in (0, 1)]
    return Worked(project.name, project.pk, sum(budgets.values()), done[0], done[1]), by_task
