"""So many people with roles, hours, leave and costs of their own, made by verbs."""

from datetime import date, timedelta
from decimal import Decimal

from billing_suite.kernel.record.acting import Actor
from projects.capacity.actions import book
from projects.people.actions import (
    agree_hours,
    change_person_role,
    request_leave,
    set_office_day,
    set_person_cost,
    set_working_week,
)
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Project
from tests.builders import MARCH, SET_UP, Stage


def staff(stage: Stage, size: int) -> None:
    """Everybody of the office has hours, a role, leave and a cost of their own."""
    role = DeliveryRole.objects.get(code="designer")
    people = list(Person.objects.filter(user__email__startswith="p").select_related("user").order_by("user__email"))
    for number, person in enumerate(people[:size]):
        change_person_role(person, role=role, valid_from=MARCH, by=SET_UP)
        agree_hours(person, valid_from=MARCH, minutes={"monday": 480}, by=SET_UP)
        set_person_cost(person, currency="EUR", cost=Decimal(60), valid_from=MARCH, by=SET_UP)
        day = MARCH + timedelta(days=number)
        request_leave(person, first_day=day, last_day=day, by=Actor.user(person.user))
        set_office_day(stage.entity, day=day, name=f"Day {number}", by=SET_UP)
        set_working_week(stage.entity, valid_from=date(2027 + number, 1, 1), minutes={"monday": 1}, by=SET_UP)


def plan(stage: Stage, size: int) -> None:
    """So many bookings on the first open project."""
    project = Project.objects.filter(status="open").order_by("reference")[0]
    for number in range(size):
        day = MARCH + timedelta(days=number)
        book(project, person=stage.people["mia"], first_day=day, last_day=day, share=20, by=stage.by("jonas"))
