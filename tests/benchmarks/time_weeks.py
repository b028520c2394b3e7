"""The benchmark of time: a week's grid as a person asks for it and saves it, among a million entries."""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.record import guards
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.models import TimeEntry
from tests.benchmarks.filling import FilledBooks, multiply, numbered
from tests.benchmarks.measuring import Pair, benchmark
from tests.builders import LINES, MARCH, Stage

ENTRIES, PEOPLE, TASKS = 1_000_000, 500, 10
HELD: list[list[Task]] = []
MONDAY = MARCH
DAYS = [MONDAY + timedelta(days=n) for n in range(5)]
STATUS = f"CASE WHEN g.n > {ENTRIES - 8000} THEN 'submitted' WHEN g.n %% 500 = 0 THEN 'draft' ELSE 'approved' END"
WEEK = f"/time/?week={MONDAY}"


def fill_time(stage: Stage, entries: int = ENTRIES) -> list[Task]:
    """Ten tasks; five hundred people with entries on each working day of years; a week of Mia's on every task."""
    if HELD:
        return HELD[0]
    lines = [LINES[0] | {"description": f"Work {n}"} for n in range(TASKS)]
    tasks = list(Task.objects.filter(project__contract=stage.contract(lines=lines)).order_by("position"))
    entry = stage.logged(tasks[0], 60)
    user, person = stage.users["mia"], stage.people["mia"]
    connection.check_constraints()
    with guards.maintenance():
        guards.lower()
        with transaction.atomic():
            who, whose = numbered("user").format(n="g.n"), numbered("person").format(n="g.n")
            multiply(type(user), user.pk, PEOPLE, {"id": who, "email": "'u' || g.n || '@spree.example'"})
            multiply(Person, person.pk, PEOPLE, {"id": whose, "user_id": who})
            multiply(
                TimeEntry,
                entry.pk,
                entries,
                {
                    "id": numbered("entry").format(n="g.n"),
                    "person_id": numbered("person").format(n=f"(1 + g.n %% {PEOPLE})"),
                    "task_id": f"(ARRAY{[str(task.pk) for task in tasks]}::uuid[])[1 + g.n %% {TASKS}]",
                    "work_date": f"'2026-03-02'::date + (g.n / {PEOPLE} / 4)::int",
                    "status": STATUS,
                    "billable": "false",
                    "approved_by_id": f"CASE WHEN {STATUS} = 'approved' THEN '{stage.users['jonas'].pk}'::uuid END",
                    "approved_at": f"CASE WHEN {STATUS} = 'approved' THEN now() END",
                    "note": "'Work on ' || g.n",
                },
            )
            connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    HELD.append(tasks)
    return tasks


def browser(stage: Stage) -> Client:
    """Mia's."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(stage.users["mia"])
    return client


def typed(tasks: list[Task], hours: str, was: str) -> dict[str, Any]:
    """Fifty cells as a form sends them."""
    told: dict[str, Any] = {"row": [str(task.pk) for task in tasks]}
    for task in tasks:
        for day in DAYS:
            told |= {f"hours-{task.pk}-{day}": hours, f"was-{task.pk}-{day}": was, f"note-{task.pk}-{day}": "Work"}
    return told


def floor(stage: Stage) -> Callable[[], object]:
    """The least that a page and fifty changed rows cost: a page of the shell, and one update of their notes."""
    client = browser(stage)
    mine = TimeEntry.objects.filter(person=stage.people["mia"], work_date__in=DAYS).values_list("pk", flat=True)

    def once() -> None:
        client.get("/time/entries/new/")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, note FROM projects_timeentry WHERE id = ANY(%s)", [list(mine)])
            cursor.fetchall()

    return once


def counted(name: str, work: Callable[[], object]) -> None:
    """Say how many queries it takes."""
    with CaptureQueriesContext(connection) as queries:
        work()
    sys.stdout.write(f"{name}: {len(queries)} queries\n")


@benchmark(
    "time_week_save",
    says="fifty cells of a week saved among 1,000,000 time entries, against a bare page that reads them",
    target=6,
    reads_books=False,
)
def save(books: FilledBooks) -> Pair:
    """Each turn changes every cell."""
    tasks, client = fill_time(books.stage), browser(books.stage)
    assert client.post(WEEK, typed(tasks, "1:00", "")).status_code == 302
    ways = cycle([("1:30", "60"), ("1:00", "90")])

    def once() -> None:
        answer = client.post(WEEK, typed(tasks, *next(ways)))
        assert answer.status_code == 302, answer.status_code

    counted("saving a week", once)
    return Pair(once, floor(books.stage), rounds=20)


@benchmark(
    "time_week_page",
    says="the grid of ten tasks among 1,000,000 time entries, against a bare page that reads them",
    target=4,
    reads_books=False,
)
def page(books: FilledBooks) -> Pair:
    """As it is asked for."""
    fill_time(books.stage)
    client = browser(books.stage)

    def once() -> None:
        assert client.get(WEEK).status_code == 200

    counted("the page of a week", once)
    for sql in (
        f"SELECT * FROM projects_timeentry WHERE person_id = '{books.stage.people['mia'].pk}' "
        f"AND work_date BETWEEN '{MONDAY}' AND '{date(2026, 3, 8)}'",
        f"SELECT max(work_date) FROM projects_timeentry WHERE person_id = '{books.stage.people['mia'].pk}' "
        f"AND work_date < '{MONDAY}'",
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            sys.stdout.write("".join(f"  {row[0]}\n" for row in cursor.fetchall()))
    return Pair(once, floor(books.stage), rounds=20)
