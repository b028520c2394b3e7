"""Utilisation: billable approved time over what people could work, by person, team, role and period."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.access.actions import add_user
from projects.capacity.actions import book
from projects.capacity.reports import Utilisation, utilisation
from projects.capacity.reports.utilisation import Used, period_starts
from projects.people.actions import add_person, approve_leave, request_leave
from projects.plan.models import Project
from tests.builders import MARCH, SET_UP, TEAM, Stage, noon

END = date(2026, 3, 31)
MONTH = 22 * 480  # March 2026 in Berlin: Women's Day is a Sunday; no part of the country is named
QUARTER = 63 * 480  # 1 January is off


def used(stage: Stage, **more: Any) -> Utilisation:
    """March, as Jonas sees it."""
    return utilisation(stage.users["jonas"], **({"since": MARCH, "through": END} | more))


def row(shown: Utilisation, name: str) -> list[Used]:
    """The periods of one row."""
    return list(next(each.periods for each in shown.rows if each.name == name))


@pytest.mark.parametrize(
    ("since", "through", "per", "starts"),
    [
        (date(2026, 3, 9), date(2026, 3, 9), "month", [(2026, 3)]),
        (date(2025, 12, 31), date(2026, 2, 1), "month", [(2025, 12), (2026, 1), (2026, 2)]),
        (date(2026, 3, 9), date(2026, 4, 1), "quarter", [(2026, 1), (2026, 4)]),
        (date(2025, 11, 9), date(2026, 1, 1), "quarter", [(2025, 10), (2026, 1)]),
    ],
)
def test_whole_periods_are_taken(since: date, through: date, per: str, starts: list[tuple[int, int]]) -> None:
    assert period_starts(since, through, per) == [date(year, month, 1) for year, month in starts]


@pytest.mark.django_db
def test_only_billable_approved_time_counts(stage: Stage) -> None:
    task = stage.task(stage.contract())
    stage.approved(task, 600)
    stage.approved(task, 300, MARCH + timedelta(days=1), billable=False)
    stage.logged(task, 400, MARCH + timedelta(days=2))
    shown = used(stage)
    assert row(shown, "Mia Keller") == [Used(MONTH, 600, 900, 0)]
    assert row(shown, "Mia Keller")[0].percent == Decimal("5.7")  # 600 of 10,560
    assert row(shown, "Tom Brandt")[0].percent == Decimal("0.0")
    assert shown.total == Used(3 * MONTH, 600, 900, 0)


@pytest.mark.django_db
def test_leave_makes_the_whole_smaller_and_nothing_of_nothing_is_nothing(stage: Stage) -> None:
    first = date(2026, 3, 1)
    leave = request_leave(stage.people["mia"], first_day=first, last_day=END, by=stage.by("mia"))
    assert row(used(stage), "Mia Keller")[0].capacity == MONTH
    approve_leave([leave], at=noon(MARCH), by=stage.by("jonas"))
    told = row(used(stage), "Mia Keller")[0]
    assert (told.capacity, told.percent, told.planned_percent) == (0, None, None)


@pytest.mark.django_db
def test_what_is_booked_is_planned_utilisation(stage: Stage) -> None:
    project = Project.objects.get(contract=stage.contract())
    book(project, person=stage.people["mia"], first_day=MARCH, last_day=END, share=50, by=stage.by("jonas"))
    told = row(used(stage), "Mia Keller")[0]
    assert (told.planned, told.planned_percent) == (MONTH // 2, Decimal("50.0"))


@pytest.mark.django_db
def test_months_make_a_quarter_and_people_a_team(stage: Stage) -> None:
    task = stage.task(stage.contract())
    stage.approved(task, 480)
    stage.approved(task, 240, who="tom")
    months = used(stage, since=date(2026, 1, 1))
    quarter = used(stage, since=date(2026, 1, 1), per="quarter")
    assert months.total == quarter.total == quarter.periods[0]
    assert quarter.periods[0].capacity == 3 * QUARTER
    teams = used(stage, by="team")
    assert [(each.name, each.note) for each in teams.rows] == [(TEAM, "3 people")]
    assert row(teams, TEAM)[0] == teams.total == used(stage).total
    roles = used(stage, by="role")
    assert [each.name for each in roles.rows] == ["Designer", "Developer"]
    assert row(roles, "Designer")[0].billable == 240


@pytest.mark.django_db
def test_who_is_in_two_teams_counts_in_both_and_once_in_all(stage: Stage) -> None:
    user = add_user("two@spree.example", name="Two", roles=["delivery"], teams=[TEAM, "Hamburg"], by=SET_UP)
    add_person(user, entity=stage.entity, role=stage.people["mia"].role, joined_on=MARCH, by=SET_UP)
    shown = used(stage, by="team")
    assert [(each.name, each.periods[0].capacity) for each in shown.rows] == [(TEAM, 4 * MONTH), ("Hamburg", MONTH)]
    assert shown.total.capacity == 4 * MONTH


@pytest.mark.django_db
@pytest.mark.once
def test_it_costs_the_same_for_three_and_for_thirty(stage: Stage) -> None:
    def cost() -> list[int]:
        told = []
        for by in ("person", "team", "role"):
            with CaptureQueriesContext(connection) as queries:
                used(stage, by=by, since=date(2026, 1, 1))
            told.append(len(queries))
        return told

    few = cost()
    for number in range(27):
        user = add_user(f"c{number}@spree.example", name=f"C {number}", roles=["delivery"], teams=[TEAM], by=SET_UP)
        add_person(user, entity=stage.entity, role=stage.people["mia"].role, joined_on=MARCH, by=SET_UP)
    assert cost() == few and max(few) <= 10, few
