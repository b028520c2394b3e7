"""Bookings laid over what people can work: minutes of each day, and where they are too many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from projects.capacity.models import Booking
from projects.people.models import Person
from projects.people.reports import Availability, load_availability
from projects.people.reports.availability import Days


@dataclass
class Load:
    """What somebody can work on each day of a span, and what is booked of it hard and soft."""

    available: Days
    hard: Days
    soft: Days

    @cached_property
    def left(self) -> Days:
        """What bookings leave of each day; below zero where they are too much."""
        return [can - firm - loose for can, firm, loose in zip(self.available, self.hard, self.soft, strict=True)]

    def sums(self, start: int, end: int) -> "Figures":
        """Some days together: what is free and what is too much is counted day by day."""
        can, firm, loose = sum(self.available[start:end]), sum(self.hard[start:end]), sum(self.soft[start:end])
        if not firm and not loose:
            return Figures(can, free=can)
        left = self.left[start:end]
        over = -sum(minutes for minutes in left if minutes < 0)
        over_hard = 0
        if over and firm:
            days = zip(self.hard[start:end], self.available[start:end], strict=True)
            over_hard = sum(max(0, asked - held) for asked, held in days)
        return Figures(can, firm, loose, sum(left) + over, over, over_hard)


class Figures(NamedTuple):
    """Minutes: what can be worked, booked hard and soft, free, and overbooked; available + over = booked + free.

    `over_hard` is what hard bookings alone are too much.
    """

    available: int = 0
    hard: int = 0
    soft: int = 0
    free: int = 0
    over: int = 0
    over_hard: int = 0

    @property
    def booked(self) -> int:
        """Hard and soft."""
        return self.hard + self.soft


def added(figures: Iterable[Figures]) -> Figures:
    """All of them together."""
    rows = list(figures)
    return Figures(*map(sum, zip(*rows, strict=True))) if rows else Figures()


class Stint(NamedTuple):
    """What a booking asks of somebody: minutes of each working day, or a share of it in per cent."""

    first_day: date
    last_day: date
    minutes: int | None
    share: int | None
    status: str


STINT = Stint._fields


def load_of(available: Days, working: Days, stints: Sequence[Stint | Booking], first: date) -> Load:
    """Bookings of one person over their days; of days on leave as well, where they are too much."""
    booked = {"hard": [0] * len(available), "soft": [0] * len(available)}
    for stint in stints:
        days, minutes, share = booked[stint.status], stint.minutes, stint.share or 0
        start = max(0, (stint.first_day - first).days)
        end = min(len(available), (stint.last_day - first).days + 1)
        for index in range(start, end):
            if here := working[index]:
                days[index] += minutes if minutes is not None else here * share // 100
    return Load(available, booked["hard"], booked["soft"])


def bookings_of(people: Iterable[Any], first: date, last: date) -> dict[Any, list[Stint]]:
    """What standing bookings ask of these people, whichever project they are for: one query."""
    told: dict[Any, list[Stint]] = defaultdict(list)
    rows = Booking.objects.standing().within(first, last).filter(person__in=people).order_by()
    for person, *asked in rows.values_list("person_id", *STINT):
        told[person].append(Stint(*asked))
    return told


def loads_of(people: Sequence[Person], first: date, last: date) -> Mapping[Any, Load]:
    """The load of each person: six queries for however many."""
    availability = load_availability(people, first, last)
    return laid(people, availability, bookings_of([person.pk for person in people], first, last))


def laid(people: Sequence[Person], availability: Availability, bookings: Mapping[Any, list[Stint]]) -> dict[Any, Load]:
    """The load of each person, of what was read."""
    first = availability.span.first
    return {
        person.pk: load_of(availability.days(person), availability.working(person), bookings.get(person.pk, ()), first)
        for person in people
    }


@dataclass(frozen=True)
class Overbooked:
    """Days beside each other on which a person is booked beyond what they can work, and by how much."""

    first: date
    last: date
    minutes: int  # of the worst day
    on_leave: bool

    @property
    def told(self) -> str:
        """In words."""
        days = f"on {self.first}" if self.first == self.last else f"from {self.first} to {self.last}"
        hours = f"{self.minutes // 60}:{self.minutes % 60:02d} h"
        why = "is away" if self.on_leave else "is overbooked"
        return f"{why} {days}, by up to {hours} a day"


def warnings_of(booking: Booking) -> list[str]:
    """Where a booking asks more of a person than they can work, with whatever else they are booked on: six queries.

    Nothing is refused for it: who plans decides. A booking of a role asks nobody.
    """
    if booking.person is None or booking.status == "released":
        return []
    person, first, last = booking.person, booking.first_day, booking.last_day
    stints = bookings_of([person.pk], first, last)
    load = laid([person], load_availability([person], first, last), stints)[person.pk]
    told = [f"{person} {each.told}" for each in overbooked(load, first)]
    others = len(stints[person.pk]) - 1
    if told and others:
        told.append(f"{person} has {others} other booking{'s' if others > 1 else ''} within these days")
    return told


def overbooked(load: Load, first: date) -> list[Overbooked]:
    """The days that are too full, those beside each other as one."""
    days = [
        (index, firm + loose - can, can == 0)
        for index, (can, firm, loose) in enumerate(zip(load.available, load.hard, load.soft, strict=True))
        if firm + loose > can
    ]
    told = []
    for _, run in groupby(enumerate(days), key=lambda each: (each[1][0] - each[0], each[1][2])):
        rows = [each[1] for each in run]
        start, end = (first + timedelta(days=rows[at][0]) for at in (0, -1))
        told.append(Overbooked(start, end, max(row[1] for row in rows), rows[0][2]))
    return told
