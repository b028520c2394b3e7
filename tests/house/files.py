"""The files of the house, as git knows them."""

import ast
import functools
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("billing_suite", "crm", "projects", "accounting")
Finder = Callable[[ast.AST], Iterator[tuple[int, str]]]
DOORS = ("views", "api", "admin", "portal")


@functools.cache
def tracked() -> tuple[str, ...]:
    """Every file that is, or is about to be, in the repository."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted(name for name in set(told.stdout.split("\0")) if name and (ROOT / name).is_file()))


@functools.cache
def text_of(name: str) -> str:
    """A tracked file's text; '' where it is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def modules(*starts: str) -> list[str]:
    """The product's Python files, migrations apart; of the named folders only, if any are named."""
    folders = starts or PACKAGES
    return [
        name
        for name in tracked()
        if name.endswith(".py") and "/migrations/" not in name and name.startswith(tuple(f"{f}/" for f in folders))
    ]


def doors() -> list[str]:
    """The modules that meet people and programs: views, API, admin, the portal; and all pages of the roof."""
    return [name for name in modules() if Path(name).stem in DOORS or set(Path(name).parts) & {*DOORS, "pages"}]


@functools.cache
def tree_of(name: str) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text_of(name), name)


def found(names: Iterable[str], finder: Finder) -> list[str]:
    """What a finder finds in these files, as `file:line what`."""
    return [f"{name}:{line} {what}" for name in names for line, what in finder(tree_of(name))]
