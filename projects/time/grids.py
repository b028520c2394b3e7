"""A person's week as a grid: a row for each task, a cell for each of its days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from projects.people.models import Person
from projects.plan.models import Assignment, Task
from projects.time.models import TimeEntry
from projects.time.reports import Day, Week, days_of, monday_before

MOST_ROWS = 100
OFFERED = 400  # tasks that the search proposes


@dataclass(frozen=True)
class GridCell:
    """One task on one day, with the entries that stand there."""

    task: Task
    day: Day
    entries: Sequence[TimeEntry]
    open: bool

    @property
    def minutes(self) -> int:
        """What was logged."""
        return sum(entry.minutes for entry in self.entries)

    @property
    def is_editable(self) -> bool:
        """Nothing yet, or one draft, of a task that takes time."""
        return self.open and (not self.entries or (len(self.entries) == 1 and self.entries[0].status == "draft"))

    @property
    def note(self) -> str:
        """Of the one entry."""
        return self.entries[0].note if len(self.entries) == 1 else ""


@dataclass(frozen=True)
class GridRow:
    """A task's seven days."""

    task: Task
    cells: Sequence[GridCell]

    @property
    def minutes(self) -> int:
        """All of the week."""
        return sum(cell.minutes for cell in self.cells)


def lay_out(person: Person, user: Any, week: Week, *, added: Iterable[Any] = ()) -> list[GridRow]:
    """The rows of a week: tasks with time in it, those of the latest week before that has any, those the person is to
    do, and those added.

    Four queries; what somebody cannot see or book on is a row only while it holds time.
    """
    source = monday_before(person, week.monday)
    before = days_of(person, source).values("task") if source else TimeEntry.objects.none().values("task")
    assigned = Assignment.objects.filter(person=person).exclude(task__status="done").values("task")
    kept = Q(pk__in=before) | Q(pk__in=[entry.task_id for entry in week.entries])
    wanted = kept | Q(pk__in=assigned) | Q(pk__in=list(added))
    seen = Task.objects.visible_to(user).open().filter(wanted)
    rows = seen.select_related("project__customer").order_by("project__reference", "position", "pk")
    tasks = {task.pk: task for task in rows[:MOST_ROWS]}
    bookable = set(tasks)
    for entry in week.entries:
        tasks.setdefault(entry.task_id, entry.task)
    held: dict[tuple[Any, date], list[TimeEntry]] = {}
    for entry in week.entries:
        held.setdefault((entry.task_id, entry.work_date), []).append(entry)
        tasks[entry.task_id].project = entry.project if entry.task_id not in bookable else tasks[entry.task_id].project
    return [
        GridRow(
            task,
            [GridCell(task, day, held.get((task.pk, day.date), ()), task.pk in bookable) for day in week.days],
        )
        for task in tasks.values()
    ]


def tasks_offered(user: Any) -> Any:
    """The tasks that a row may be added for: those one sees, of open projects."""
    return Task.objects.visible_to(user).open().select_related("project")


def tasks_named(user: Any, text: str) -> list[Task]:
    """The tasks that a search finds, by reference, project, customer or name: each word somewhere; two at most."""
    rows = tasks_offered(user)
    exact = [
        task for task in rows.filter(project__reference=text.split(maxsplit=1)[0].upper()) if task_words(task) == text
    ]
    if exact:
        return exact
    for word in text.replace("·", " ").split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(project__reference__icontains=word)
            | Q(project__name__icontains=word)
            | Q(project__customer__name__icontains=word)
        )
    return list(rows.order_by("-project__reference", "position")[:2])


def task_words(task: Task) -> str:
    """A task as the search proposes it."""
    return f"{task.project.reference} {task.name} · {task.project.name}"
