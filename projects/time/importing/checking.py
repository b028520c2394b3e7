"""Rows of a time sheet held against the house: whose they are, on which task, known already, bookable or not."""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models.functions import Lower

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.sheets import BadCell, Cells
from billing_suite.kernel.values.refusals import Refusal
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.actions import BookedDays, bookable, booked_minutes
from projects.time.importing.cells import OWN_IDS, SaidRow, read_row
from projects.time.models import TimeEntry

CHUNK = 500
BLAMED = {"project-closed": "project", "day-too-long": "hours"}  # the column of a booking refusal; else the date


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One good row: new, or known from an import before; `remark` says how a known one reads here by now."""

    line: int
    person: Person
    task: Task
    work_date: date
    minutes: int
    note: str
    billable: bool
    external_id: str
    remark: str = ""

    def entry(self) -> TimeEntry:
        """The draft this row becomes."""
        return TimeEntry(
            person=self.person,
            project=self.task.project,
            task=self.task,
            work_date=self.work_date,
            minutes=self.minutes,
            note=self.note,
            billable=self.billable,
            external_id=self.external_id,
        )


@dataclass
class Checked:
    """A chunk of rows after every check: new, known from before, and what is wrong with the others."""

    rows: int
    ok: list[PlannedRow] = field(default_factory=list)
    known: list[PlannedRow] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)


def check_rows(sheet: Iterator[Cells], date_format: str, by: Actor) -> Iterator[Checked]:
    """The rows of a sheet, checked in chunks of 500 with at most four queries each."""
    register = Register(by)
    while chunk := list(itertools.islice(sheet, CHUNK)):
        yield register.check([read_row(cells, date_format) for cells in chunk])


@dataclass
class Register:
    """What rows are checked against: people and tasks the importer sees, days as booked, ids of the file so far."""

    by: Actor
    people: dict[str, Person | None] = field(default_factory=dict)
    tasks: dict[str, dict[str, Task]] = field(default_factory=dict)
    booked: BookedDays = field(default_factory=BookedDays)
    lines: dict[str, int] = field(default_factory=dict)
    repeats: Counter[bytes] = field(default_factory=Counter)

    def check(self, read: Sequence[SaidRow | list[BadCell]]) -> Checked:
        """Sort a chunk into new, known and bad."""
        checked = Checked(rows=len(read))
        checked.bad += [bad for row in read if isinstance(row, list) for bad in row]
        said = [row for row in read if isinstance(row, SaidRow)]
        self.meet(said)
        found = [self.resolve(row) for row in said]
        checked.bad += [row for row in found if isinstance(row, BadCell)]
        planned = [row for row in found if isinstance(row, PlannedRow)]
        held = self.held(planned)
        fresh = []
        for row in planned:
            entry = held.get(row.external_id)
            if entry is None:
                fresh.append(row)
            elif (entry.person_id, entry.task_id, entry.work_date) != (row.person.pk, row.task.pk, row.work_date):
                reason = f"{row.external_id!r} was imported before for another person, task or day"
                checked.bad.append(BadCell(row.line, "external_id", reason))
            else:
                checked.known.append(replace(row, remark=remark(row, entry)))
        self.book(fresh, checked)
        checked.bad.sort(key=lambda bad: bad.line)
        return checked

    def meet(self, rows: Sequence[SaidRow]) -> None:
        """Look up people and projects not met before: one query each, among those visible (INV-31)."""
        emails = {row.email.lower() for row in rows} - self.people.keys()
        if emails:
            self.people |= dict.fromkeys(emails)
            seen = Person.objects.visible_to(self.by).select_related("user")
            named = seen.annotate(address=Lower("user__email")).filter(address__in=emails)
            self.people |= {person.user.email.lower(): person for person in named}
        references = {row.project.upper() for row in rows} - self.tasks.keys()
        if references:
            self.tasks |= {reference: {} for reference in references}
            tasks = Task.objects.visible_to(self.by).select_related("project", "phase")
            for task in tasks.filter(project__reference__in=references):
                self.tasks[task.project.reference.upper()][task.name.strip()] = task

    def resolve(self, row: SaidRow) -> PlannedRow | BadCell:
        """The row with its person and task; what is unknown and what is invisible read alike (INV-31)."""
        person, tasks = self.people[row.email.lower()], self.tasks[row.project.upper()]
        if person is None:
            return BadCell(row.line, "person", f"no person {row.email[:80]!r}")
        if not tasks:
            return BadCell(row.line, "project", f"no project {row.project[:80]!r}")
        task = tasks.get(row.task)
        if task is None:
            return BadCell(row.line, "task", f"{row.project.upper()} has no task {row.task[:80]!r}")
        if row.external_id in self.lines:
            reason = f"{row.external_id!r} stands on line {self.lines[row.external_id]} already"
            return BadCell(row.line, "external_id", reason)
        if row.external_id:
            self.lines[row.external_id] = row.line
        identity = row.external_id or self.identify(row, person, task)
        return PlannedRow(row.line, person, task, row.work_date, row.minutes, row.note, row.billable, identity)

    def identify(self, row: SaidRow, person: Person, task: Task) -> str:
        """The identity of a row that brings none: a hash of what it says, and how often the file has said so."""
        said = (row.work_date.isoformat(), person.pk.hex, task.pk.hex, str(row.minutes), str(row.billable), row.note)
        digest = hashlib.sha256("\n".join(said).encode())
        self.repeats[digest.digest()] += 1
        return f"{OWN_IDS}{digest.hexdigest()}:{self.repeats[digest.digest()]}"

    def held(self, rows: Sequence[PlannedRow]) -> dict[str, TimeEntry]:
        """The entries that bear these rows' identities already."""
        entries = TimeEntry.objects.filter(external_id__in=[row.external_id for row in rows])
        return {str(entry.external_id): entry for entry in entries}

    def book(self, rows: Sequence[PlannedRow], checked: Checked) -> None:
        """Ask for each new row whether it can be booked, counting the file's own minutes towards each day."""
        entries = [row.entry() for row in rows]
        booked = booked_minutes(entries)
        booked.update(self.booked)
        self.booked = booked
        for row, entry in zip(rows, entries, strict=True):
            try:
                bookable(entry, self.booked)
            except Refusal as refusal:
                column = BLAMED.get(refusal.code, "date")
                checked.bad.append(BadCell(row.line, column, refusal.message))
            else:
                checked.ok.append(row)


def remark(row: PlannedRow, entry: TimeEntry) -> str:
    """How an entry imported before reads by now, where it differs from the row; an import never changes it."""
    now = {"minutes": entry.minutes, "billable": entry.billable, "note": entry.note}
    said = {"minutes": row.minutes, "billable": row.billable, "note": row.note}
    return "; ".join(f"{name} here: {str(now[name])[:80]}" for name in now if now[name] != said[name])
