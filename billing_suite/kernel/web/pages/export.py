"""The filtered list as CSV, streamed: what is on the page in columns, all of its rows."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from billing_suite.kernel.web.pages.columns import Column, safe_cell

CHUNK = 2000


class _Line:
    """A file that hands back what is written, for the CSV writer."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[Column], rows: QuerySet[Any]) -> Iterator[str]:
    """The lines of the export; the first carries the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Line())
    heads = [safe_cell(head) for column in columns for head in column.export_heads()]
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(heads)
    for row in rows.iterator(chunk_size=CHUNK):
        yield writer.writerow([cell for column in columns for cell in column.export(row)])


def csv_response(name: str, columns: Sequence[Column], rows: QuerySet[Any]) -> StreamingHttpResponse:
    """The list as a download."""
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
