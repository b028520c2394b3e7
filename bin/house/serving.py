"""The running suite: a web process and what does its jobs, as children that are kept alive and stopped by pid."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

from house.shell import PYTHON, ROOT, fail, say, warn

HOST = "127.0.0.1"
GRACE = 15.0
FAILURES = 5
SHORT_LIFE = 5.0
END_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG


@dataclass
class Child:
    """One process of the suite: what it is, how it starts, how often in a row it ended at once."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us, and we end it in good order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 there are no threads here
        )

    def is_hopeless(self) -> bool:
        """It ended again and again, each time soon after its start."""
        self.failures = self.failures + 1 if time.monotonic() - self.started < SHORT_LIFE else 0
        return self.failures >= FAILURES


class Stop(Exception):
    """Somebody asked for the end."""


def children(port: int) -> list[Child]:
    """The web process; and the job runner, or with a broker and a server database Celery's worker and beat."""
    python = str(PYTHON)
    web = [python, "-m", "gunicorn", "billing_suite.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2"]
    found = [Child("web", [*web, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"])]
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        celery = [python, "-m", "celery", "-A", "billing_suite.celery"]
        found.append(Child("worker", [*celery, "worker", "--loglevel", "warning", "--concurrency", "2"]))
        found.append(Child("beat", [*celery, "beat", "--loglevel", "warning"]))
    else:
        found.append(Child("jobs", [python, "manage.py", "jobs"]))
    return found


def check_port(port: int) -> None:
    """End with one clear line when something else listens there."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((HOST, port))
        except OSError:
            fail(f"something listens on {HOST}:{port} already; choose another with PORT={port + 1}")


def serve(port: int, greeting: Sequence[str]) -> None:
    """Run the children until Ctrl-C or SIGTERM; one that dies is started again."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    running = children(port)
    try:
        for child in running:
            child.start()
        _wait_for_answer(port, running)
        for line in greeting:
            say(line)
        _keep_alive(running)
    except Stop:
        say("\nstopping")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop(running)


def stop(running: Sequence[Child]) -> None:
    """Ask each child by its pid to end, and end it by force when it takes too long."""
    alive = [child.process for child in running if child.process and child.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in alive:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with_parent() -> None:
    """In the child: end when we are killed without a chance to say so. Linux only; elsewhere it stays."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM)


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _keep_alive(running: Sequence[Child]) -> None:
    """Watch, and start again what died."""
    while True:
        _restart_the_dead(running)
        time.sleep(0.5)


def _restart_the_dead(running: Sequence[Child]) -> None:
    for child in running:
        code = child.process.poll() if child.process else None
        if code is None:
            continue
        if child.is_hopeless():
            fail(f"the {child.name} process ended at once, {FAILURES} times in a row, the last time with {code}")
        warn(f"the {child.name} process ended with {code}; starting it again")
        child.start()


def _wait_for_answer(port: int, running: Sequence[Child]) -> None:
    """Until the web process answers anything at all, for a minute at most."""
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            _restart_the_dead(running)
            time.sleep(0.25)
        else:
            return
    fail(f"no answer on http://{HOST}:{port} within a minute")
