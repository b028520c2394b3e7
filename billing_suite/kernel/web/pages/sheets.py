"""A small table on a record's page: the columns of a list page, without its filters and pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from billing_suite.kernel.web.pages.columns import Column
from billing_suite.kernel.web.pages.lists import Head, Row


@dataclass(frozen=True)
class Sheet:
    """Ready cells under their headings, for the component `sheet`."""

    label: str
    heads: Sequence[Head]
    rows: Sequence[Row]


def sheet(label: str, columns: Sequence[Column], records: Iterable[Any]) -> Sheet:
    """Lay records out in columns; they come with the joins the columns need."""
    layout = [(column, column.css, column.label) for column in columns]
    rows = [
        Row(str(record.pk), str(record), [(css, words, column.cell(record)) for column, css, words in layout])
        for record in records
    ]
    return Sheet(label, [Head(column.label, column.css, "", "") for column in columns], rows)
