"""The hours of a project drawn over its days: places only, pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 220, 44, 12, 24


@dataclass(frozen=True)
class BurnChart:
    """A line of hours worked, the area under it, and the line of the budget."""

    width: int
    height: int
    line: str
    area: str
    budget_y: int
    base_y: int
    marks: list[tuple[int, str]]
    scale: list[tuple[int, int]]  # place, hours
    today: int | None


def drawn(burn: Sequence[Any], budget: int, *, starts_on: date, on: date) -> BurnChart | None:
    """Hours worked by the end of each day, from the project's first to its last or to today; None before any."""
    if not burn:
        return None
    first, last = min(starts_on, burn[0].on), max(burn[-1].on, on)
    days = max((last - first).days, 1)
    most = max(budget, burn[-1].total, 60)
    base = HEIGHT - BOTTOM

    def x(day: date) -> int:
        return int(LEFT + (WIDTH - LEFT) * (day - first).days // days)

    def y(minutes: int) -> int:
        return int(base - (base - TOP) * minutes // most)

    points, before = [f"{x(first)},{base}"], 0
    for day in burn:  # steps: hours come on the day they were worked
        points += [f"{x(day.on)},{y(before)}", f"{x(day.on)},{y(day.total)}"]
        before = day.total
    end = x(last)
    points.append(f"{end},{y(before)}")
    marks = [(x(first), f"{first.day} {first:%b}"), (end - 40, f"{last.day} {last:%b}")]
    scale = [(y(most * part // 4), most * part // 240) for part in range(5)]
    now = x(on) if first <= on <= last else None
    return BurnChart(
        WIDTH, HEIGHT, " ".join(points), " ".join([*points, f"{end},{base}"]), y(budget), base, marks, scale, now
    )
