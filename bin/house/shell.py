"""Where things are, and how a command is run, told of and failed."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"


def say(line: str) -> None:
    """One line to the person at the terminal."""
    print(line, flush=True)


def warn(line: str) -> None:
    """One line they must not miss."""
    print(line, file=sys.stderr, flush=True)


def fail(line: str, code: int = 1) -> NoReturn:
    """End with one clear line."""
    warn(f"error: {line}")
    raise SystemExit(code)


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, quiet: bool = False) -> None:
    """Run a command in the project's folder; end with one clear line when it fails.

    `quiet` keeps its output back and shows it only on failure.
    """
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        if quiet and done.stdout:
            warn(done.stdout.rstrip())
        fail(f"`{' '.join(words)}` ended with {done.returncode}", done.returncode)


def is_true(name: str) -> bool:
    """Whether an environment variable is switched on."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}
