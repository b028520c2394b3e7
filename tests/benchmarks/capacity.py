"""The benchmark of capacity: 500 people by 26 weeks in one page, and their utilisation over a year."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.access.people import User
from projects.capacity.models import Booking
from projects.people.actions import name_role
from projects.people.models import Capacity, DeliveryRole, Leave, Person, PersonRole
from projects.plan.models import Project
from tests.benchmarks.crm_lists import signed_in
from tests.benchmarks.filling import FilledBooks
from tests.benchmarks.measuring import Pair, benchmark
from tests.builders import SET_UP, TEAM, Stage, behind_the_verbs, noon

PEOPLE, WEEKS, ROUNDS = 500, 26, 9
FIRST = date(2026, 3, 2)
PAGE = f"/capacity/?start={FIRST}&weeks={WEEKS}"
USED = "/utilisation/?since=2026-01-01&through=2026-12-31"
FILLED: list[Stage] = []


def days(start: int, length: int) -> dict[str, date]:
    """From a day of the span, so many days."""
    first = FIRST + timedelta(days=start)
    return {"first_day": first, "last_day": first + timedelta(days=length)}


def fill_people(stage: Stage) -> None:
    """Six roles; every fourth works part time, every ninth changed role; leave for each, five bookings for each."""
    roles = [name_role(f"r{number}", name=f"Role {number}", by=SET_UP) for number in range(6)]
    project = Project.objects.get(contract=stage.contract())
    with behind_the_verbs():
        users = [User(email=f"cap{n}@spree.example", name=f"Colleague {n:03d}") for n in range(PEOPLE)]
        User.objects.bulk_create(users)
        team = Group.objects.get(name=TEAM)
        team.user_set.add(*users)
        people = Person.objects.bulk_create(list(staff(stage, users, roles)))
        week = {
            "monday": 360,
            "tuesday": 360,
            "wednesday": 0,
            "thursday": 360,
            "friday": 300,
            "saturday": 0,
            "sunday": 0,
        }
        part = [
            Capacity(person=p, valid_from=FIRST + timedelta(days=n % 60), **week) for n, p in enumerate(people[::4])
        ]
        Capacity.objects.bulk_create(part)
        PersonRole.objects.bulk_create(
            [PersonRole(person=p, role=roles[n % 6], valid_from=FIRST) for n, p in enumerate(people[::9])]
        )
        asked = stage.users["mia"]
        leave = [Leave(person=p, requested_by=asked, **days(n % 150, 9)) for n, p in enumerate(people)]
        Leave.objects.bulk_create(leave)
        Leave.objects.update(status="approved", approved_by=stage.users["jonas"], approved_at=noon(FIRST))
        Booking.objects.bulk_create(list(plan(project, people, roles)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def staff(stage: Stage, users: list[User], roles: list[DeliveryRole]) -> Iterator[Person]:
    """A person a user."""
    for number, user in enumerate(users):
        role = roles[number % len(roles)]
        yield Person(user=user, legal_entity=stage.entity, role=role, joined_on=date(2025, 1, 1))


def plan(project: Project, people: list[Person], roles: list[DeliveryRole]) -> Iterator[Booking]:
    """Five bookings each, of which some are too much; and some of a role alone."""
    for number, person in enumerate(people):
        for turn in range(5):
            effort: dict[str, Any] = {"minutes": 240} if turn % 2 else {"share": 50 + 10 * turn}
            status = "hard" if turn < 3 else "soft"
            yield Booking(project=project, person=person, status=status, **days(turn * 34 + number % 9, 40), **effort)
    for number in range(30):
        yield Booking(project=project, role=roles[number % len(roles)], share=100, **days(number * 4, 30))


def filled(books: FilledBooks) -> Stage:
    """The people, filled once a run."""
    if not FILLED:
        fill_people(books.stage)
        FILLED.append(books.stage)
    return FILLED[0]


def measured(books: FilledBooks, page: str) -> Pair:
    """A page by turns with the least it could cost: its people and bookings read bare, and a page without a list."""
    stage = filled(books)
    client = signed_in(stage.users["jonas"])
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(page)
    assert shown.status_code == 200 and shown.content.count(b"Colleague") >= PEOPLE
    sys.stdout.write(f"{page}: {len(queries)} queries, {len(shown.content):,} bytes\n")

    def floor() -> None:
        with connection.cursor() as cursor:
            for table in ("projects_person", "projects_booking", "projects_leave"):
                cursor.execute(f"SELECT * FROM {table}")
                cursor.fetchall()
        client.get("/time/")

    return Pair(lambda: client.get(page), floor, rounds=ROUNDS)


@benchmark(
    "capacity_page",
    says="500 people by 26 weeks with 2,530 bookings on one page, against a bare page and the rows behind it",
    target=8,
    reads_books=False,
)
def capacity_page(books: FilledBooks) -> Pair:
    """Who is free when."""
    return measured(books, PAGE)


@benchmark(
    "utilisation_page",
    says="utilisation of 500 people over twelve months, against a bare page and the rows behind it",
    target=8,
    reads_books=False,
)
def utilisation_page(books: FilledBooks) -> Pair:
    """How much of a year was billable."""
    return measured(books, USED)
