"""The filtered list as a file: what is on the page in columns, all of its rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase

from billing_suite.kernel.web.pages.columns import Column
from billing_suite.kernel.web.spreadsheets import Cell, download

CHUNK = 2000


def list_download(kind: str, name: str, columns: Sequence[Column], rows: QuerySet[Any]) -> HttpResponseBase:
    """The list as CSV or XLSX, read in chunks."""
    heads = [head for column in columns for head in column.export_heads()]
    return download(kind, name, heads, cells_of(columns, rows))


def cells_of(columns: Sequence[Column], rows: QuerySet[Any]) -> Iterator[list[Cell]]:
    """The cells of each row."""
    for row in rows.iterator(chunk_size=CHUNK):
        yield [cell for column in columns for cell in column.export(row)]
