"""What the papers say: the commands they tell a reader to type, and the words of the glossary."""

import re
from collections.abc import Iterator

from tests.house.files import text_of, tracked

BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
MANAGE = re.compile(r"manage\.py +([a-z_]+)((?: +[^\s|;&>#]+)*)")
MAKE = re.compile(r"(?<![\w./-])make +((?:[A-Z_]+=\S+ +)*)([a-z][a-z-]*)")
SCRIPT = re.compile(r"(?<![\w/.-])(bin/[a-z_-]+|\.ci/run)(?![\w./-])")
OPTION = re.compile(r"(?<!\S)(--[a-z][a-z-]*)")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def papers() -> list[str]:
    """The documents that speak to people."""
    return [name for name in tracked() if name.endswith(".md") and not name.startswith("tests/")]


def code_of(text: str) -> Iterator[str]:
    """What stands in code blocks and code spans: only that is meant to be typed."""
    rest = text
    for block in BLOCK.findall(text):
        yield from block.splitlines()
    rest = BLOCK.sub("", rest)
    yield from SPAN.findall(rest)


def commands_of(text: str) -> set[tuple[str, tuple[str, ...]]]:
    """The management commands that a text tells of, with their options."""
    return {(name, tuple(OPTION.findall(rest))) for code in code_of(text) for name, rest in MANAGE.findall(code)}


def targets_of(text: str) -> set[str]:
    """The make targets that a text tells of."""
    return {target for code in code_of(text) for _, target in MAKE.findall(code)}


def scripts_of(text: str) -> set[str]:
    """The scripts of the house that a text tells of."""
    return {script for code in code_of(text) for script in SCRIPT.findall(code)}


def words_of(model_name: str) -> str:
    """`TimeEntry` as the glossary says it: `time entry`."""
    return CAMEL.sub(" ", model_name).lower()


def glossary() -> str:
    """The glossary in small letters, '' while there is none."""
    name = "docs/glossary.md"
    return text_of(name).lower() if name in tracked() else ""
