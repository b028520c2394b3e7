"""What one row of a time sheet says: texts to typed values, or everything that is wrong with it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, TypeVar

from billing_suite.kernel.record.sheets import BadCell, Cells, Layout, SheetRefused, open_sheet
from billing_suite.kernel.values.hours import parse_hours
from billing_suite.kernel.values.refusals import Invalid
from projects.time.models import TimeEntry

T = TypeVar("T")
# What columns are called, the surest name first: where a file has "User" and "Email", the e-mail counts.
COLUMNS: Mapping[str, Sequence[str]] = {
    "date": ("date", "work date", "datum", "spent date", "start date", "day"),
    "person": ("email", "email address", "person email", "user email", "person", "user", "mitarbeiter"),
    "project": ("project reference", "project code", "project", "projekt"),
    "task": ("task", "task name", "aufgabe"),
    "hours": ("hours", "duration", "duration (decimal)", "duration (h)", "stunden", "dauer"),
    "note": ("note", "notes", "description", "comment", "notiz", "bemerkung", "beschreibung"),
    "billable": ("billable", "billable?", "abrechenbar"),
    "external_id": ("external id", "time entry id", "entry id", "id"),
}
REQUIRED = ("date", "person", "project", "task", "hours")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES = {"yes", "y", "true", "1", "ja", "j", "wahr", "x", "billable", "abrechenbar"}
NO = {"no", "n", "false", "0", "nein", "falsch", "non billable", "not billable", "nicht abrechenbar"}
DAY = 24 * 60
NOTE_LENGTH: int = TimeEntry._meta.get_field("note").max_length or 0
ID_LENGTH: int = TimeEntry._meta.get_field("external_id").max_length or 0
OWN_IDS = "row:"  # how the identity of a row without an external id begins


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A row as typed values, its person, project and task still by name. The note is kept as it stands."""

    line: int
    work_date: date
    email: str
    project: str
    task: str
    minutes: int
    note: str
    billable: bool
    external_id: str  # empty: the file has no such column


def open_time_sheet(data: bytes | str | BinaryIO) -> tuple[Layout, Iterator[Cells]]:
    """The sheet by the columns of time. Raises SheetRefused."""
    return open_sheet(data, columns=COLUMNS, required=REQUIRED)


class Unfit(Exception):
    """A cell's text is not what its column holds."""


def read_row(cells: Cells, date_format: str) -> SaidRow | list[BadCell]:
    """All values of a row, or each cell that is wrong. A missing billable column means billable."""
    bad: list[BadCell] = []
    if cells.too_many:
        reason = f"{cells.too_many} more cells than the first line has columns: is a delimiter not quoted?"
        bad.append(BadCell(cells.line, "row", reason))

    def value(column: str, read: Callable[[str], T], absent: Any = None) -> T:
        if column not in cells.texts:
            return absent  # type: ignore[no-any-return]
        try:
            return read(cells.texts[column])
        except Unfit as unfit:
            bad.append(BadCell(cells.line, column, str(unfit)))
            return absent  # type: ignore[no-any-return]

    row = SaidRow(
        line=cells.line,
        work_date=value("date", lambda text: read_date(text, date_format)),
        email=value("person", read_name),
        project=value("project", read_name),
        task=value("task", read_name),
        minutes=value("hours", read_minutes),
        note=value("note", read_note, ""),
        billable=value("billable", read_billable, True),
        external_id=value("external_id", read_external_id, ""),
    )
    return bad or row


def short(text: str) -> str:
    """A cell's text as a message shows it: quoted, one sign for each that cannot be printed, forty at most."""
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:41])
    return repr(shown if len(shown) <= 40 else shown[:39] + "…")


def read_date(text: str, date_format: str) -> date:
    """The day: YYYY-MM-DD, or the one format that was asked for (as of strptime)."""
    text = text.strip()
    try:
        if not date_format and ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
        if date_format and text.isascii():
            return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        pass
    raise Unfit(f"{short(text)} is not a date like {date_format or 'YYYY-MM-DD'}")


def check_date_format(date_format: str) -> str:
    """The format, if it says day, month and year and nothing is lost; empty stands for ISO dates."""
    day = date(2031, 12, 25)
    try:
        if not date_format or datetime.strptime(day.strftime(date_format), date_format).date() == day:  # noqa: DTZ007
            return date_format
    except (ValueError, re.error):
        pass
    raise SheetRefused(f"{short(date_format)} is not a date format with day, month and year, like %d.%m.%Y")


def read_name(text: str) -> str:
    """An e-mail address, a reference or a task's name, without blanks around it."""
    text = text.strip()
    if not text:
        raise Unfit("empty")
    return text


def read_minutes(text: str) -> int:
    """Whole minutes of 1.5, 1:30 or 90m; more than none, a day at most."""
    try:
        minutes = parse_hours(text)
    except Invalid as refusal:
        raise Unfit(refusal.message) from None
    if not 0 < minutes <= DAY:
        raise Unfit(f"{short(text.strip())} is {minutes} minutes; an entry has between 1 minute and 24 hours")
    return minutes


def read_note(text: str) -> str:
    """The note as it stands; too long a one is refused, never cut."""
    if len(text) > NOTE_LENGTH:
        raise Unfit(f"{len(text)} characters; a note has at most {NOTE_LENGTH}")
    return text


def read_billable(text: str) -> bool:
    """Yes or no in so many words; an empty cell is no answer."""
    said = " ".join(text.replace("-", " ").casefold().split())
    if said in YES or said in NO:
        return said in YES
    raise Unfit(f"{short(text)} is neither yes nor no")


def read_external_id(text: str) -> str:
    """The other tool's id of the entry."""
    text = read_name(text)
    if len(text) > ID_LENGTH or text.startswith(OWN_IDS):
        raise Unfit(f"{short(text)} is no id: at most {ID_LENGTH} characters, not beginning with {OWN_IDS!r}")
    return text
