"""How many minutes a person can work on a day: hours agreed, less public holidays, office days and leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import meets
from billing_suite.kernel.values.refusals import Invalid
from projects.people.models import STANDARD_WEEK, Capacity, Leave, OfficeDay, Person, WorkingWeek
from projects.people.models.calendars import Hours
from projects.people.reports.holidays import public_holidays

Days = list[int]  # minutes of each day of the span


PLANNED = (date(1990, 1, 1), date(2199, 12, 31))


def plannable(first: date, last: date, *, record: str = "") -> None:
    """Refuse days that nobody plans: a slip of the hand, or somebody who tries what happens."""
    if first < PLANNED[0] or last > PLANNED[1]:
        raise Invalid(f"days are planned from {PLANNED[0]} to {PLANNED[1]}", code="day-out-of-reach", record=record)


def left_of(minutes: int, share: int) -> int:
    """What is left of a day's minutes when so many per cent of them are off; a part of a minute is off too."""
    return minutes * (100 - min(share, 100)) // 100


@dataclass(frozen=True)
class Piece:
    """Some days of a span on which one week and one place's calendar hold: `start` to before `end`."""

    start: int
    end: int
    week: tuple[int, ...]
    country: str
    region: str


@dataclass(frozen=True)
class Span:
    """From a day to a day, both within."""

    first: date
    last: date

    def __len__(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def day(self, index: int) -> date:
        """The day at a place of the span."""
        return self.first + timedelta(days=index)

    def clip(self, first: date, last: date | None) -> tuple[int, int]:
        """The places of these days as far as they lie in the span: start and before end."""
        start = min(max(0, (first - self.first).days), len(self))
        end = len(self) if last is None else min(len(self), (last - self.first).days + 1)
        return start, max(start, end)


def pieces_of(span: Span, rows: Iterable[Hours], place: tuple[str, str], under: Sequence[Piece]) -> list[Piece]:
    """The span cut where hours change: rows lie over what is under them."""
    laid = []
    for row in rows:
        start, end = span.clip(row.valid_from, row.valid_to)
        own = (row.country, row.region) if isinstance(row, Capacity) and row.country else place
        if start < end:
            laid.append(Piece(start, end, row.week, *own))
    cuts = sorted({at for piece in (*laid, *under) for at in (piece.start, piece.end)})
    told = []
    for start, end in pairwise(cuts):
        held = next(piece for piece in (*laid, *under) if piece.start <= start < piece.end)
        told.append(Piece(start, end, held.week, held.country, held.region))
    return told


@dataclass
class Availability:
    """The working days of some people in a span; asking costs no query."""

    span: Span
    places: Mapping[Any, tuple[str, str]]  # legal entity -> country and region
    weeks: Mapping[Any, Sequence[WorkingWeek]]
    office_days: Mapping[Any, Mapping[date, OfficeDay]]
    capacities: Mapping[Any, Sequence[Capacity]]
    leave: Mapping[Any, Sequence[Leave]]
    kept: dict[Any, tuple[Days, Days]] = field(default_factory=dict)
    usual: dict[Any, tuple[Piece, ...]] = field(default_factory=dict)
    offices: dict[Any, tuple[Days, Days]] = field(default_factory=dict)

    # --- what is asked --------------------------------------------------------------------------
    def minutes(self, person: Person, day: date) -> int:
        """What a person can work on one day of the span."""
        return self.days(person)[(day - self.span.first).days]

    def between(self, person: Person, first: date, last: date) -> int:
        """What a person can work from a day to a day, both of the span."""
        start, end = self.span.clip(first, last)
        return sum(self.days(person)[start:end])

    def days(self, person: Person) -> Days:
        """What a person can work on each day: none before they join, after they leave, or on leave."""
        whole, working = self._calendar(person)
        start, end = self.span.clip(person.joined_on, person.left_on)
        leave = self.leave.get(person.pk, ())
        if not leave and start == 0 and end == len(self.span):
            return working
        left = [0] * start + working[start:end] + [0] * (len(self.span) - end)
        for each in leave:
            begins, ends = self.span.clip(each.first_day, each.last_day)
            for index in range(begins, ends):
                left[index] = max(0, left[index] - (whole[index] - left_of(whole[index], each.share)))
        return left

    def working(self, person: Person) -> Days:
        """What a person's hours and calendar give on each day, before leave, and whether they are here or not."""
        return self._calendar(person)[1]

    def of_entity(self, entity: Any) -> Days:
        """What somebody with a legal entity's usual hours can work on each day."""
        return self._office(entity)[1]

    def holidays_of(self, person: Person) -> list[tuple[date, str, int]]:
        """Days on which a person's calendar differs: the day, what it is called, the per cent that are off."""
        told = []
        for piece in self._pieces(person):
            for index in range(piece.start, piece.end):
                share, name = self._off(person.legal_entity_id, piece, self.span.day(index))
                if name:
                    told.append((self.span.day(index), name, share))
        return told

    # --- how it is made -------------------------------------------------------------------------
    def _calendar(self, person: Person) -> tuple[Days, Days]:
        entity = person.legal_entity_id
        return self._laid(entity, self._pieces(person)) if person.pk in self.capacities else self._office(entity)

    def _office(self, entity: Any) -> tuple[Days, Days]:
        if entity not in self.offices:
            self.offices[entity] = self._laid(entity, self._usual(entity))
        return self.offices[entity]

    def _pieces(self, person: Person) -> Sequence[Piece]:
        usual, rows = self._usual(person.legal_entity_id), self.capacities.get(person.pk)
        return pieces_of(self.span, rows, self.places[person.legal_entity_id], usual) if rows else usual

    def _usual(self, entity: Any) -> tuple[Piece, ...]:
        if entity not in self.usual:
            place = self.places[entity]
            standard = [Piece(0, len(self.span), STANDARD_WEEK, *place)]
            self.usual[entity] = tuple(pieces_of(self.span, self.weeks.get(entity, ()), place, standard))
        return self.usual[entity]

    def _laid(self, entity: Any, pieces: Sequence[Piece]) -> tuple[Days, Days]:
        """Minutes of each day before and after what the calendar takes; alike for all with the same hours."""
        key = entity, tuple(pieces)
        if key not in self.kept:
            whole, working = [], []
            for piece in pieces:
                for index in range(piece.start, piece.end):
                    day = self.span.day(index)
                    minutes = piece.week[day.weekday()]
                    whole.append(minutes)
                    working.append(left_of(minutes, self._off(entity, piece, day)[0]))
            self.kept[key] = whole, working
        return self.kept[key]

    def _off(self, entity: Any, piece: Piece, day: date) -> tuple[int, str]:
        """The per cent of a day that the office or the place's calendar takes, and what it is called."""
        own = self.office_days.get(entity, {}).get(day)
        if own is not None:
            return own.closed, own.name
        name = public_holidays(piece.country, piece.region, day.year).get(day, "")
        return (100, name) if name else (0, "")


def load_availability(
    people: Sequence[Person], first: date, last: date, *, entities: Iterable[Any] = ()
) -> Availability:
    """The working days of these people, and of further legal entities by their ids: five queries for however many.

    Four where the people were read with their legal entity.
    """
    plannable(first, last)
    keys = [person.pk for person in people]
    employers = {person.legal_entity_id for person in people} | set(entities)
    held = meets(first, last)
    places = {person.legal_entity_id: place_of(person.legal_entity) for person in people if is_joined(person)}
    if unknown := employers - set(places):
        places |= {entity.pk: place_of(entity) for entity in LegalEntity.objects.filter(pk__in=unknown)}
    office: dict[Any, dict[date, OfficeDay]] = defaultdict(dict)
    for each in OfficeDay.objects.filter(legal_entity__in=employers).within(first, last):
        office[each.legal_entity_id][each.day] = each
    away = Leave.objects.filter(status="approved", person__in=keys).within(first, last)
    return Availability(
        Span(first, last),
        places,
        grouped(WorkingWeek.objects.filter(held, legal_entity__in=employers), "legal_entity_id"),
        office,
        grouped(Capacity.objects.filter(held, person__in=keys), "person_id"),
        grouped(away, "person_id"),
    )


def is_joined(person: Person) -> bool:
    """Whether the person was read with their legal entity, so that asking for it costs nothing."""
    return Person.legal_entity.is_cached(person)


def place_of(entity: LegalEntity) -> tuple[str, str]:
    """Whose public holidays a legal entity has."""
    return entity.country, entity.region


def grouped(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    """Rows by one of their keys."""
    told: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        told[getattr(row, name)].append(row)
    return told
