"""Rows as CSV and XLSX: numbers stay exact numbers, text is never a formula."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web import spreadsheets
from billing_suite.kernel.web.spreadsheets import amount_cell, csv_lines, download, xlsx_file

ROW: list[Any] = ["=1+1", Decimal("1234.50"), Decimal("-0.10"), 7, date(2026, 4, 3), None, "bell \x07"]
HEADS = ["Text", "Amount", "Negative", "Count", "Day", "Nothing", "Control"]


def opened(rows: list[list[Any]]) -> Any:
    with xlsx_file("A report: 2026/04", HEADS, rows) as file:
        return load_workbook(file)


def second_row(book: Any) -> Any:
    return next(iter(book.active.iter_rows(min_row=2)))


def test_csv_is_plain() -> None:
    assert list(csv_lines(HEADS, [ROW]))[1] == "'=1+1,1234.50,-0.10,7,2026-04-03,,bell \x07\r\n"


def test_xlsx_holds_numbers_dates_and_text_that_is_no_formula() -> None:
    book = opened([ROW])
    sheet, cells = book.active, second_row(book)
    assert [cell.value for cell in cells[:4]] == ["'=1+1", 1234.5, -0.1, 7]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "d", "n", "s"]
    assert cells[1].number_format == "#,##0.00" and cells[4].value.date() == date(2026, 4, 3)
    assert cells[6].value == "bell " and sheet.title == "A report  2026 04" and sheet.freeze_panes == "A2"


def test_decimals_are_those_of_the_currency_and_long_numbers_stay_exact() -> None:
    cells = second_row(
        opened([["", amount_cell(money("5", "JPY")), amount_cell(money("1.234", "KWD")), 0, None, None, ""]])
    )
    assert [cell.number_format for cell in cells[1:3]] == ["#,##0", "#,##0.000"]
    long = Decimal("12345678901234567.89")
    assert second_row(opened([["", long, long, 0, None, None, ""]]))[1].value == f"{long}"


def test_a_full_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "SHEET_ROWS", 3)
    book = opened([[str(n), None, None, n, None, None, ""] for n in range(5)])
    assert [sheet.max_row for sheet in book.worksheets] == [3, 3, 2]
    assert [sheet["A1"].value for sheet in book.worksheets] == ["Text"] * 3


def test_another_format_is_refused() -> None:
    with pytest.raises(Invalid, match="csv and xlsx"):
        download("ods", "x", HEADS, [])
