"""When the tasks of a plan are done, and which of them must not slip: pure, over loaded rows."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAY = 8 * 60  # minutes of one person's working day, where nothing else is known
WEEKEND = 5


@dataclass(frozen=True)
class Work:
    """What is planned of a task: its minutes, how many people do it, the days it was given, and what it waits for."""

    key: Hashable
    minutes: int
    people: int = 1
    starts_on: date | None = None
    ends_on: date | None = None
    needs: Mapping[Hashable, int] = field(default_factory=dict)  # tasks, with so many working days between


@dataclass(frozen=True)
class Span:
    """When a task is done. `slack` is how many working days it may slip before the plan ends later: 0 is critical.
    `clash`: the day it was given lies before what it waits for has ended.
    """

    starts_on: date
    ends_on: date
    slack: int
    clash: bool

    @property
    def is_critical(self) -> bool:
        """It must not slip."""
        return self.slack == 0


def spanning(spans: Sequence[Span]) -> Span:
    """From the first of some to the last."""
    return Span(
        min(span.starts_on for span in spans),
        max(span.ends_on for span in spans),
        min(span.slack for span in spans),
        any(span.clash for span in spans),
    )


def weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < WEEKEND


def circle(pairs: Iterable[tuple[Any, Any]]) -> bool:
    """Whether some task waits for itself, by way of others; each pair is a task and what it waits for."""
    needs: dict[Any, set[Any]] = defaultdict(set)
    for task, other in pairs:
        needs[task].add(other)
    done: set[Any] = set()
    for start in list(needs):
        path: list[tuple[Any, list[Any]]] = [(start, list(needs[start]))]
        on_path = {start}
        while path:
            task, rest = path[-1]
            if not rest:
                path.pop()
                on_path.discard(task)
                done.add(task)
                continue
            other = rest.pop()
            if other in on_path:
                return True
            if other not in done:
                path.append((other, list(needs.get(other, ()))))
                on_path.add(other)
    return False


def unfolded(pairs: Iterable[tuple[Any, Any]], parents: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """The pairs as they hold for what stands below: where a task waits those below it do, and what waits for it waits
    for them. `parents` names the task above each, if any.
    """
    below: dict[Any, list[Any]] = defaultdict(list)
    for task in parents:
        above = task
        while above is not None:
            below[above].append(task)
            above = parents.get(above)
    for task, other in pairs:
        yield from ((one, needed) for one in below.get(task, [task]) for needed in below.get(other, [other]))


def schedule(work: Sequence[Work], *, starts_on: date, works: Callable[[date], bool] = weekday) -> dict[Hashable, Span]:
    """When each task is done if it begins as early as it may: on the day it was given, else after what it waits for,
    else with the project; its days come from its minutes and people unless its end was given too.

    `works` says which days are worked on. Raises ValueError where tasks wait in a circle.
    """
    by_key = {each.key: each for each in work}
    order = _in_order(by_key)
    days = _Days(starts_on, works)
    starts: dict[Hashable, int] = {}
    ends: dict[Hashable, int] = {}
    clashes: dict[Hashable, bool] = {}
    for key in order:
        each = by_key[key]
        ready = max((ends[other] + lag + 1 for other, lag in each.needs.items() if other in ends), default=0)
        given = days.place(each.starts_on) if each.starts_on else None
        starts[key] = ready if given is None else given
        clashes[key] = given is not None and given < ready
        length = max(-(-each.minutes // (DAY * max(each.people, 1))), 1)
        ends[key] = max(days.place(each.ends_on) if each.ends_on else starts[key] + length - 1, starts[key])
    last = max(ends.values(), default=0)
    latest: dict[Hashable, int] = dict.fromkeys(by_key, last)
    for key in reversed(order):
        begins = latest[key] - (ends[key] - starts[key])
        for other, lag in by_key[key].needs.items():
            if other in latest:
                latest[other] = min(latest[other], begins - lag - 1)
    return {
        key: Span(days.day(starts[key]), days.day(ends[key]), max(latest[key] - ends[key], 0), clashes[key])
        for key in order
    }


def _in_order(work: Mapping[Hashable, Work]) -> list[Hashable]:
    """Each task after those it waits for, else as they came."""
    order: list[Hashable] = []
    placed: set[Hashable] = set()
    waiting = list(work)
    while waiting:
        ready = [key for key in waiting if all(other in placed or other not in work for other in work[key].needs)]
        if not ready:
            raise ValueError("these tasks wait for each other in a circle")
        order += ready
        placed.update(ready)
        waiting = [key for key in waiting if key not in placed]
    return order


class _Days:
    """Working days by their place after a first day; those before it have places below zero."""

    def __init__(self, first: date, works: Callable[[date], bool]) -> None:
        self.works = works
        self.known = [self._next(first, 1)]
        self.before: list[date] = []

    def _next(self, day: date, step: int) -> date:
        while not self.works(day):
            day += timedelta(days=step)
        return day

    def day(self, place: int) -> date:
        """The day at a place."""
        if place < 0:
            while len(self.before) < -place:
                last = self.before[-1] if self.before else self.known[0]
                self.before.append(self._next(last - timedelta(days=1), -1))
            return self.before[-place - 1]
        while len(self.known) <= place:
            self.known.append(self._next(self.known[-1] + timedelta(days=1), 1))
        return self.known[place]

    def place(self, day: date) -> int:
        """The place of a day; of one that is not worked on, of the next that is."""
        place = (day - self.known[0]).days * WEEKEND // 7
        while self.day(place) < day:
            place += 1
        while self.day(place - 1) >= day:
            place -= 1
        return place
