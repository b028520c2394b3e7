"""The test lanes: one suite, run on each engine; and the lanes beside it, one folder each.

Each engine's lane migrates one database before its tests start, and sets the stage in a second one; every worker
gets a copy of both.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from house import postgres, redis, system
from house.shell import PYTHON, ROOT, fail, is_true, say, warn

NO_TESTS = 5
ENGINES = ("sqlite", "postgresql")
FOLDERS = {"browser": "tests/browser", "api": "tests/api"}
NO_SERVERS = {"DATABASE_URL": "", "REDIS_URL": ""}
ALWAYS = {
    "BILLING_TESTING": "1",
    "BILLING_LOCAL": "1",
    "SECRET_KEY": "known-to-everyone-and-good-for-tests-only",
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "PYTHONDONTWRITEBYTECODE": "",  # each of a lane's many processes would compile the suite anew
}


@dataclass(frozen=True)
class Engine:
    """One engine's surroundings: those of the tests, and those of the database that is copied for each worker."""

    name: str
    env: dict[str, str]
    template: str
    template_url: str

    def make_template(self) -> bool:
        """Migrate the database that the workers copy, and set the stage in a second one; False when that fails."""
        env = surroundings({**self.env, "DATABASE_URL": self.template_url, "REDIS_URL": ""})  # it wakes no worker
        return not _quietly([str(PYTHON), "-m", "tests.prepare"], env)


class Lanes:
    """Runs lanes one after the other and remembers what became of each."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = list(arguments)
        self.failed: list[str] = []
        self.skipped: list[str] = []

    def engines(self, names: Sequence[str]) -> None:
        """The suite on each engine: the databases side by side, then the tests one engine after the other."""
        with ExitStack() as stack:
            kinds = {"sqlite": sqlite, "postgresql": self.postgresql}
            engines = [engine for name in names if (engine := stack.enter_context(kinds[name]()))]
            with ThreadPoolExecutor(len(engines) or 1) as pool:
                made = list(pool.map(Engine.make_template, engines))
            for engine, is_made in zip(engines, made, strict=True):
                template = {"BILLING_TEST_TEMPLATE": engine.template} if is_made else {}
                self.pytest(engine.name, {**engine.env, **template}, _side_by_side())

    @contextmanager
    def postgresql(self) -> Iterator[Engine | None]:
        """PostgreSQL and Redis, with the databases of this run dropped at the end; None where there is no server."""
        with ExitStack() as stack:
            address = stack.enter_context(postgres.server())
            url = stack.enter_context(redis.server())
            if not url:
                self.skip("Redis", "no server answers, and none is installed to start one of our own")
            if not address:
                self.skip("PostgreSQL", "no server answers, and none is installed to start one of our own")
                yield None
                return
            name = f"billing_{os.getpid()}"
            template = f"{name}_template"
            stack.callback(postgres.clear, address, name)
            postgres.create(address, template)
            env = {"DATABASE_URL": _with_name(address, name), "REDIS_URL": url}
            env["BILLING_VAR"] = stack.enter_context(_folder())
            title = "PostgreSQL + Redis" if url else "PostgreSQL"
            yield Engine(title, env, template, _with_name(address, template))

    def beside(self, name: str) -> None:
        """A lane of its own folder: the browser, the API."""
        if name == "browser":
            system.ensure(system.CHROMIUM)
        with sqlite() as engine:
            template = {"BILLING_TEST_TEMPLATE": engine.template} if engine.make_template() else {}
            env = {**engine.env, **template, "CHROMIUM": system.browser() or ""}
            self.pytest(name, env, [FOLDERS[name], *_side_by_side()])

    def skip(self, name: str, reason: str) -> None:
        """A lane that cannot run is said aloud, and is a failure where CI says so."""
        self.skipped.append(f"{name} lane SKIPPED: {reason}")
        warn(f"\n!!!!!!!! {self.skipped[-1]} !!!!!!!!\n")

    def pytest(self, name: str, env: dict[str, str], options: Sequence[str]) -> None:
        """One pytest process on one engine."""
        say(f"\n======== lane: {name} ========")
        command = [str(PYTHON), "-m", "pytest", *options, *self.arguments]
        code = subprocess.run(command, cwd=ROOT, env=surroundings(env), check=False).returncode
        if code and not (code == NO_TESTS and self.arguments):
            self.failed.append(name)

    def verdict(self) -> int:
        """The exit code of all lanes together."""
        for line in self.skipped:
            warn(f"!!!!!!!! {line} !!!!!!!!")
        if self.failed:
            warn(f"error: failed on {' and '.join(self.failed)}")
            return 1
        return 1 if self.skipped and is_true("CI") else 0


@contextmanager
def sqlite() -> Iterator[Engine]:
    """The embedded database, without any server."""
    with _folder() as folder:
        template = f"{folder}/template.sqlite3"
        yield Engine("SQLite", {**NO_SERVERS, "BILLING_VAR": folder}, template, f"sqlite:///{template}")


def surroundings(env: dict[str, str]) -> dict[str, str]:
    """A lane's environment; an empty value takes a variable away."""
    own = {**ALWAYS, "CELERY_QUEUE": f"billing-test-{os.getpid()}", **env}
    return {key: value for key, value in {**os.environ, **own}.items() if value}


def main(arguments: Sequence[str] = sys.argv[1:]) -> int:
    """`[--lane sqlite|postgresql|browser|api] [pytest's own arguments]`; without a lane, both engines."""
    words = list(arguments)
    lane = ""
    if words[:1] == ["--lane"]:
        lane, words = words[1], words[2:]
    lanes = Lanes(words)
    if lane in FOLDERS:
        lanes.beside(lane)
    elif lane in {"", *ENGINES}:
        lanes.engines([lane] if lane else ENGINES)
    else:
        fail(f"there is no lane {lane}, only {', '.join((*ENGINES, *FOLDERS))}")
    return lanes.verdict()


def _side_by_side() -> list[str]:
    """As many workers as there are cores."""
    return ["-n", os.environ.get("TEST_WORKERS") or str(os.cpu_count() or 1), "--dist", "worksteal"]


def _with_name(address: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def _quietly(command: Sequence[str], env: dict[str, str]) -> int:
    """Run; what it says is told only when it fails."""
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        warn(f"{done.stdout}{done.stderr}".rstrip())
    return done.returncode


@contextmanager
def _folder() -> Iterator[str]:
    """A place for a lane's files, gone afterwards."""
    folder = tempfile.mkdtemp(prefix="billing-tests-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
