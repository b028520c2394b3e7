"""What a person can work on a day, held against a slow and simple computation; and that it costs few queries."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from billing_suite.kernel.access.actions import add_user
from projects.people.actions import (
    add_person,
    agree_hours,
    approve_leave,
    record_departure,
    request_leave,
    set_office_day,
    set_working_week,
)
from projects.people.models import STANDARD_WEEK, Capacity, Leave, OfficeDay, Person, WorkingWeek
from projects.people.reports import load_availability, public_holidays
from projects.people.reports.availability import Availability, Span
from tests.builders import SET_UP, TEAM, Stage, noon

FIRST = date(2026, 3, 30)  # the Monday before Easter
LAST = FIRST + timedelta(days=20)
FULL = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 480)


def days(person: Person, first: date = FIRST, last: date = LAST) -> list[int]:
    """What a person can work on each day."""
    person.refresh_from_db()
    return load_availability([person], first, last).days(person)


@pytest.mark.django_db
def test_a_standard_week_less_easter(stage: Stage) -> None:
    easter, usual = [0, 480, 480, 480, 480, 0, 0], [480, 480, 480, 480, 480, 0, 0]
    assert days(stage.people["mia"]) == [480, 480, 480, 480, 0, 0, 0, *easter, *usual]


@pytest.mark.django_db
def test_the_week_of_the_office_and_ones_own_hours(stage: Stage) -> None:
    mia, tom = stage.people["mia"], stage.people["tom"]
    set_working_week(stage.entity, valid_from=FIRST, minutes=dict.fromkeys(FULL, 450), by=SET_UP)
    agree_hours(mia, valid_from=FIRST + timedelta(days=8), minutes={"tuesday": 300, "saturday": 120}, by=SET_UP)
    assert days(tom)[:9] == [450, 450, 450, 450, 0, 0, 0, 0, 450]
    assert days(mia) == [450, 450, 450, 450, 0, 0, 0, 0, 300, 0, 0, 0, 120, 0, 0, 300, 0, 0, 0, 120, 0]


@pytest.mark.django_db
def test_another_places_public_holidays(stage: Stage) -> None:
    mia, epiphany = stage.people["mia"], date(2026, 1, 6)
    assert days(mia, epiphany, epiphany) == [480]
    agree_hours(mia, valid_from=date(2026, 1, 1), minutes=FULL, country="DE", region="BY", by=SET_UP)
    assert days(mia, epiphany, epiphany) == [0]


@pytest.mark.django_db
def test_the_office_says_otherwise(stage: Stage) -> None:
    mia, friday, monday = stage.people["mia"], FIRST + timedelta(days=4), FIRST + timedelta(days=14)
    set_office_day(stage.entity, day=friday, name="Open on Good Friday", closed=0, by=SET_UP)
    set_office_day(stage.entity, day=monday, name="Half a day", closed=50, by=SET_UP)
    told = days(mia)
    assert told[4] == 480 and told[14] == 240
    leave = request_leave(mia, first_day=monday, last_day=monday, share=50, by=stage.by("mia"))
    assert days(mia)[14] == 240, "nobody has approved it"
    approve_leave([leave], at=noon(FIRST), by=stage.by("jonas"))
    assert days(mia)[14] == 0, "half of the day is closed, the other half is leave"


@pytest.mark.django_db
def test_nobody_works_before_they_join_or_after_they_leave(stage: Stage) -> None:
    user = add_user("new@spree.example", name="New", roles=["delivery"], teams=[TEAM], by=SET_UP)
    role = stage.people["mia"].role
    new = add_person(user, entity=stage.entity, role=role, joined_on=FIRST + timedelta(days=1), by=SET_UP)
    record_departure(new, left_on=FIRST + timedelta(days=8), by=SET_UP)
    assert [index for index, minutes in enumerate(days(new)) if minutes] == [1, 2, 3, 8]


@pytest.mark.django_db
@pytest.mark.once
def test_it_costs_the_same_for_three_and_for_thirty(stage: Stage) -> None:
    def cost(people: list[Person]) -> int:
        with CaptureQueriesContext(connection) as queries:
            loaded = load_availability(people, FIRST, LAST)
            assert all(loaded.between(person, FIRST, LAST) for person in people)
            assert loaded.minutes(people[0], FIRST) == 480
        return len(queries)

    few = cost(list(Person.objects.all()))
    for number in range(30):
        user = add_user(f"a{number}@spree.example", name=f"A {number}", roles=["delivery"], teams=[TEAM], by=SET_UP)
        person = add_person(
            user, entity=stage.entity, role=stage.people["mia"].role, joined_on=date(2026, 1, 1), by=SET_UP
        )
        agree_hours(person, valid_from=FIRST, minutes={"monday": 480 - number, "tuesday": 60}, by=SET_UP)
    assert cost(list(Person.objects.filter(joined_on=date(2026, 1, 1)))) == few == 5


# --- the same from the other side: one day at a time ------------------------------------------------
EMPLOYER, PERSON = "employer", "person"
WEEK = st.lists(st.integers(0, 1440), min_size=7, max_size=7)
OFFSET = st.integers(-10, 40)


def dated(kind: Any, span: tuple[int, int | None], week: list[int], **more: Any) -> Any:
    """Unsaved hours from a day on."""
    row = kind(valid_from=FIRST + timedelta(days=span[0]), valid_to=None, **more)
    if span[1] is not None:
        row.valid_to = row.valid_from + timedelta(days=span[1])
    row.take_week(dict(zip(FULL | {"saturday": 0, "sunday": 0}, week, strict=True)))
    return row


def apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of these spans (first day, length) those that do not overlap, in order."""
    told: list[tuple[int, int]] = []
    for start, length in sorted(spans):
        if not told or start > sum(told[-1]):
            told.append((start, length))
    return told


