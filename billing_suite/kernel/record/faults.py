"""Named points at which a test process may be made to fail (INVARIANTS 2.7); they do nothing elsewhere."""

import os
import signal
import time

from django.db import connection

_counts: dict[str, int] = {}


def point(name: str) -> None:
    """Fail here if `FAULTS=name:action[:nth]` names this point; actions: kill, raise, sleep, dropdb."""
    wanted = os.environ.get("FAULTS", "")
    if not wanted:
        return
    for entry in wanted.split(","):
        fault, action, *rest = entry.split(":")
        if fault == name:
            _counts[name] = _counts.get(name, 0) + 1
            if _counts[name] == (int(rest[0]) if rest else 1):
                _fail(name, action)


def _fail(name: str, action: str) -> None:
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "sleep":
        time.sleep(2)
    elif action == "dropdb":
        connection.connection.close()
    else:
        raise RuntimeError(f"fault at {name}")
