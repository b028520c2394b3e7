"""A whole week of one person at once: the cells of a grid, and what an earlier week holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NotRequired, TypedDict

from django.db.models import Sum

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import Invalid, Refusal
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.actions import (
    BookedDays,
    TimeRefused,
    bookable,
    booked_minutes,
    check_own,
    hold_days,
    log_many,
    write_entries,
)
from projects.time.models import TimeEntry
from projects.time.reports import days_of, monday_before

MOST_CELLS = 700  # a hundred tasks on seven days (INV-50)


class WeekRefused(Invalid):
    """Some cells of a week cannot be as they were filled in; none of the week is written."""

    code = "week-refused"


class WeekCell(TypedDict):
    """One task on one day: the minutes it is to have, nought for none; `was` is what its writer saw there."""

    task: Task
    work_date: date
    minutes: int
    was: NotRequired[int]
    note: NotRequired[str]


@dataclass
class Written:
    """What filling a week comes to."""

    new: list[TimeEntry] = field(default_factory=list)
    changed: list[TimeEntry] = field(default_factory=list)
    gone: list[TimeEntry] = field(default_factory=list)


@verb("fill a week of time", right="log_time")
def fill_week(person: Person, *, cells: Sequence[WeekCell], by: Actor) -> list[TimeEntry]:
    """The drafts of these tasks and days get these minutes: new ones are logged, emptied ones leave.

    All cells or none: each that is refused is named. A cell with several entries, or with one that
    is no draft any more, is changed entry by entry; as it stands it may be named and stays.
    """
    check_own([person.user_id], by)
    if len(cells) > MOST_CELLS:
        raise Invalid(f"at most {MOST_CELLS} cells at once", rule="INV-50")
    hold_days([person.pk])
    tasks = {task.pk: task for task in Task.objects.select_related("project", "phase").filter(pk__in=keys_of(cells))}
    standing = standing_in(person, cells)
    written, entries = Written(), [entry for held in standing.values() for entry in held]
    booked = booked_minutes(blank_entries(person, cells, tasks))
    refused = decide_cells(person, cells, tasks, standing, booked, written)
    if refused:
        raise WeekRefused(
            f"{len(refused)} of {len(cells)} cells are refused, nothing is saved",
            record=f"{person}",
            fields={f"cells.{place}.hours": [refusal.message] for place, refusal in refused.items()},
        )
    write_cells(written)
    gone = {entry.pk for entry in written.gone}
    return [entry for entry in (*entries, *written.new) if entry.pk not in gone]


def keys_of(cells: Iterable[WeekCell]) -> set[Any]:
    """The tasks that cells name."""
    return {cell["task"].pk for cell in cells}


def blank_entries(person: Person, cells: Iterable[WeekCell], tasks: dict[Any, Task]) -> list[TimeEntry]:
    """What each cell would be as a new entry."""
    return [
        TimeEntry(
            person=person,
            project=tasks[cell["task"].pk].project,
            task=tasks[cell["task"].pk],
            work_date=cell["work_date"],
            minutes=cell["minutes"],
            note=cell.get("note", ""),
        )
        for cell in cells
    ]


def standing_in(person: Person, cells: Sequence[WeekCell]) -> dict[tuple[Any, date], list[TimeEntry]]:
    """The entries of these cells as they stand, locked, in one query."""
    wanted = {(cell["task"].pk, cell["work_date"]) for cell in cells}
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(
        person=person, task__in={task for task, _ in wanted}, work_date__in={day for _, day in wanted}
    )
    held: dict[tuple[Any, date], list[TimeEntry]] = {}
    for entry in rows.order_by("pk"):
        if (entry.task_id, entry.work_date) in wanted:
            held.setdefault((entry.task_id, entry.work_date), []).append(entry)
    return held


def decide_cells(
    person: Person,
    cells: Sequence[WeekCell],
    tasks: dict[Any, Task],
    standing: dict[tuple[Any, date], list[TimeEntry]],
    booked: BookedDays,
    written: Written,
) -> dict[int, Refusal]:
    """Sort each cell into what is written, or into the refusals by its place."""
    refused: dict[int, Refusal] = {}
    named: set[tuple[Any, date]] = set()
    moved: list[tuple[int, WeekCell, TimeEntry | None]] = []
    for place, cell in enumerate(cells):
        key = (cell["task"].pk, cell["work_date"])
        try:
            if key in named:
                raise TimeRefused("this task and day stand in two cells", code="cell-twice")
            if differs(cell, standing.get(key, [])):
                moved.append((place, cell, changeable(cell, standing.get(key, []))))
        except Refusal as refusal:
            refused[place] = refusal
        named.add(key)
    for _, _, entry in moved:  # first what leaves, so that a day may be laid out anew
        if entry is not None:
            booked[person.pk, entry.work_date] -= entry.minutes
    for place, cell, entry in moved:
        try:
            sort_cell(person, cell, tasks[cell["task"].pk], entry, booked, written)
        except Refusal as refusal:
            refused[place] = refusal
    return refused


def differs(cell: WeekCell, held: Sequence[TimeEntry]) -> bool:
    """Whether a cell asks for a change; of one that somebody else changed meanwhile it is refused."""
    now = sum(entry.minutes for entry in held)
    same_note = "note" not in cell or not held or (len(held) == 1 and held[0].note == cell["note"])
    if cell["minutes"] == now and same_note:
        return False
    if cell.get("was", now) != now:
        raise TimeRefused(f"meanwhile it is {hours_of(now)} h: look at the week again", code="cell-changed")
    return True


def changeable(cell: WeekCell, held: Sequence[TimeEntry]) -> TimeEntry | None:
    """The one draft of a cell, None where nothing stands; else why it is not changed here."""
    if len(held) > 1:
        raise TimeRefused(f"{len(held)} entries stand here: change each by itself", code="several-entries")
    if held and held[0].status != "draft":
        raise TimeRefused(f"it is {held[0].status}; only a draft is changed", code="wrong-state", rule="INV-26")
    return held[0] if held else None


def sort_cell(
    person: Person,
    cell: WeekCell,
    task: Task,
    entry: TimeEntry | None,
    booked: BookedDays,
    written: Written,
) -> None:
    """A new entry, a changed one, or one that leaves."""
    if not cell["minutes"] and entry is not None:
        written.gone.append(entry)
        return
    if entry is None:
        [entry] = blank_entries(person, [cell], {task.pk: task})
        written.new.append(bookable(entry, booked))
        return
    entry.task, entry.person, entry.minutes = task, person, cell["minutes"]
    entry.note = cell.get("note", entry.note)
    written.changed.append(bookable(entry, booked))


def write_cells(written: Written) -> None:
    """All of it, by kind."""
    if written.gone:
        TimeEntry.objects.filter(pk__in=[entry.pk for entry in written.gone]).delete()
    if written.changed:
        TimeEntry.objects.bulk_update(written.changed, ["minutes", "note"])
    write_entries(written.new)


@verb("copy an earlier week of time", right="log_time")
def copy_week(person: Person, *, monday: date, by: Actor) -> Outcome[TimeEntry]:
    """The tasks and hours of the latest week before this one that has any, as drafts, where nothing stands yet.

    What cannot be booked any more, as on a closed project, is returned as refused.
    """
    check_own([person.user_id], by)
    if monday.weekday():
        raise Invalid(f"{monday} is no Monday", fields={"monday": ["no Monday"]})
    hold_days([person.pk])
    source = monday_before(person, monday)
    if source is None:
        raise TimeRefused(f"{person} has no time before {monday}", code="nothing-to-copy")
    taken = set(days_of(person, monday).values_list("task_id", "work_date"))
    rows = days_of(person, source).standing().order_by("work_date", "task_id")
    summed = rows.values_list("task_id", "work_date", "billable").annotate(total=Sum("minutes"))
    copied = [(task, day + (monday - source), billable, total) for task, day, billable, total in summed]
    tasks = Task.objects.select_related("project", "phase").in_bulk([task for task, *_ in copied])
    entries = [
        TimeEntry(
            person=person,
            project=tasks[task].project,
            task=tasks[task],
            work_date=day,
            minutes=total,
            billable=billable,
        )
        for task, day, billable, total in copied
        if (task, day) not in taken
    ]
    return log_many(entries, by=by)
