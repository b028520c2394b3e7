"""Other processes on the test's own database: workers that die, and people who act at the same instant."""

import os
import subprocess
import sys
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
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def launch(code: str, **env: str) -> subprocess.Popen[str]:
    """Start a process that runs this code in the suite."""
    surroundings = os.environ | {
        "DATABASE_URL": database_url(),
        "BILLING_VAR": str(settings.VAR_DIR),
        "EMAIL_URL": "filemail://",
        "REDIS_URL": "",
        "JOB_LEASE_SECONDS": "1",
        "PYTHONPATH": str(ROOT),
        **env,
    }
    return subprocess.Popen(
        [sys.executable, "-c", OPENING + code],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a process; its exit code and what it printed."""
    out, err = process.communicate(timeout=120)
    connections.close_all()
    return process.returncode, out + err


RUNNER = 'from django.core.management import call_command; call_command("jobs", until_empty=True)'


def run_jobs(**env: str) -> int:
    """A worker process that does what is due, and maybe dies at it."""
    return finish(launch(RUNNER, **env))[0]
