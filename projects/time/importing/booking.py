"""Time sheets of other tools become draft entries: checked row by row, all or nothing, never twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction

from billing_suite.kernel.access.verb import can, verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.sheets import BadCell, Layout, RowsRefused
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import NotAllowed, Refusal
from projects.time.actions import log_many
from projects.time.importing.cells import check_date_format, open_time_sheet
from projects.time.importing.checking import Checked, PlannedRow, check_rows
from projects.time.models import TimeEntry


@dataclass
class ImportResult:
    """What an import did: rows read, entries booked, their minutes, rows known from before, and what was left out."""

    rows: int = 0
    booked: int = 0
    minutes: int = 0
    known: int = 0
    bad_rows: int = 0
    bad: list[BadCell] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)

    def count(self, chunk: Checked) -> None:
        """Add what a chunk of rows came to."""
        self.rows += chunk.rows
        self.booked += len(chunk.ok)
        self.minutes += sum(row.minutes for row in chunk.ok)
        self.known += len(chunk.known)
        self.bad_rows += chunk.rows - len(chunk.ok) - len(chunk.known)
        self.bad += chunk.bad
        self.remarks += [(row.line, row.remark) for row in chunk.known if row.remark]

    def __str__(self) -> str:
        new = f"{self.booked} booked ({hours_of(self.minutes)} hours)" if self.booked else "nothing new"
        return f"{self.rows} rows: {new}, {self.known} imported before, {self.bad_rows} wrong"

    def as_json(self) -> Mapping[str, Any]:
        """The result for machines."""
        return {
            "rows": self.rows,
            "booked": self.booked,
            "minutes": self.minutes,
            "known": self.known,
            "bad_rows": self.bad_rows,
            "bad": [{"line": bad.line, "column": bad.column, "reason": bad.reason} for bad in self.bad],
            "remarks": [{"line": line, "remark": text} for line, text in self.remarks],
        }


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: how the file is read, and its rows in the file's order. Nothing is written."""

    layout: Layout
    ok: Sequence[PlannedRow]
    known: Sequence[PlannedRow]
    bad: Sequence[BadCell]
    rows: int

    @property
    def bad_rows(self) -> int:
        """How many rows are wrong; one may have several bad cells."""
        return self.rows - len(self.ok) - len(self.known)

    @property
    def minutes(self) -> int:
        """Minutes that would be booked."""
        return sum(row.minutes for row in self.ok)

    def as_result(self) -> ImportResult:
        """The same in numbers, for those who report a plan and an import alike."""
        result = ImportResult()
        result.count(Checked(self.rows, list(self.ok), list(self.known), list(self.bad)))
        return result


class ImportRefused(RowsRefused):
    """Rows of the sheet are wrong, so no time of it is booked; `result` tells every one of them."""

    code = "time-sheet-refused"

    def __init__(self, result: ImportResult) -> None:
        super().__init__(result.bad, rows=result.rows)
        self.result = result


class ImportCollided(Refusal):
    """Somebody else booked rows of this file, or time on its days, while it was imported; nothing is."""

    code = "import-collided"


def plan_import(data: bytes | str | BinaryIO, *, date_format: str = "", by: Actor) -> ImportPlan:
    """The same checks as the import's, and nothing written: what is new, known, and wrong.

    Raises NotAllowed without the right `import_time`, SheetRefused for a file that cannot be read.
    """
    if not can(by, "import_time"):
        raise NotAllowed(f"{by.label} may not import time sheets", rule="right import_time")
    layout, sheet = open_time_sheet(data)
    chunks = list(check_rows(sheet, check_date_format(date_format), by))
    return ImportPlan(
        layout,
        ok=[row for chunk in chunks for row in chunk.ok],
        known=[row for chunk in chunks for row in chunk.known],
        bad=[bad for chunk in chunks for bad in chunk.bad],
        rows=sum(chunk.rows for chunk in chunks),
    )


@verb("import time sheets")
def import_time(
    data: bytes | str | BinaryIO, *, partial: bool = False, date_format: str = "", by: Actor
) -> ImportResult:
    """Book the new rows of a time sheet as drafts; rows imported before are passed over.

    Any wrong row refuses the whole file (ImportRefused, which tells every one), unless `partial`
    asks for the good ones. Bytes hold 10 MB at most, a stream 100 MB; dates are YYYY-MM-DD or as
    `date_format` says. Raises SheetRefused for a file that cannot be read.
    """
    _, sheet = open_time_sheet(data)
    result = ImportResult()
    for chunk in check_rows(sheet, check_date_format(date_format), by):
        result.count(chunk)
        if chunk.ok and (partial or not result.bad):
            book_checked(chunk.ok, by=by)
    if result.bad and not partial:
        raise ImportRefused(result)
    return result


def book_checked(rows: Sequence[PlannedRow], *, by: Actor) -> Outcome[TimeEntry]:
    """Book rows that passed every check, all or none: one refused after all was overtaken by another's booking."""
    try:
        with transaction.atomic():
            outcome = log_many([row.entry() for row in rows], by=by)
    except IntegrityError as error:
        raise ImportCollided("another import booked rows of this file meanwhile; import it again") from error
    if outcome.refused:
        raise ImportCollided(f"{outcome.refused[0].message}, booked meanwhile; import the file again")
    return outcome
