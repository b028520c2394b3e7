"""A Redis of a test's own, and Celery's real processes on it: all of them may be killed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from tests.races.processes import ROOT, database_url

QUICK = {"JOB_LEASE_SECONDS": "2", "SWEEP_SECONDS": "1"}


@dataclass
class Broker:
    """A Redis that keeps nothing on disk, on a free port of the loopback."""

    folder: Path
    port: int = 0
    server: "subprocess.Popen[bytes] | None" = None
    started: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    queue: str = field(default_factory=lambda: f"test-{uuid4().hex[:8]}")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def env(self) -> dict[str, str]:
        """The surroundings of the processes on it."""
        return {"REDIS_URL": self.url, "CELERY_QUEUE": self.queue, **QUICK}

    def start(self) -> None:
        """Up, and empty; on the port it had, if it had one."""
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed")
        self.port = self.port or free_port()
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.server = subprocess.Popen(
            [program, *words], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        eventually(self.answers, 10)

    def answers(self) -> bool:
        """Whether something listens there."""
        with socket.socket() as line:
            line.settimeout(0.2)
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Gone, with everything it held."""
        if self.server:
            kill(self.server)
            self.server = None

    def celery(self, *words: str, **env: str) -> "subprocess.Popen[bytes]":
        """One of Celery's processes on the test's own database."""
        surroundings = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": database_url(),
            "BILLING_VAR": str(settings.VAR_DIR),
            "EMAIL_URL": "filemail://",
            "PYTHONPATH": str(ROOT),
            **self.env,
            **env,
        }
        log = (self.folder / f"{words[0]}-{len(self.started)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "billing_suite.celery", *words],
                cwd=ROOT,
                env=surroundings,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.started.append(process)
        return process

    def worker(self, **env: str) -> "subprocess.Popen[bytes]":
        """A worker in one process, so that a kill takes all of it."""
        return self.celery(
            "worker", "--pool", "solo", "--loglevel", "info", "--without-gossip", "--without-mingle", **env
        )

    def beat(self) -> "subprocess.Popen[bytes]":
        """The clock that sends the sweeper."""
        return self.celery("beat", "--schedule", str(self.folder / "beat"), "--loglevel", "info")

    def said(self) -> str:
        """What its processes wrote, for a test that fails."""
        return "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log")))


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9 to this process, and no other."""
    if process.poll() is None:
        process.kill()
    process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def eventually(holds: Callable[[], bool], seconds: int, told: Callable[[], str] = str) -> None:
    """Wait until it holds, looking ten times a second."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, told()
        time.sleep(0.1)


@contextmanager
def broker_in(folder: Path) -> Iterator[Broker]:
    """A running broker; it and every process started on it are gone afterwards."""
    broker = Broker(folder)
    broker.start()
    try:
        yield broker
    finally:
        for process in broker.started:
            kill(process)
        broker.stop()
