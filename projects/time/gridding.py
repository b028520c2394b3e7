"""The grid of a week as a form: what was typed into its cells, kept beside what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from billing_suite.kernel.values.hours import clock_of
from billing_suite.kernel.web.forms import HoursField
from billing_suite.kernel.web.show import day_words
from projects.time.grids import MOST_ROWS, GridCell, GridRow
from projects.time.weeks import WeekCell

HOURS = HoursField(required=False)
NOTE = forms.CharField(required=False, max_length=300)


class CellBox:
    """One cell as it is written: its hours and note, what stood there, and the words against it."""

    def __init__(self, cell: GridCell, data: Mapping[str, Any] | None) -> None:
        self.cell, self.errors = cell, list[str]()
        self.key = f"{cell.task.pk}-{cell.day.date}"
        self.sent = data is not None and f"hours-{self.key}" in data
        minutes = cell.minutes
        self.hours = str(data[f"hours-{self.key}"]) if self.sent and data else (clock_of(minutes) if minutes else "")
        self.note = str(data.get(f"note-{self.key}", "")) if self.sent and data else cell.note
        self.was = str(data.get(f"was-{self.key}", "")) if self.sent and data else str(minutes)
        self.minutes = 0

    @property
    def label(self) -> str:
        """What a screen reader says of its box."""
        return f"{self.cell.task.name}, {self.cell.task.project.reference}, {day_words(self.cell.day.date)}"

    @property
    def is_open(self) -> bool:
        """Whether it is a box to write in."""
        return self.cell.is_editable or (self.sent and bool(self.errors))

    def read(self) -> None:
        """Hours and note as they were typed."""
        try:
            self.minutes = HOURS.clean(self.hours) or 0
            NOTE.clean(self.note)
        except ValidationError as error:
            self.errors += error.messages

    def asked(self) -> WeekCell:
        """What the verb is to make of it."""
        told: WeekCell = {
            "task": self.cell.task,
            "work_date": self.cell.day.date,
            "minutes": self.minutes,
            "note": self.note.strip(),
        }
        if self.was.isascii() and self.was.isdigit() and len(self.was) < 6:
            told["was"] = int(self.was)
        return told


class WeekForm(forms.Form):
    """The cells of a week; nothing of it is lost when some are refused."""

    add = forms.CharField(required=False, max_length=200, label="Add a task")

    def __init__(self, data: Any = None, files: Any = None, *, grid: Sequence[GridRow], **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.rows = [(row, [CellBox(cell, data) for cell in row.cells]) for row in grid]
        self.boxes = [box for _, boxes in self.rows for box in boxes if box.sent]

    def is_valid(self) -> bool:
        """Whether every cell can be read."""
        for box in self.boxes:
            box.read()
        return super().is_valid() and not any(box.errors for box in self.boxes)

    def cells(self) -> list[WeekCell]:
        """What was sent, cell by cell."""
        return [box.asked() for box in self.boxes]

    def tell(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Put the words of a refusal onto the cells that it names."""
        for name, messages in fields.items():
            _, place, _ = name.split(".")
            self.boxes[int(place)].errors += messages

    @property
    def refused(self) -> list[CellBox]:
        """The cells with something against them."""
        return [box for box in self.boxes if box.errors]


def rows_sent(data: Any) -> list[UUID]:
    """The tasks whose rows a form holds."""
    found = []
    for text in data.getlist("row")[:MOST_ROWS]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
