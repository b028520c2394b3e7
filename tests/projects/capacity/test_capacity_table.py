"""Capacity by role and week: what the figures say, held against a slow computation; and that they cost few queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from billing_suite.kernel.access.actions import add_user
from projects.capacity.actions import book, release_bookings
from projects.capacity.models import Booking
from projects.capacity.reports import CapacityTable, Figures, added, capacity_table, person_weeks
from projects.capacity.reports.loading import load_of
from projects.people.actions import add_person, change_person_role, record_departure
from projects.people.models import Person
from projects.plan.models import Project
from tests.builders import MARCH, SET_UP, TEAM, Stage, behind_the_verbs, noon
from tests.projects.time.cast import second_office

FRIDAY = MARCH + timedelta(days=4)
WEEK = 5 * 480


def table(stage: Stage, **more: Any) -> CapacityTable:
    """Two weeks from 2 March, as Jonas sees them."""
    return capacity_table(stage.users["jonas"], **({"start": MARCH + timedelta(days=2), "weeks": 2} | more))


def of(shown: CapacityTable, role: str, who: str = "") -> list[Figures]:
    """The weeks of a role, or of one person in it."""
    found = next(each for each in shown.roles if each.role.code == role)
    return list(found.weeks if not who else next(p.weeks for p in found.people if str(p.person).startswith(who)))


def booked(stage: Stage, project: Project, who: str, **more: Any) -> Booking:
    """A week of somebody's."""
    given: dict[str, Any] = {"first_day": MARCH, "last_day": FRIDAY, "share": 100} | more
    return book(project, person=stage.people[who], **given, by=stage.by("jonas"))


@pytest.mark.django_db
def test_hard_and_soft_free_and_too_much(stage: Stage, project: Project) -> None:
    booked(stage, project, "mia", share=50, status="hard")
    booked(stage, project, "mia", share=75, first_day=FRIDAY)
    booked(stage, project, "jonas", share=None, minutes=600, status="hard", last_day=MARCH)
    shown = table(stage)
    assert list(shown.mondays) == [MARCH, MARCH + timedelta(days=7)]
    assert of(shown, "developer", "Mia") == [
        Figures(WEEK, 1200, 360, 960, 120, 0),
        Figures(WEEK, free=WEEK),
    ]
    assert of(shown, "developer", "Jonas")[0] == Figures(WEEK, 600, 0, 1920, 120, 120)
    assert of(shown, "developer")[0] == Figures(2 * WEEK, 1800, 360, 2880, 240, 120)
    assert shown.weeks[0].available == 3 * WEEK and shown.people == 3
    assert shown.total == added(shown.weeks)


@pytest.mark.django_db
def test_a_released_booking_takes_nothing(stage: Stage, project: Project) -> None:
    booking = booked(stage, project, "mia")
    release_bookings([booking], at=noon(MARCH), by=stage.by("jonas"))
    assert of(table(stage), "developer")[0].booked == 0


@pytest.mark.django_db
def test_whom_nobody_is_found_for_is_shown_with_the_role(stage: Stage, project: Project) -> None:
    designer = stage.people["tom"].role
    book(project, role=designer, first_day=MARCH, last_day=FRIDAY, share=100, by=stage.by("jonas"))
    shown = table(stage)
    designers = next(each for each in shown.roles if each.role == designer)
    assert designers.has_unnamed and designers.unnamed[0] == Figures(0, 0, WEEK, 0, WEEK, 0)
    assert designers.weeks[0] == Figures(WEEK, 0, WEEK, WEEK, WEEK, 0), "Tom is free, and somebody is wanted"
    assert [each.role for each in table(stage, role=designer).roles] == [designer]


@pytest.mark.django_db
def test_filters(stage: Stage, project: Project) -> None:
    berlin, other = Group.objects.get(name=TEAM), Group.objects.create(name="Elsewhere")
    assert table(stage, team=berlin).people == 3 and table(stage, team=other).people == 0
    assert table(stage, entity=stage.entity).people == 3
    assert table(stage, role=stage.people["tom"].role).people == 1


@pytest.mark.django_db
def test_who_left_or_is_yet_to_come_is_not_shown(stage: Stage) -> None:
    record_departure(stage.people["tom"], left_on=MARCH - timedelta(days=1), by=stage.by("ada"))
    assert table(stage).people == 2
    change_person_role(stage.people["mia"], role=stage.people["tom"].role, valid_from=MARCH, by=SET_UP)
    assert [(each.role.code, len(each.people)) for each in table(stage).roles] == [("designer", 1), ("developer", 1)]


