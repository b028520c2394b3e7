"""A timeline file: dated lines, relative dates, and the order they are played in."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.values.dates import month_end, month_start, working_day
from billing_suite.kernel.values.refusals import Invalid

RELATIVE = re.compile(r"M([+-]\d+)?(?: w(\d+)| (end))?(?: ([+-]\d+)d)?", re.ASCII)
LINE_KEYS = {"on", "by", "do", "with", "as", "expect", "of", "is", "count", "report", "note"}


class BadTimeline(Invalid):
    """The file cannot be played, and where."""

    code = "bad-timeline"


@dataclass(frozen=True)
class TimelineLine:
    """One line as it is played: its place, its day, and its content."""

    position: int
    on: date
    content: dict[str, Any]

    @property
    def hash(self) -> str:
        """What makes a changed line known as changed."""
        return content_hash(self.content)


@dataclass(frozen=True)
class TimelineFile:
    """A timeline as written."""

    name: str
    anchor: str
    set_up: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    pipeline: dict[str, Any]


def read_timeline(path: Path) -> TimelineFile:
    """The file, checked for shape; docs/timelines.schema.json says the same to editors."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadTimeline(f"{path.name} cannot be read: {error}", record=path.name) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
        raise BadTimeline(f"{path.name} has no name", record=path.name)
    if unknown := set(raw) - {"$schema", "name", "about", "anchor", "set_up", "lines", "pipeline"}:
        raise BadTimeline(f"{path.name}: unknown key {sorted(unknown)[0]!r}", record=path.name)
    for number, line in enumerate([*raw.get("set_up", []), *raw.get("lines", [])], start=1):
        if not isinstance(line, dict) or set(line) - LINE_KEYS or not set(line) & {"do", "expect"}:
            raise BadTimeline(f"{path.name}: line {number} is no line", record=path.name)
        if "on" not in line and number > len(raw.get("set_up", [])):
            raise BadTimeline(f"{path.name}: line {number} has no day", record=path.name)
    return TimelineFile(
        raw["name"], raw.get("anchor", ""), raw.get("set_up", []), raw.get("lines", []), raw.get("pipeline", {})
    )


def resolve_date(text: str, anchor: date) -> date:
    """An ISO date, or month offset and working day from the anchor: "M-2 w5", "M-1 end", "M w1 +14d"."""
    found = RELATIVE.fullmatch(text)
    if found is None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise BadTimeline(f"{text!r} is no date") from None
    months, nth, end, days = found.groups()
    month = month_start(anchor, int(months or 0))
    day = working_day(month, int(nth)) if nth else month_end(month) if end else month
    return day + timedelta(days=int(days or 0))


def is_relative(text: str) -> bool:
    """Whether a text is a relative date."""
    return RELATIVE.fullmatch(text) is not None


def days_of(on: Any, anchor: date) -> Iterator[date]:
    """The days of a line: one, a list, or a span of working days like "M-2 w1..w10"."""
    if isinstance(on, list):
        for each in on:
            yield from days_of(each, anchor)
    elif ".." in on:
        start, _, last = on.partition("..")
        first = RELATIVE.fullmatch(start)
        if first is None or first[2] is None or not last.startswith("w"):
            raise BadTimeline(f"{on!r} is no span of working days")
        for nth in range(int(first[2]), int(last[1:]) + 1):
            yield resolve_date(f"M{first[1] or ''} w{nth}", anchor)
    else:
        yield resolve_date(on, anchor)


def expand(file: TimelineFile, anchor: date) -> list[TimelineLine]:
    """Every line with its day: the set-up first, then the rest by day; lines of one day keep the file's order."""
    spread: list[tuple[date, int, dict[str, Any]]] = []
    for order, content in enumerate(file.lines):
        spread += [(day, order, content) for day in days_of(content["on"], anchor)]
    spread.sort(key=lambda each: (each[0], each[1]))
    start = spread[0][0] if spread else anchor
    set_up = [(resolve_date(content["on"], anchor) if "on" in content else start, content) for content in file.set_up]
    ordered = [*set_up, *((day, content) for day, _, content in spread)]
    return [TimelineLine(position, day, content) for position, (day, content) in enumerate(ordered, start=1)]
