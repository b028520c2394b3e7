"""A Redis for the tests: the one that is named, one that answers here, or a private one for this run."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def server() -> Iterator[str]:
    """The address of a Redis, or '' when there is none."""
    if url := os.environ.get("REDIS_URL", ""):
        yield url
    elif answers(6379):
        yield "redis://127.0.0.1:6379/15"
    else:
        with private() as url:
            yield url


def answers(port: int) -> bool:
    """Whether a Redis says PONG on this port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@contextmanager
def private() -> Iterator[str]:
    """A Redis of our own on a free port of the loopback, gone at the end; '' where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield ""
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="billing-redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        keep_nothing = ["--save", "", "--appendonly", "no"]
        process = subprocess.Popen([program, *options, *keep_nothing], stdout=subprocess.DEVNULL)
        try:
            yield f"redis://127.0.0.1:{port}/0" if _comes_up(port) else ""
        finally:
            process.terminate()
            process.wait(10)


def _comes_up(port: int) -> bool:
    for _ in range(100):
        if answers(port):
            return True
        time.sleep(0.05)
    return False
