"""Rows as a file for a spreadsheet: CSV streamed line by line, or XLSX with real numbers and dates."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from billing_suite.kernel.values.money import Money, to_minor
from billing_suite.kernel.values.refusals import Invalid

Cell = str | int | Decimal | date | None
CELL_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMATS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_ROWS = 1_048_576  # what one sheet of a workbook holds
EXACT_DIGITS = 15  # spreadsheets count with doubles: longer numbers stay exact as text
LOOKED_AT = 60  # rows by which the columns' widths are measured


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a cell that begins like one gets a quote before it."""
    return f"'{text}" if text.startswith(CELL_TRIGGERS) else text


def amount_cell(value: Money | None) -> Decimal | None:
    """An amount as a number with exactly its currency's decimals; nothing for None."""
    if value is None:
        return None
    to_minor(value)  # an inexact one is refused
    return Decimal(value.amount)


def cell_text(cell: Cell) -> str:
    """A cell as CSV has it: plain decimals, ISO dates, safe text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_cell(cell)
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


class _Line:
    """A file that hands back what is written, for the CSV writer."""

    def write(self, text: str) -> str:
        return text


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of the file; the first carries the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Line())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow([safe_cell(head) for head in heads])
    for row in rows:
        yield writer.writerow([cell_text(cell) for cell in row])


def xlsx_file(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Any:
    """An open temporary file with the workbook: a bold head that stays in view, further sheets where one is full."""
    book = Workbook(write_only=True)
    left = iter(rows)
    looked = list(islice(left, LOOKED_AT))
    widths = [_width(cells) for cells in zip(heads, *looked, strict=True)]
    left = chain(looked, left)
    while True:
        sheet = _new_sheet(book, title, heads, widths)
        filled = 1
        for row in islice(left, SHEET_ROWS - 1):
            sheet.append([_xlsx_cell(sheet, cell) for cell in row])
            filled += 1
        if filled < SHEET_ROWS:
            break
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that sends it
    book.save(file)
    file.seek(0)
    return file


def _new_sheet(book: Any, title: str, heads: Sequence[str], widths: Sequence[int]) -> Any:
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    cells = [_xlsx_cell(sheet, head) for head in heads]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    return sheet


def _width(cells: Sequence[Cell]) -> int:
    return min(60, max(9, *(len(cell_text(cell)) + 3 for cell in cells)))


def _xlsx_cell(sheet: Any, cell: Cell) -> Any:
    """Numbers as numbers with their own decimals, dates as dates, anything else as safe text."""
    if isinstance(cell, Decimal) and len(cell.as_tuple().digits) > EXACT_DIGITS:
        return WriteOnlyCell(sheet, value=f"{cell:f}")
    if isinstance(cell, str):
        return WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", safe_cell(cell)))
    made = WriteOnlyCell(sheet, value=cell)
    if isinstance(cell, Decimal):
        places = max(0, -int(cell.as_tuple().exponent))
        made.number_format = "#,##0." + "0" * places if places else "#,##0"
    elif isinstance(cell, date):
        made.number_format = "yyyy-mm-dd"
    return made


def download(kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """The rows as a download, `kind` csv or xlsx; another kind is refused. `name` is the file's, without ending."""
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(heads, rows), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        response = FileResponse(xlsx_file(name, heads, rows), content_type=XLSX)
    else:
        raise Invalid(f"there is no format {kind[:20]!r}, only {' and '.join(FORMATS)}", code="no-such-format")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response
