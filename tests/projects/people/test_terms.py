"""What changes for a person from a day on: role, hours, cost, their last day; and what the database refuses."""

from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from crm.catalogue.actions import set_cost_rates
from projects.people.actions import (
    agree_hours,
    change_person_role,
    record_departure,
    set_office_day,
    set_person_cost,
)
from projects.people.models import Capacity, DeliveryRole, OfficeDay, Person, PersonCost, PersonRole, WorkingWeek
from projects.people.reports import load_costs, load_roles
from projects.time.actions import TimeRefused
from tests.builders import MARCH, SET_UP, Stage, behind_the_verbs

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
WEEK = {"monday": 480, "tuesday": 240}


def test_a_role_changes_from_a_day_on_and_the_past_stays(stage: Stage) -> None:
    mia, designer = stage.people["mia"], DeliveryRole.objects.get(code="designer")
    change_person_role(mia, role=designer, valid_from=MAY, by=stage.by("ada"))
    mia.refresh_from_db()
    roles = load_roles([mia, stage.people["tom"]])
    told = [roles.of(mia, day).code for day in (date(2024, 1, 1), MAY - timedelta(days=1), MAY, date(2030, 1, 1))]
    assert told == ["developer", "developer", "designer", "designer"] and mia.role == designer
    assert roles.of(stage.people["tom"], MAY).code == "designer"
    assert [(row.valid_from, row.valid_to) for row in PersonRole.objects.filter(person=mia).order_by("valid_from")] == [
        (mia.joined_on, MAY - timedelta(days=1)),
        (MAY, None),
    ]


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 1), MAY, MAY - timedelta(days=1)])
def test_a_role_that_would_rewrite_the_past_is_refused(stage: Stage, day: date) -> None:
    mia, designer = stage.people["mia"], DeliveryRole.objects.get(code="designer")
    change_person_role(mia, role=designer, valid_from=MAY, by=SET_UP)
    with pytest.raises(Refusal) as refused:
        change_person_role(mia, role=stage.people["jonas"].role, valid_from=day, by=SET_UP)
    assert "Mia Keller" in str(refused.value)
    assert PersonRole.objects.filter(person=mia).count() == 2


def test_hours_follow_each_other_and_end_the_day_before(stage: Stage) -> None:
    mia = stage.people["mia"]
    first = agree_hours(mia, valid_from=MARCH, minutes=WEEK, by=stage.by("ada"))
    agree_hours(mia, valid_from=MAY, valid_to=MAY + timedelta(days=30), minutes={"friday": 60}, by=SET_UP)
    first.refresh_from_db()
    assert first.valid_to == MAY - timedelta(days=1) and first.minutes == 720


@pytest.mark.parametrize(
    "given",
    [
        {"valid_from": MARCH},
        {"valid_from": MARCH - timedelta(days=9), "valid_to": MARCH},
        {"valid_from": MAY, "valid_to": MAY - timedelta(days=1)},
        {"valid_from": MAY, "minutes": {"caturday": 60}},
        {"valid_from": MAY, "minutes": {"monday": 1441}},
        {"valid_from": MAY, "minutes": {"monday": -1}},
        {"valid_from": MAY, "country": "XX"},
        {"valid_from": MAY, "country": "DE", "region": "NY"},
        {"valid_from": MAY, "region": "BE"},
    ],
)
def test_hours_that_cannot_be_are_refused(stage: Stage, given: dict[str, Any]) -> None:
    agree_hours(stage.people["mia"], valid_from=MARCH, minutes=WEEK, by=SET_UP)
    with pytest.raises(Refusal):
        agree_hours(stage.people["mia"], **({"minutes": WEEK} | given), by=SET_UP)
    assert Capacity.objects.count() == 1


