"""A process with the suite loaded and no connection open: it forks a child for each line it reads.

A line asks for a child (`code`, `env`, `said`), answered with its pid, or for the end of one (`wait`),
answered with its exit code, negative for the signal that killed it.
"""

import json
import os
import sys
import time
import traceback
from typing import Any

import django

PATIENCE = 120


def load() -> None:
    """Everything a child may need, imported once; nothing connected."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.core import checks
    from django.db import connections

    import accounting.billing.tasks  # noqa: F401
    from billing_suite.kernel.web.pdf import HTML

    HTML(string="<p>Fonts are found once.").write_pdf()
    checks.run_checks()
    connections.close_all()


def bear(code: str, env: dict[str, str], said: str) -> int:
    """Fork a child that runs this code and writes what it prints to a file."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        os.environ.update(env)
        out = os.open(said, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        for stream in (1, 2):
            os.dup2(out, stream)
        exec(compile(code, "<child>", "exec"), {"__name__": "child"})
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def await_end(pid: int) -> int:
    """The exit code of a child; one that takes too long is killed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(pid, 9)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def answer(words: dict[str, Any]) -> int:
    """What a line asks for."""
    return await_end(words["wait"]) if "wait" in words else bear(**words)


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    load()
    for line in sys.stdin:
        answers.write(f"{answer(json.loads(line))}\n")
        answers.flush()
