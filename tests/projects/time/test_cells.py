"""Cells of a time sheet: exactly these texts are values, every other one is named with its line and column."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_suite.kernel.record.sheets import BadCell, Cells, SheetRefused
from billing_suite.kernel.values.hours import parse_hours
from projects.time.importing.cells import SaidRow, check_date_format, read_row

GOOD = {"date": "2026-03-02", "person": "mia@spree.example", "project": "PRJ-00001", "task": "Build", "hours": "1.5"}


def said(date_format: str = "", **texts: str) -> SaidRow:
    row = read_row(Cells(7, GOOD | texts, 0), date_format)
    assert isinstance(row, SaidRow), row
    return row


def wrong(date_format: str = "", **texts: str) -> str:
    bad = read_row(Cells(7, GOOD | texts, 0), date_format)
    assert isinstance(bad, list), bad
    assert [each.column for each in bad] == list(texts)
    assert {each.line for each in bad} == {7}
    return str(bad[0])


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1.5", 90), ("1,5", 90), ("1:30", 90), ("90m", 90), ("90 min", 90), (" 0.25 ", 15), ("24", 1440), ("0:01", 1)],
)
def test_hours_have_three_forms(text, minutes):
    assert said(hours=text).minutes == minutes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "0:00",
        "24.01",
        "24:01",
        "1441m",
        "-1",
        "1:60",
        "1.001",
        "1e1",
        "1_0",
        "٣",
        "=1+1",
        "1h30",
        "one",
        "1\n5",
    ],
)
def test_other_hours_are_refused(text):
    assert wrong(hours=text).startswith("line 7, hours: ")


@pytest.mark.parametrize(
    ("text", "date_format"),
    [("2026-02-01", ""), (" 2026-02-01 ", ""), ("01.02.2026", "%d.%m.%Y"), ("2/1/26", "%m/%d/%y")],
)
def test_days_are_iso_or_of_the_format_asked_for(text, date_format):
    assert said(date_format, date=text).work_date == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("01.02.2026", ""),
        ("2026-02-30", ""),
        ("20260201", ""),
        ("2026-W05-1", ""),
        ("2026-02-01T00:00", ""),
        ("２０２６-02-01", ""),
        ("", ""),
        ("46054", ""),
        ("2026-02-01", "%d.%m.%Y"),
        ("32.01.2026", "%d.%m.%Y"),
        ("０1.02.2026", "%d.%m.%Y"),
    ],
)
def test_other_days_are_refused_never_guessed(text, date_format):
    assert f"is not a date like {date_format or 'YYYY-MM-DD'}" in wrong(date_format, date=text)


@pytest.mark.parametrize("date_format", ["%d.%m", "%H:%M", "day", "%", "%d.%m.%Q", "%Y", "%%"])
def test_a_format_that_loses_the_day_is_refused(date_format):
    with pytest.raises(SheetRefused, match="is not a date format with day, month and year"):
        check_date_format(date_format)


def test_formats_that_keep_the_day_pass():
    for date_format in ("", "%d.%m.%Y", "%m/%d/%y", "%d %b %Y", "%Y%m%d"):
        assert check_date_format(date_format) == date_format


@pytest.mark.parametrize(
    ("text", "billable"),
    [("Yes", True), ("TRUE", True), ("1", True), ("ja", True), ("no", False), ("0", False), (" Non-Billable ", False)],
)
def test_billable_is_said_in_words(text, billable):
    assert said(billable=text).billable is billable


@pytest.mark.parametrize("text", ["", "maybe", "2", "=TRUE()"])
def test_billable_is_never_guessed(text):
    assert wrong(billable=text).endswith("is neither yes nor no")


def test_a_sheet_without_the_column_is_billable_and_has_no_ids():
    row = said()
    assert (row.billable, row.note, row.external_id) == (True, "", "")


def test_names_have_no_blanks_around_them_and_are_never_empty():
    assert said(person=" d@x ", task="\tBuild ").email == "d@x"
    for column in ("person", "project", "task", "external_id"):
        assert wrong(**{column: " "}).endswith("empty")


def test_a_note_is_kept_as_it_stands_or_refused_never_cut():
    for note in (" =cmd|'/c calc'!A0 ", "+49", "-x", "@home", "a\r\nb", "", "x" * 300):
        assert said(note=note).note == note
    assert wrong(note="x" * 301) == "line 7, note: 301 characters; a note has at most 300"


def test_an_external_id_fits_its_column_and_is_not_one_of_ours():
    assert said(external_id=" 4711 ").external_id == "4711"
    assert said(external_id="x" * 80).external_id == "x" * 80
    for text in ("x" * 81, "row:1"):
        assert "is no id" in wrong(external_id=text)


def test_every_bad_cell_of_a_row_is_told():
    row = read_row(Cells(9, GOOD | {"date": "x", "hours": "y", "billable": "z"}, 2), "")
    assert isinstance(row, list)
    assert [bad.column for bad in row] == ["row", "date", "hours", "billable"]
    assert str(row[0]) == "line 9, row: 2 more cells than the first line has columns: is a delimiter not quoted?"


@given(st.fixed_dictionaries({column: st.text(max_size=400) for column in (*GOOD, "note", "billable", "external_id")}))
def test_any_texts_are_values_or_told_by_line_never_a_crash(texts):
    row = read_row(Cells(3, texts, 0), "")
    if isinstance(row, list):
        assert row
        assert all(isinstance(bad, BadCell) and bad.line == 3 and len(str(bad)) < 200 for bad in row)
        assert not any("\n" in str(bad) or "\0" in str(bad) for bad in row)
    else:
        assert row.note == texts["note"]
        assert row.minutes == parse_hours(texts["hours"])
        assert row.work_date.isoformat() == texts["date"].strip()
