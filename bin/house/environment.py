"""The Python environment: `.venv`, from a hashed lock, made once and left alone until the lock changes."""

import hashlib
import os
import re
import secrets
import sys
from pathlib import Path

from house.shell import PYTHON, ROOT, VAR, VENV, fail, run, say
from house.system import VENV_PACKAGE, ensure

OLDEST, NEWEST = (3, 11), (3, 13)
FULLER = {"base": ("base", "dev"), "dev": ("dev",), "node": ("node",)}


def install(lock: str) -> None:
    """Have everything of `requirements/<lock>.txt` in `.venv`; at once when it is there already."""
    if any(_stamp(name).exists() and _stamp(name).read_text() == _mark(name) for name in FULLER[lock]):
        return
    _make_venv()
    say(f"installing requirements/{lock}.txt")
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    # the lock names every package; asking pip to resolve again would trip over releases younger than it
    run([*pip, "--no-deps", "--require-hashes", "-r", ROOT / "requirements" / f"{lock}.txt"], quiet=True)
    _stamp(lock).write_text(_mark(lock))


def write_local_settings() -> None:
    """`var/local.env`: the local run's secret key and switches, made once, never committed."""
    path = VAR / "local.env"
    (VAR / "static").mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"SECRET_KEY={secrets.token_urlsafe(48)}\nBILLING_LOCAL=1\n")
    say("wrote var/local.env")


def _make_venv() -> None:
    """A plain virtual environment of a Python that the suite supports."""
    if PYTHON.exists() and OLDEST <= _version_of_venv() <= NEWEST:
        return
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        fail(f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}; set PYTHON=python3.13")
    ensure(VENV_PACKAGE)
    say(f"making .venv with Python {sys.version.split()[0]}")
    run([sys.executable, "-m", "venv", "--clear", VENV])


def _version_of_venv() -> tuple[int, int]:
    """The Python that `.venv` was made with, (0, 0) when it does not say."""
    try:
        found = re.search(r"^version\s*=\s*(\d+)\.(\d+)", (VENV / "pyvenv.cfg").read_text(), re.MULTILINE)
    except OSError:
        return (0, 0)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _stamp(lock: str) -> Path:
    return VENV / f".installed-{lock}"


def _mark(lock: str) -> str:
    """What the stamp must say: this lock, installed for this Python."""
    digest = hashlib.sha256((ROOT / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()
    return f"{'.'.join(map(str, _version_of_venv()))} {digest}"
