"""What docs/operations.md promises to whoever runs the suite: the environment, production's refusals, the commands."""

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from billing_suite.kernel.access.people import User
from billing_suite.kernel.web.commands import Door

ROOT = Path(__file__).resolve().parents[1]
ASKED = re.compile(r'\benv\.\w+\(\s*"([A-Z_]+)"')


def manage(*words: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """A command as a production host runs it: nothing of the tests' surroundings, no local switch."""
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-key-of-this-test-alone",
        "BILLING_LOCAL": "0",
        "BILLING_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/billing.sqlite3",
        **more,
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_does_not_load_the_demo(tmp_path: Path) -> None:
    done = manage("load_demo", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "CommandError: the demo has known passwords; production settings do not load it"
    ]
    assert done.stdout == ""


@pytest.mark.parametrize("local", ["0", "1"])
def test_only_a_test_process_takes_faults(tmp_path: Path, local: str) -> None:
    done = manage("verify", folder=tmp_path, BILLING_LOCAL=local, FAULTS="issue.after_number:kill")
    assert done.returncode == 1
    assert done.stderr.strip() == "error: FAULTS breaks the suite on purpose; only a test process may set it"


def test_a_database_that_is_not_made_yet_is_one_line(tmp_path: Path) -> None:
    done = manage("verify", "--json", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("CommandError: the database says: no such table")
    assert "manage.py migrate" in line


def test_a_wrong_argument_is_one_line(tmp_path: Path) -> None:
    done = manage("run_pipeline", "--today", "soon", folder=tmp_path)
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert line.endswith("error: argument --today: 'soon' is no day like 2026-01-31")


@pytest.mark.parametrize("command", ["verify", "migrate"])
def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path, command: str) -> None:
    done = manage(command, folder=tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_name_of_the_environment_is_in_the_paper() -> None:
    asked = set(ASKED.findall((ROOT / "billing_suite" / "settings.py").read_text(encoding="utf-8")))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.M))
    assert len(asked) > 10
    assert asked - told == set()
    assert told - asked - {"EMAIL_URL", "DATABASE_URL"} == set()


def test_every_command_of_ours_speaks_json() -> None:
    ours = ("billing_suite.", "crm", "projects", "accounting")
    found = {name for name, app in get_commands().items() if str(app).startswith(ours)} - {"migrate"}
    silent = [name for name in sorted(found) if not isinstance(load_command_class(get_commands()[name], name), Door)]
    assert len(found) >= 10
    assert silent == []


@pytest.mark.django_db
def test_a_new_installation_has_one_first_admin() -> None:
    out = StringIO()
    call_command("set_up_roles", admin="ada@example.com", json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"roles": 7, "admin": "ada@example.com"}
    ada = User.objects.get()
    assert ada.groups.get().name == "admin"
    assert (ada.is_superuser, ada.has_usable_password()) == (False, False)
    with pytest.raises(CommandError, match="there is an admin already"):
        call_command("set_up_roles", admin="eve@example.com")
    assert User.objects.count() == 1
