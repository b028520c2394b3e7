"""Files of other tools: what is read as what, and what is refused with which line."""

import io

import pytest

from billing_suite.kernel.record.sheets import STREAM_LIMIT, Cells, Layout, SheetRefused
from projects.time.importing.cells import open_time_sheet as open_sheet

HEAD = "Date,Email,Project,Task,Hours,Notes"
ROW = "2026-03-02,mia@spree.example,PRJ-00001,Build,1.5,Größe & Maß"


def read(data: bytes | str | io.BytesIO) -> tuple[Layout, list[Cells]]:
    layout, rows = open_sheet(data)
    return layout, list(rows)


def refusal(data: bytes | str | io.BytesIO) -> str:
    with pytest.raises(SheetRefused) as refused:
        read(data)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("encode", "name"),
    [
        (lambda text: text.encode(), "utf-8-sig"),
        (lambda text: text.encode("utf-8-sig"), "utf-8-sig"),
        (lambda text: text.encode("utf-16"), "utf-16"),
        (lambda text: b"\xfe\xff" + text.encode("utf-16-be"), "utf-16"),
        (lambda text: text.encode("cp1252"), "cp1252"),
        (lambda text: text, "utf-8-sig"),
        (lambda text: io.BytesIO(text.encode()), "utf-8-sig"),
    ],
)
def test_encodings_are_told_apart(encode, name):
    layout, [row] = read(encode(f"{HEAD}\n{ROW}\n"))
    assert layout.encoding == name
    assert row.texts["note"] == "Größe & Maß"
    assert row.line == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter, ending):
    text = ending.join([HEAD, ROW, ROW]).replace(",", delimiter)
    layout, rows = read(text)
    assert layout.delimiter == delimiter
    assert [row.line for row in rows] == [2, 3]
    assert {row.texts["hours"] for row in rows} == {"1.5"}


@pytest.mark.parametrize(
    ("header", "used"),
    [
        ("DATUM;Mitarbeiter;Projekt;Aufgabe;Stunden", ("DATUM", "Mitarbeiter", "Projekt", "Aufgabe", "Stunden")),
        ("date,user,Email,project,task,duration", ("date", "Email", "project", "task", "duration")),
        (
            "Date,Project,Project Code,Task,Hours,E-mail address",
            ("Date", "E-mail address", "Project Code", "Task", "Hours"),
        ),
        (
            "Start Date,Email,Project,Task,Duration (h),Duration (decimal)",
            ("Start Date", "Email", "Project", "Task", "Duration (decimal)"),
        ),
        (
            '"Work_Date","person-email","PROJECT","  Task ","Hours"',
            ("Work_Date", "person-email", "PROJECT", "Task", "Hours"),
        ),
    ],
)
def test_columns_go_by_many_names_and_the_surest_counts(header, used):
    layout, _ = read(header + "\n")
    assert tuple(layout.columns[column] for column in ("date", "person", "project", "task", "hours")) == used


def test_unknown_columns_are_named_as_ignored():
    layout, [row] = read("Tags,Date,User,Project,Task,Hours,,User name\na,2026-03-02,u,P,T,1,x,y")
    assert layout.ignored == ["Tags", "User name"]
    assert row.texts == {"date": "2026-03-02", "person": "u", "project": "P", "task": "T", "hours": "1"}
    assert row.too_many == 0


def test_the_line_excel_writes_for_itself_is_passed_over():
    layout, [row] = read(f"sep=;\r\n{HEAD}\r\n{ROW}\r\n".replace(",", ";"))
    assert layout.delimiter == ";"
    assert row.line == 3


def test_a_row_is_named_by_the_line_it_starts_on():
    text = f'{HEAD}\n2026-03-02,d,P,T,1,"two\nlines, and ""quotes"""\n\n , ,\n{ROW}\n'
    _, rows = read(text)
    assert [row.line for row in rows] == [2, 6]
    assert rows[0].texts["note"] == 'two\nlines, and "quotes"'


def test_short_rows_lack_their_last_cells_and_long_ones_are_counted():
    _, rows = read(f"{HEAD}\n2026-03-02,d,P,T,1\n2026-03-02,d,P,T,1,a, b,,\n")
    assert rows[0].texts["note"] == ""
    assert [row.too_many for row in rows] == [0, 1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\xff\xfe", "the file is empty"),
        (b"\n\nDate\n", "the file is empty"),
        ("Date,Email,Project\n", "no column for task, hours; the first line names 'Date', 'Email', 'Project'"),
        ("PK\x03\x04 not a table", "no column for date, person"),
        (f"{HEAD},Hours\n{ROW}\n", "two columns are called 'Hours'"),
        (f"{HEAD}\n{ROW}\n{ROW}\0\n", "line 3: a NUL byte"),
        (f"{HEAD}\n{ROW}\n".encode("utf-16-le"), "line 1: a NUL byte"),
        (b"\xff\xfe" + HEAD.encode("utf-16-le") + b"\n\0\x41\xd8", "after line 1: broken UTF-16 text"),
        (f"{HEAD}\n{ROW}\n".encode() + b"M\xfcller", "line 3: neither UTF-8 nor Windows-1252"),
        (f"{HEAD}\n".encode() + b"\xfc \x81", "line 2: neither UTF-8 nor Windows-1252"),
        (f'{HEAD}\n{ROW}\n2026-03-02,d,P,T,1,"open\n{ROW}\n', "line 3: unexpected end of data"),
        (f'{HEAD}\n2026-03-02,d,P,T,1,"a"b\n', "line 2: ',' expected after '\"'"),
        (f"{HEAD}\n2026-03-02,d,P,T,1,{'x' * 200_000}\n", "line 2: field larger than field limit"),
        ("x" * 200_000, "no column for date"),
        ("\ud800", "half a character"),
        (b"x" * (10 * 1024 * 1024 + 1), "at most 10,485,760 are read (INV-50)"),
    ],
    ids=lambda each: "" if len(each) > 99 else None,
)
def test_a_file_that_is_no_sheet_is_one_clear_line(data, said):
    assert said in refusal(data)
    assert len(refusal(data)) < 1500


def test_inv50_a_file_on_disk_may_have_a_hundred_megabytes(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(f"{HEAD}\n{ROW}\n")
    with path.open("r+b") as file:
        assert len(read(file)[1]) == 1
        assert not file.closed
        file.truncate(STREAM_LIMIT + 1)
        assert "at most 104,857,600 are read (INV-50)" in refusal(file)
