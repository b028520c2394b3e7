"""A PostgreSQL for the tests: the one that is named, one that answers here, or a private one for this run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from house.shell import PYTHON, ROOT, VAR

INSTALLED = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin")
TEXT = ("-E", "UTF8", "--locale=C")
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"
USERS = ("postgres", "nobody")
ASK = """
import sys, psycopg
row = psycopg.connect(sys.argv[1], connect_timeout=3).execute(
    "select rolcreatedb or rolsuper from pg_roles where rolname = current_user").fetchone()
sys.exit(not row[0])
"""
CREATE = """
import sys, psycopg
from psycopg import sql
with psycopg.connect(sys.argv[1], autocommit=True) as on:
    on.execute(sql.SQL("create database {}").format(sql.Identifier(sys.argv[2])))
"""
CLEAR = """
import sys, psycopg
from psycopg import sql
with psycopg.connect(sys.argv[1], autocommit=True) as on:
    for (name,) in on.execute("select datname from pg_database where datname ~ %s", [sys.argv[2]]).fetchall():
        on.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
"""


@contextmanager
def server() -> Iterator[str]:
    """The address of a server where tests may make databases, '' when there is none."""
    if address := named() or local():
        yield address
        return
    with private() as address:
        yield address


def named() -> str:
    """What DATABASE_URL says, when it is PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith(("postgres:", "postgresql:", "psql:", "pgsql:")) else ""


def local() -> str:
    """A server on the default port that lets this user, or `postgres`, make databases."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    for user in dict.fromkeys((os.environ.get("PGUSER", me), "postgres")):
        address = f"postgres://{user}@127.0.0.1:5432/postgres"
        if not _python(ASK, address):
            return address
    return ""


@contextmanager
def private() -> Iterator[str]:
    """A server of our own on a socket in a temporary folder, gone at the end; '' where it cannot be."""
    binaries = _binaries()
    wrap = _as_ordinary_user()
    if binaries is None or wrap is None:
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="billing-pg-") as folder:
        user, prefix = wrap
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        control = [*prefix, str(binaries / "pg_ctl"), "-D", data, "-w", "-t", "30", "-s"]
        init = [str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-N", *TEXT]
        options = f"-k {folder} {OPTIONS}"
        start = [*control, "-l", f"{folder}/log", "-o", options, "start"]
        if _quiet([*prefix, *init], folder) or _quiet(start, folder):
            yield ""
            return
        try:
            yield f"postgres://postgres@/postgres?host={folder}"
        finally:
            _quiet([*control, "-m", "immediate", "stop"], folder)


def create(address: str, name: str) -> None:
    """An empty database."""
    _python(CREATE, address, name)


def clear(address: str, name: str) -> None:
    """Drop what a run that was cut short left: its own databases, none else."""
    _python(CLEAR, address, f"^(test_)?{name}(_gw[0-9]+|_template)?(_staged)?$")


def _python(code: str, *arguments: str) -> int:
    command = [str(PYTHON), "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def _quiet(command: list[str], folder: str) -> int:
    """Run as the server's user; what it says goes to a log, since it may keep the pipe open for ever."""
    with (VAR / "postgres.log").open("ab") as log:
        return subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=False).returncode


def _binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    folders = [path for pattern in INSTALLED for path in Path("/").glob(pattern)]
    if found := [path for path in folders if (path / "initdb").exists()]:
        return max(found, key=lambda path: int("".join(filter(str.isdigit, str(path))) or 0))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("pg_ctl") else None


def _as_ordinary_user() -> tuple[str, list[str]] | None:
    """PostgreSQL refuses to run as root: whom to run as ('' for oneself), and the words before a command."""
    if os.geteuid() != 0:
        return "", []
    if shutil.which("runuser") is None:
        return None
    for user in USERS:
        try:
            pwd.getpwnam(user)
        except KeyError:
            continue
        return user, ["runuser", "-u", user, "--"]
    return None
