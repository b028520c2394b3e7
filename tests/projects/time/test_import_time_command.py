"""`manage.py import_time`: one clear line on failure, every bad row in the report, JSON for machines."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from billing_suite.kernel.record.audit import AuditRow
from projects.time.models import TimeEntry
from tests.builders import Stage
from tests.projects.time.cast import Cast, play_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(stage: Stage) -> Cast:
    return play_cast(stage)


@pytest.fixture
def path(tmp_path: Path, cast: Cast) -> Path:
    """A sheet of two rows, in German."""
    ref = cast.project.reference
    rows = ["Datum;User;Projekt;Task;Stunden;Notiz"]
    rows += [f"{day}.03.2026;mia@spree.example;{ref};Größe prüfen;1,5;Maß" for day in ("02", "03")]
    file = tmp_path / "zeiten.csv"
    file.write_bytes("\r\n".join(rows).encode("cp1252"))
    return file


def run(path: object, *options: str, as_: str = "Fay@Spree.example") -> str:
    out, err = StringIO(), StringIO()
    try:
        call_command(
            "import_time", str(path), "--as", as_, "--date-format", "%d.%m.%Y", *options, stdout=out, stderr=err
        )
    finally:
        assert err.getvalue() == ""  # progress is for terminals
    return out.getvalue()


def failure(path: object, *options: str, code: int = 1, as_: str = "fay@spree.example") -> str:
    with pytest.raises(CommandError) as failed:
        run(path, *options, as_=as_)
    assert failed.value.returncode == code
    assert "\n" not in str(failed.value)
    return str(failed.value)


def test_it_books_and_says_so_and_says_so_when_nothing_is_new(path, cast):
    assert run(path) == "2 rows: 2 booked (3.00 hours), 0 imported before, 0 wrong\n"
    assert run(path) == "2 rows: nothing new, 2 imported before, 0 wrong\n"
    assert set(AuditRow.objects.filter(table="projects_timeentry").values_list("actor", "door")) == {
        (cast.fay.tag, "command")
    }


def test_it_speaks_json(path):
    said = json.loads(run(path, "--json"))
    numbers = {"rows": 2, "booked": 2, "minutes": 180, "known": 0, "bad_rows": 0}
    assert said == {**numbers, "bad": [], "remarks": [], "written": True}


def test_a_dry_run_writes_nothing(path):
    assert run(path, "--dry-run").endswith("2 booked (3.00 hours), 0 imported before, 0 wrong; nothing is written\n")
    assert json.loads(run(path, "--dry-run", "--json"))["written"] is False
    assert not TimeEntry.objects.exists()


def test_bad_rows_are_listed_and_nothing_is_imported(path):
    path.write_bytes(path.read_bytes().replace(b"03.03.2026", b"2026-03-03"))
    said = failure(path)
    assert said.startswith("1 of 2 rows are wrong and nothing is imported; first line 3, date: ")
    assert not TimeEntry.objects.exists()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_time", path, "--as=fay@spree.example", "--json", "--date-format=%d.%m.%Y", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["bad_rows"], report["written"]) == (1, False)
    assert report["bad"] == [
        {"line": 3, "column": "date", "reason": "'2026-03-03' is not a date like %d.%m.%Y"},
    ]


def test_partial_imports_the_good_rows_and_exits_2(path):
    path.write_bytes(path.read_bytes().replace(b"03.03.2026", b"x"))
    assert failure(path, "--partial", code=2) == "1 of 2 rows are wrong and left out"
    assert TimeEntry.objects.count() == 1


def test_who_imports_has_to_be_said(path):
    with pytest.raises(CommandError, match="say who imports: --as EMAIL of a user with the right import_time"):
        call_command("import_time", path)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("nobody@spree.example", "no active user has the e-mail nobody@spree.example"),
        ("mia@spree.example", "Mia Keller may not import time sheets (right import_time)"),
    ],
)
def test_who_imports_has_the_right(path, who, said):
    assert failure(path, as_=who) == said
    assert failure(path, "--dry-run", as_=who) == said
    assert not TimeEntry.objects.exists()


def test_a_file_that_cannot_be_read_is_one_line(path, tmp_path):
    assert failure(tmp_path / "none.csv").endswith("none.csv: No such file or directory")
    assert failure(tmp_path).endswith("Is a directory")
    path.write_bytes(b"\x7fELF\x02\x01\x01\x00")
    assert failure(path).startswith("line 1: a NUL byte; this is no text")
    path.write_bytes(b"")
    assert failure(path) == "the file is empty: its first line names the columns"


def test_a_database_that_fails_is_one_line(path):
    def fail(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("database is locked\nmore of it")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        assert failure(path) == "nothing is imported: database is locked"