SPANS = st.lists(st.tuples(OFFSET, st.integers(0, 12)), max_size=4).map(apart)


def slowly(person: Person, day: date, facts: Mapping[str, Any]) -> int:
    """The rule in words: hours, less what the office or the calendar takes, less leave, and only while employed."""
    if day < person.joined_on or (person.left_on and day > person.left_on):
        return 0
    own = [row for row in facts["capacities"] if row.covers(day)]
    week = [row for row in (*own, *facts["weeks"]) if row.covers(day)]
    minutes = (week[0].week if week else STANDARD_WEEK)[day.weekday()]
    place = (own[0].country, own[0].region) if own and own[0].country else ("DE", "BE")
    closed = facts["office"][day].closed if day in facts["office"] else 100 * (day in public_holidays(*place, day.year))
    left = minutes * (100 - closed) // 100
    for leave in facts["leave"]:
        if leave.first_day <= day <= leave.last_day:
            left -= minutes - minutes * (100 - leave.share) // 100
    return max(0, left)


@given(
    capacities=SPANS.flatmap(lambda spans: st.tuples(*(st.tuples(st.just(s), WEEK, st.booleans()) for s in spans))),
    weeks=SPANS.flatmap(lambda spans: st.tuples(*(st.tuples(st.just(s), WEEK) for s in spans))),
    leave=SPANS.flatmap(lambda spans: st.tuples(*(st.tuples(st.just(s), st.integers(1, 100)) for s in spans))),
    office=st.dictionaries(OFFSET, st.integers(0, 100), max_size=5),
    joined=OFFSET,
    stays=st.none() | st.integers(0, 40),
)
@settings(max_examples=150, deadline=None)
def test_it_agrees_with_the_rule_in_words(
    capacities: Any, weeks: Any, leave: Any, office: dict[int, int], joined: int, stays: int | None
) -> None:
    person = Person(legal_entity_id=EMPLOYER, joined_on=FIRST + timedelta(days=joined))
    person.left_on = None if stays is None else person.joined_on + timedelta(days=stays)
    facts: dict[str, Any] = {
        "capacities": [
            dated(Capacity, span, week, country="DE" if away else "", region="BY" if away else "")
            for span, week, away in capacities
        ],
        "weeks": [dated(WorkingWeek, span, week) for span, week in weeks],
        "office": {
            FIRST + timedelta(days=at): OfficeDay(day=FIRST + timedelta(days=at), name="x", closed=closed)
            for at, closed in office.items()
        },
        "leave": [
            Leave(
                first_day=FIRST + timedelta(days=start),
                last_day=FIRST + timedelta(days=start + length),
                share=share,
            )
            for (start, length), share in leave
        ],
    }
    loaded = Availability(
        Span(FIRST, LAST),
        {EMPLOYER: ("DE", "BE")},
        {EMPLOYER: facts["weeks"]},
        {EMPLOYER: facts["office"]},
        {person.pk: facts["capacities"]},
        {person.pk: facts["leave"]},
    )
    every = [FIRST + timedelta(days=index) for index in range(len(loaded.span))]
    assert loaded.days(person) == [slowly(person, day, facts) for day in every]
    assert loaded.between(person, FIRST, LAST) == sum(loaded.minutes(person, day) for day in every)
