"""A plan drawn on a calendar: places for bars, links and marks, pure; the template only writes them down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from projects.plan.reports import Scheduled, ScheduledTask

ROW, BAR, HEAD, LABELS, MARGIN = 28, 14, 34, 250, 12
WIDEST = 1600  # of the days, in pixels
MOST_OF_A_DAY, LEAST_OF_A_DAY = 26, 2
LETTERS = 34  # of a label


@dataclass(frozen=True)
class Bar:
    """A task's bar: where it lies, how much of it is done, and its words."""

    task: ScheduledTask
    label: str
    indent: int
    x: int
    y: int
    width: int
    done: int
    text_y: int


@dataclass(frozen=True)
class Mark:
    """A day with a line through the plan: the beginning of a week or month, or today."""

    x: int
    words: str


@dataclass(frozen=True)
class Diamond:
    """A milestone on its day."""

    milestone: Any
    x: int
    y: int
    points: str
    text_y: int
    label: str


@dataclass(frozen=True)
class Chart:
    """The whole drawing."""

    width: int
    height: int
    phases: list[tuple[str, int]]
    bars: list[Bar]
    links: list[str]
    diamonds: list[Diamond]
    marks: list[Mark]
    today: int | None


def drawn(plan: Scheduled, *, on: date) -> Chart:
    """The plan from a little before its first day to a little after its last."""
    days = [day for each in plan.tasks for day in (each.span.starts_on, each.span.ends_on)]
    days += [each.due_on for each in plan.milestones if each.due_on] or [plan.starts_on]
    first = min([*days, plan.starts_on]) - timedelta(days=2)
    many = (max(days) - first).days + 4
    step = max(LEAST_OF_A_DAY, min(MOST_OF_A_DAY, WIDEST // many))

    def x(day: date) -> int:
        return LABELS + (day - first).days * step

    y = HEAD
    phases, bars, diamonds = [], [], []
    for name, tasks in plan.phases:
        phases.append((name, y + ROW - 9))
        y += ROW
        for each in tasks:
            bars.append(_bar(each, x(each.span.starts_on), x(each.span.ends_on) + step, y))
            y += ROW
    for milestone in plan.milestones:
        if milestone.due_on:
            middle = x(milestone.due_on) + step // 2
            top, half = y + ROW // 2 - 8, 8
            points = (
                f"{middle},{top} {middle + half},{top + half} {middle},{top + 2 * half} {middle - half},{top + half}"
            )
            diamonds.append(Diamond(milestone, middle, y, points, y + 19, _short(milestone.name, 0)))
            y += ROW
    width = x(first + timedelta(days=many)) + MARGIN
    now = x(on) + step // 2 if first <= on <= first + timedelta(days=many) else None
    return Chart(width, y + MARGIN, phases, bars, list(_links(bars)), diamonds, list(_marks(first, many, x, step)), now)


def _bar(each: ScheduledTask, left: int, right: int, y: int) -> Bar:
    width = max(right - left - 2, 3)
    done = width * each.task.percent // 100
    return Bar(
        each, _short(each.task.name, each.depth), 12 + 12 * each.depth, left, y + (ROW - BAR) // 2, width, done, y + 19
    )


def _short(name: str, depth: int) -> str:
    most = LETTERS - 2 * depth
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _links(bars: list[Bar]) -> Iterator[str]:
    """From the end of what is waited for down or up to the beginning of what waits."""
    by_task = {bar.task.task.pk: bar for bar in bars}
    for bar in bars:
        for key in bar.task.needs:
            if other := by_task.get(key):
                out, middle = other.x + other.width, other.y + BAR // 2
                yield f"M{out} {middle} h6 V{bar.y + BAR // 2} H{bar.x}"


def _marks(first: date, many: int, x: Any, step: int) -> Iterator[Mark]:
    """Mondays where there is room for them, else the first of each month."""
    for place in range(many):
        day = first + timedelta(days=place)
        if (day.weekday() == 0 and step * 7 >= 60) or (day.day == 1 and step * 7 < 60):
            yield Mark(x(day), f"{day.day} {day:%b}" if step * 7 >= 60 else f"{day:%b %Y}")
