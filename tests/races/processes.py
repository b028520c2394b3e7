"""Other processes on the test's own database: workers that die, and people who act at the same instant.

Each is a real process, forked from one that has the suite loaded already (`nursery`), so that a kill -9
costs no start. What needs surroundings of its own (a broker) is started afresh.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[2]
OPENING = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
"""


def database_url() -> str:
    """The test database as another process reaches it."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    place = f"{facts['HOST']}:{facts['PORT']}" if facts["PORT"] else facts["HOST"]
    socket = facts["OPTIONS"].get("host", "")  # a private server of the lane listens on no port
    address = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{place}/{facts['NAME']}"
    return f"{address}?host={socket}" if socket else address


def surroundings(**env: str) -> dict[str, str]:
    """The environment of another process on the test's database."""
    return os.environ | {
        "DATABASE_URL": database_url(),
        "BILLING_VAR": str(settings.VAR_DIR),
        "EMAIL_URL": "filemail://",
        "REDIS_URL": "",
        "PYTHONPATH": str(ROOT),
        **env,
    }


def start_afresh(code: str, **env: str) -> tuple[int, str]:
    """Run this code in a process of its own surroundings; its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", OPENING + code],
        cwd=ROOT,
        env=surroundings(**env),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@dataclass
class Nursery:
    """The process that has the suite loaded, and forks a child for each thing to be done."""

    process: "subprocess.Popen[str] | None" = None
    folder: "tempfile.TemporaryDirectory[str]" = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="races-")
    )
    born: int = 0

    def ask(self, **words: object) -> int:
        """Say one thing to it; its answer is a number."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.races.nursery"],
                cwd=ROOT,
                env=surroundings(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self) -> None:
        """It ends when nobody speaks to it any more."""
        if self.process is not None:
            self.process.communicate(timeout=10)
            self.process = None
        self.folder.cleanup()


NURSERY = Nursery()


@dataclass(frozen=True)
class Child:
    """A process forked for one thing, and where it says what it says."""

    pid: int
    said: Path


def launch(code: str, **env: str) -> Child:
    """Start a process that runs this code in the suite."""
    NURSERY.born += 1
    said = Path(NURSERY.folder.name) / f"{NURSERY.born}.log"
    return Child(NURSERY.ask(code=code, env=env, said=str(said)), said)


def finish(child: Child) -> tuple[int, str]:
    """Wait for a process; its exit code and what it printed."""
    code = NURSERY.ask(wait=child.pid)
    connections.close_all()
    return code, child.said.read_text()


RUNNER = 'from django.core.management import call_command; call_command("jobs", until_empty=True)'


def run_jobs(**env: str) -> int:
    """A worker process that does what is due, and maybe dies at it."""
    return finish(launch(RUNNER, **env))[0]