def test_who_leads_a_project_agrees_no_hours(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        agree_hours(stage.people["mia"], valid_from=MAY, minutes=WEEK, by=stage.by("jonas"))
    with pytest.raises(NotAllowed):
        set_person_cost(stage.people["mia"], currency="EUR", cost=Decimal(1), valid_from=MAY, by=stage.by("ada"))


def test_a_day_of_the_office_is_set_anew(stage: Stage) -> None:
    for closed in (100, 50):
        set_office_day(stage.entity, day=MAY, name="Outing", closed=closed, by=stage.by("ada"))
    assert OfficeDay.objects.get().closed == 50
    with pytest.raises(Refusal):
        set_office_day(stage.entity, day=MARCH, name="Outing", closed=101, by=SET_UP)


def test_after_the_last_day_no_time_is_booked(stage: Stage) -> None:
    mia = stage.people["mia"]
    task = stage.task(stage.contract())
    with pytest.raises(Invalid):
        record_departure(mia, left_on=date(2024, 12, 31), by=stage.by("ada"))
    stage.people["mia"] = record_departure(mia, left_on=MARCH, by=stage.by("ada"))
    assert stage.logged(task, 60, MARCH).minutes == 60
    with pytest.raises(TimeRefused):
        stage.logged(task, 60, MARCH + timedelta(days=1))


# --- what an hour costs -----------------------------------------------------------------------------


def test_an_hour_costs_what_the_person_does_else_what_their_role_does(stage: Stage) -> None:
    mia, tom = stage.people["mia"], stage.people["tom"]
    set_cost_rates("DE", currency="EUR", valid_from=MARCH, costs={"developer": Decimal("62.40")}, by=SET_UP)
    set_person_cost(mia, currency="CHF", cost=Decimal("70"), valid_from=MAY, by=stage.by("clara"))
    costs = load_costs([mia, tom], MARCH, date(2026, 12, 31))
    by_role = costs(mia, MAY - timedelta(days=1))
    assert (by_role.amount, by_role.currency) == (Decimal("62.40"), "EUR") and "developer in DE" in by_role.why
    assert by_role.of(50) == money("52.00", "EUR")
    assert by_role.of(1) == money("1.04", "EUR") and by_role.of(0) == money("0", "EUR")
    assert costs(mia, MAY).of(90) == money("105.00", "CHF")
    unknown = costs(tom, MAY)
    assert unknown.amount is None and unknown.of(60) is None and "no cost rate for designer" in unknown.why


def test_a_role_that_changes_changes_what_an_hour_costs(stage: Stage) -> None:
    mia = stage.people["mia"]
    rates = {"developer": Decimal(60), "designer": Decimal(50)}
    set_cost_rates("DE", currency="EUR", valid_from=MARCH, costs=rates, by=SET_UP)
    change_person_role(mia, role=DeliveryRole.objects.get(code="designer"), valid_from=MAY, by=SET_UP)
    mia.refresh_from_db()
    costs = load_costs([mia], MARCH, MAY)
    assert [costs(mia, day).amount for day in (MARCH, MAY)] == [60, 50]


@pytest.mark.once
def test_costs_are_four_queries_for_however_many(stage: Stage) -> None:
    people = list(Person.objects.for_list())
    with CaptureQueriesContext(connection) as queries:
        costs = load_costs(people, MARCH, MAY)
        for person in people:
            costs(person, MAY)
    assert len(queries) == 4


# --- the database knows it too ----------------------------------------------------------------------
ROWS: list[tuple[type[Any], dict[str, Any]]] = [
    (Capacity, dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1)),
    (PersonRole, {"role_id": None}),
    (PersonCost, {"currency": "EUR", "cost": Decimal(1)}),
    (WorkingWeek, dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1)),
]


def row(stage: Stage, kind: type[Any], given: dict[str, Any], first: date, last: date | None) -> Any:
    """An unsaved row of one key."""
    key = {"legal_entity": stage.entity} if kind is WorkingWeek else {"person": stage.people["mia"]}
    told = given | ({"role_id": stage.people["mia"].role_id} if kind is PersonRole else {})
    return kind(**key, **told, valid_from=first, valid_to=last)


@pytest.mark.parametrize(("kind", "given"), ROWS)
@pytest.mark.parametrize(
    ("first", "last"),
    [(MARCH, None), (MARCH - timedelta(days=9), MARCH), (MAY, MAY), (MAY + timedelta(days=1), None)],
)
def test_inv26_spans_of_one_key_never_overlap(
    stage: Stage, kind: type[Any], given: dict[str, Any], first: date, last: date | None
) -> None:
    is_free = first > MAY
    with behind_the_verbs():
        row(stage, kind, given, MARCH, MAY).save(force_insert=True)
        with nullcontext() if is_free else pytest.raises(IntegrityError, match="INV-26"), transaction.atomic():
            kind.objects.bulk_create([row(stage, kind, given, first, last)])
    assert kind.objects.count() == 1 + is_free


def test_inv26_a_span_does_not_grow_over_another(stage: Stage) -> None:
    week = ROWS[0][1]
    with behind_the_verbs():
        row(stage, Capacity, week, MARCH, MARCH).save(force_insert=True)
        row(stage, Capacity, week, MAY, None).save(force_insert=True)
        with pytest.raises(IntegrityError, match="INV-26"), transaction.atomic():
            Capacity.objects.filter(valid_from=MARCH).update(valid_to=None)