@pytest.mark.django_db
def test_inv31_people_of_another_office_are_not_shown_but_hours_for_it_count(stage: Stage, project: Project) -> None:
    hidden = Project.objects.get(contract=second_office().contract("thames"))
    book_there = Booking(
        project=hidden, person=stage.people["mia"], first_day=MARCH, last_day=MARCH, share=100, status="hard"
    )
    with behind_the_verbs():
        book_there.save(force_insert=True)
    shown = table(stage)
    assert shown.people == 3 and of(shown, "developer", "Mia")[0].hard == 480
    sheet = person_weeks(stage.people["mia"], stage.users["jonas"], start=MARCH, weeks=2)
    assert (list(sheet.bookings), sheet.elsewhere, sheet.total.hard) == ([], 1, 480)
    mine = person_weeks(stage.people["mia"], stage.users["mia"], start=MARCH, weeks=2)
    assert len(mine.bookings) == 1, "one's own bookings are seen"


@pytest.mark.django_db
@pytest.mark.once
def test_it_costs_eight_queries_for_three_people_and_for_forty(stage: Stage, project: Project) -> None:
    def cost(weeks: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            table(stage, weeks=weeks)
        return len(queries)

    booked(stage, project, "mia")
    few = cost(2)
    for number in range(37):
        user = add_user(f"b{number}@spree.example", name=f"B {number}", roles=["delivery"], teams=[TEAM], by=SET_UP)
        person = add_person(user, entity=stage.entity, role=stage.people["mia"].role, joined_on=MARCH, by=SET_UP)
        book(project, person=person, first_day=MARCH, last_day=FRIDAY, share=50, by=stage.by("jonas"))
        book(project, role=person.role, first_day=MARCH, last_day=FRIDAY, share=50, by=stage.by("jonas"))
    assert cost(26) == few == 8
    one = Person.objects.for_list().get(user__email="b1@spree.example")
    with CaptureQueriesContext(connection) as queries:
        person_weeks(one, stage.users["jonas"], start=MARCH, weeks=13)
    assert len(queries) <= 8


# --- the same from the other side: one day at a time -----------------------------------------------------
DAYS = st.lists(st.sampled_from([0, 240, 480, 450]), min_size=14, max_size=14)
BOOKINGS = st.lists(
    st.tuples(
        st.integers(-5, 16),
        st.integers(0, 20),
        st.one_of(st.tuples(st.integers(1, 1440), st.none()), st.tuples(st.none(), st.integers(1, 100))),
        st.sampled_from(["hard", "soft"]),
    ),
    max_size=5,
)


@given(working=DAYS, away=st.lists(st.integers(0, 100), min_size=14, max_size=14), rows=BOOKINGS)
@settings(max_examples=200, deadline=None)
def test_available_and_too_much_are_booked_and_free(working: list[int], away: list[int], rows: Any) -> None:
    available = [minutes * (100 - share) // 100 for minutes, share in zip(working, away, strict=True)]
    bookings = [
        Booking(
            first_day=MARCH + timedelta(days=start),
            last_day=MARCH + timedelta(days=start + length),
            minutes=minutes,
            share=share,
            status=status,
        )
        for start, length, (minutes, share), status in rows
    ]
    load = load_of(available, working, bookings, MARCH)
    for start, end in ((0, 7), (7, 14), (0, 14), (3, 5)):
        told = load.sums(start, end)
        assert told == slowly(available, working, bookings, range(start, end))
        assert told.available + told.over == told.booked + told.free
        assert told.over_hard <= told.over


def slowly(available: list[int], working: list[int], bookings: list[Booking], days: range) -> Figures:
    """Each day by itself."""
    told = []
    for index in days:
        day = MARCH + timedelta(days=index)
        asked = {"hard": 0, "soft": 0}
        for booking in bookings:
            if booking.first_day <= day <= booking.last_day:
                asked[booking.status] += booking.day(working[index])
        both = asked["hard"] + asked["soft"]
        can = available[index]
        free, over, firm = max(0, can - both), max(0, both - can), max(0, asked["hard"] - can)
        told.append(Figures(can, asked["hard"], asked["soft"], free, over, firm))
    return added(told)


def test_no_weeks_are_no_figures() -> None:
    assert added([]) == Figures()
