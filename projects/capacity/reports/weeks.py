"""Capacity by role and week: what people can work, what is booked hard and soft, what is free and what is too much."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from billing_suite.kernel.firm.models import LegalEntity
from projects.capacity.models import Booking
from projects.capacity.reports.loading import Figures, Load, added, bookings_of, laid, load_of
from projects.people.models import DeliveryRole, Person
from projects.people.reports import Availability, load_availability, load_roles, plannable

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class PersonWeeks:
    """A person's weeks."""

    person: Person
    weeks: Sequence[Figures]

    @property
    def total(self) -> Figures:
        """All weeks together."""
        return added(self.weeks)


@dataclass(frozen=True)
class RoleWeeks:
    """The people of a role, what is booked for it without a name, and all together."""

    role: DeliveryRole
    people: Sequence[PersonWeeks]
    unnamed: Sequence[Figures]  # bookings of the role alone: they ask for somebody, nobody gives
    weeks: Sequence[Figures]

    @property
    def total(self) -> Figures:
        """All weeks together."""
        return added(self.weeks)

    @property
    def has_unnamed(self) -> bool:
        """Whether somebody is yet to be found."""
        return any(figures.booked for figures in self.unnamed)


@dataclass(frozen=True)
class CapacityTable:
    """Every role, week by week; `mondays` are the first days of the weeks."""

    mondays: Sequence[date]
    roles: Sequence[RoleWeeks]
    weeks: Sequence[Figures]

    @property
    def total(self) -> Figures:
        """Everybody, all weeks."""
        return added(self.weeks)

    @property
    def people(self) -> int:
        """How many people."""
        return sum(len(role.people) for role in self.roles)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def capacity_table(
    user: Any,
    *,
    start: date,
    weeks: int,
    role: DeliveryRole | None = None,
    team: Any = None,
    entity: LegalEntity | None = None,
) -> CapacityTable:
    """The people one may see, by the role they have when it begins: eight queries, however many people and weeks.

    What is booked on projects out of one's sight counts as booked all the same.
    """
    plannable(start, start)
    first = monday_of(start)
    mondays = [first + WEEK * number for number in range(weeks)]
    last = mondays[-1] + timedelta(days=6)
    people = people_between(user, first, last, team=team, entity=entity)
    roles = load_roles(people)
    by_role: dict[DeliveryRole, list[Person]] = defaultdict(list)
    for person in people:
        by_role[roles.of(person, first)].append(person)
    unnamed = unnamed_bookings(user, first, last, entity=entity) if team is None else {}
    offices = {booking.project.legal_entity_id for rows in unnamed.values() for booking in rows}
    shown = [each for each in {*by_role, *unnamed} if role is None or each == role]
    staff = [person for each in shown for person in by_role.get(each, ())]
    availability = load_availability(staff, first, last, entities=offices)
    loads = laid(staff, availability, bookings_of([person.pk for person in staff], first, last))
    groups = [
        role_weeks(each, by_role.get(each, ()), loads, wanted(unnamed.get(each, ()), availability), weeks)
        for each in sorted(shown, key=lambda each: each.name)
    ]
    return CapacityTable(mondays, groups, week_sums([group.weeks for group in groups], weeks))


def people_between(
    user: Any, first: date, last: date, *, team: Any = None, entity: LegalEntity | None = None
) -> list[Person]:
    """The people one may see who work here at some time between two days, by name: one query."""
    rows: Any = Person.objects.visible_to(user).for_list().order_by("user__name", "pk")
    rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=first), joined_on__lte=last)
    if team is not None:
        rows = rows.filter(user__groups=team)
    return list(rows.filter(legal_entity=entity) if entity is not None else rows)


def unnamed_bookings(
    user: Any, first: date, last: date, *, entity: LegalEntity | None
) -> dict[DeliveryRole, list[Booking]]:
    """What is booked for a role without a name, on projects one may see: one query."""
    rows = Booking.objects.visible_to(user).standing().within(first, last).filter(person__isnull=True)
    if entity is not None:
        rows = rows.filter(project__legal_entity=entity)
    told: dict[DeliveryRole, list[Booking]] = defaultdict(list)
    for booking in rows.select_related("role", "project"):
        if booking.role is not None:
            told[booking.role].append(booking)
    return told


def wanted(bookings: Iterable[Booking], availability: Availability) -> list[Load]:
    """Unnamed bookings on the working days of their project's office; they have no minutes of their own to give."""
    told = []
    for booking in bookings:
        working = availability.of_entity(booking.project.legal_entity_id)
        told.append(load_of([0] * len(working), working, [booking], availability.span.first))
    return told


def role_weeks(
    role: DeliveryRole, people: Sequence[Person], loads: Any, unnamed: Sequence[Load], weeks: int
) -> RoleWeeks:
    """One role: each person's weeks, what is wanted without a name, and the sums."""
    told = [PersonWeeks(person, weeks_of(loads[person.pk], weeks)) for person in people]
    asked = week_sums([weeks_of(load, weeks) for load in unnamed], weeks)
    return RoleWeeks(role, told, asked, week_sums([*(each.weeks for each in told), asked], weeks))


def weeks_of(load: Load, weeks: int) -> list[Figures]:
    """A load week by week."""
    return [load.sums(7 * number, 7 * number + 7) for number in range(weeks)]


def week_sums(rows: Sequence[Sequence[Figures]], weeks: int) -> list[Figures]:
    """Each week over some rows."""
    return [added(week) for week in zip(*rows, strict=True)] if rows else [Figures()] * weeks


@dataclass(frozen=True)
class PersonSheet:
    """One person's weeks, and their bookings as far as one may see them."""

    mondays: Sequence[date]
    weeks: Sequence[Figures]
    bookings: Sequence[Booking]
    elsewhere: int  # bookings on projects out of one's sight

    @property
    def total(self) -> Figures:
        """All weeks together."""
        return added(self.weeks)


def person_weeks(person: Person, user: Any, *, start: date, weeks: int) -> PersonSheet:
    """How full a person's weeks are, and with what: eight queries."""
    plannable(start, start)
    first = monday_of(start)
    last = first + WEEK * weeks - timedelta(days=1)
    every = bookings_of([person.pk], first, last)
    load = laid([person], load_availability([person], first, last), every)[person.pk]
    seen = Booking.objects.visible_to(user).standing().for_list().within(first, last).filter(person=person)
    shown = list(seen.order_by("first_day", "pk"))
    return PersonSheet(
        [first + WEEK * number for number in range(weeks)],
        weeks_of(load, weeks),
        shown,
        len(every.get(person.pk, ())) - len(shown),
    )
