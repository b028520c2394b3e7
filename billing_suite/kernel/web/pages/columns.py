"""Columns of a list page: what a cell shows, what it exports, and whether the list sorts by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.money import Money
from billing_suite.kernel.web import show
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell, safe_cell

Accessor = str | Callable[[Any], Any]


def reach(row: Any, accessor: Accessor) -> Any:
    """Follow an accessor: a callable, or attribute names tied by dots or double underscores."""
    if callable(accessor):
        return accessor(row)
    value = row
    for name in accessor.replace("__", ".").split("."):
        if value is None:
            return None
        value = getattr(value, name)
        if callable(value):
            value = value()
    return value


@dataclass(frozen=True)
class Column:
    """A plain column.

    `accessor` reads the row (never the database: `for_list` has joined what it needs). `sort`
    names the model field the list may be sorted by, "" for not at all. `phone` is the place in a
    phone's card: "title", "lead" (the figure at the top right), "status", "word", "labelled"
    (a word with its label before it).
    """

    label: str
    accessor: Accessor
    sort: str = ""
    kind: str = field(default="word", kw_only=True)
    phone: str = field(default="word", kw_only=True)

    def value(self, row: Any) -> Any:
        """What the row holds here."""
        return reach(row, self.accessor)

    def cell(self, row: Any) -> Any:
        """The cell as HTML, ready to print."""
        return show.show(self.value(row))

    def export_heads(self) -> list[str]:
        """The headings of this column in an export."""
        return [self.label]

    def export(self, row: Any) -> Sequence[Cell]:
        """The cells of this column in an export, safe to open in a spreadsheet."""
        value = self.value(row)
        return [safe_cell("" if value is None else str(value))]

    @property
    def css(self) -> str:
        """The classes of the cell, for wide and for phone."""
        return " ".join(dict.fromkeys(["cell", f"cell-{self.kind}", f"cell-{self.phone}"]))


@dataclass(frozen=True)
class LinkColumn(Column):
    """The record's reference, as the link to its page; `to` names the URL, which takes the primary key."""

    to: str = field(default="", kw_only=True)
    key: Accessor = field(default="pk", kw_only=True)
    note: Accessor | None = field(default=None, kw_only=True)
    kind: str = field(default="title", kw_only=True)
    phone: str = field(default="title", kw_only=True)

    def cell(self, row: Any) -> Any:
        """A link; plain words when there is nothing to link to."""
        words, key = self.value(row), reach(row, self.key)
        if words in (None, ""):
            return show.NOTHING
        note = format_html('<span class="cell-note">{}</span>', reach(row, self.note)) if self.note else ""
        if key is None:
            return format_html("{}{}", words, note)
        return format_html('<a class="reference" href="{}">{}</a>{}', reverse(self.to, args=[key]), words, note)


@dataclass(frozen=True)
class MoneyColumn(Column):
    """An amount, right-aligned; exported as a plain decimal and its currency, in two columns."""

    kind: str = field(default="figure", kw_only=True)
    phone: str = field(default="lead", kw_only=True)

    def export_heads(self) -> list[str]:
        """The amount and its currency."""
        return [self.label, f"{self.label} currency"]

    def export(self, row: Any) -> Sequence[Cell]:
        """A plain decimal (a number, so no formula guard) and the ISO code."""
        value: Money | None = self.value(row)
        return [amount_cell(value), value.currency.code if value is not None else None]


@dataclass(frozen=True)
class NumberColumn(Column):
    """A count or quantity, right-aligned; with `places` at least so many decimals."""

    kind: str = field(default="number", kw_only=True)
    phone: str = field(default="labelled", kw_only=True)
    places: int = field(default=0, kw_only=True)

    def cell(self, row: Any) -> Any:
        """The number as people read it."""
        return show.show_number(self.value(row), self.places) if self.places else super().cell(row)

    def export(self, row: Any) -> Sequence[Cell]:
        """The bare number."""
        value: Cell = self.value(row)
        return [value]


@dataclass(frozen=True)
class HoursColumn(Column):
    """Minutes, shown and exported as hours with two decimals (RULES 2)."""

    kind: str = field(default="number", kw_only=True)
    phone: str = field(default="lead", kw_only=True)

    def cell(self, row: Any) -> Any:
        """Hours with their unit."""
        return show.show_hours(self.value(row))

    def export(self, row: Any) -> Sequence[Cell]:
        """Hours as a bare decimal."""
        minutes = self.value(row)
        return [None if minutes is None else hours_of(minutes)]


@dataclass(frozen=True)
class DateColumn(Column):
    """A business date; exported in ISO form."""

    kind: str = field(default="date", kw_only=True)
    phone: str = field(default="labelled", kw_only=True)

    def export(self, row: Any) -> Sequence[Cell]:
        """The date itself; of a moment its ISO form."""
        value: date | None = self.value(row)
        return [value.isoformat() if isinstance(value, datetime) else value]


@dataclass(frozen=True)
class StatusColumn(Column):
    """A status as a badge; `accessor` names the field, whose choices give the words."""

    kind: str = field(default="status", kw_only=True)
    phone: str = field(default="status", kw_only=True)

    def cell(self, row: Any) -> Any:
        """The badge."""
        if callable(self.accessor):
            value = self.value(row)
            return show.show_status(str(value)) if value else show.NOTHING
        return show.show_status_of(row, self.accessor)

    def export(self, row: Any) -> Sequence[Cell]:
        """The words of the status."""
        if callable(self.accessor):
            return [safe_cell(str(self.value(row) or ""))]
        words = getattr(row, f"get_{self.accessor}_display", lambda: getattr(row, str(self.accessor)))
        return [safe_cell(str(words()))]
