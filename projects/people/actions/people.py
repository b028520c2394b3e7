"""Verbs over people: a role is named, somebody joins, changes their role, leaves."""

from datetime import date

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from projects.people.actions.validity import make_room
from projects.people.models import DeliveryRole, Person, PersonRole


class PersonLeft(Refusal):
    """The person does not work here any more on that day."""

    code = "person-left"


@verb("name a delivery role", jobs=True)
def name_role(code: str, *, name: str, by: Actor) -> DeliveryRole:
    """What people work as; rate cards price it by its code."""
    role = DeliveryRole(code=code, name=name)
    role.full_clean()
    role.save(force_insert=True)
    return role


@verb("add a person", jobs=True)
def add_person(user: User, *, entity: LegalEntity, role: DeliveryRole, joined_on: date, by: Actor) -> Person:
    """A colleague whose time is planned and billed, employed by a legal entity."""
    person = Person(user=user, legal_entity=entity, role=role, joined_on=joined_on)
    person.full_clean(exclude=["id"])
    person.save(force_insert=True)
    return person


def locked(person: Person) -> Person:
    """The person as they are now, held until the verb is done, so that of two verbs one waits."""
    return (
        Person.objects.select_for_update(of=("self",)).select_related("user", "role", "legal_entity").get(pk=person.pk)
    )


def employed(person: Person, *days: date) -> None:
    """Refuse days before somebody joined or after they left."""
    for day in days:
        if not person.is_here(day):
            raise PersonLeft(f"{person} does not work here on {day}", record=str(person))


@verb("change a person's role", jobs=True)
def change_person_role(person: Person, *, role: DeliveryRole, valid_from: date, by: Actor) -> Person:
    """From that day on a person works as another role; what they worked as before stays known."""
    held = locked(person)
    employed(held, valid_from)
    if valid_from == held.joined_on:
        raise Invalid(
            "a role is changed after the day somebody joined",
            record=str(held),
            fields={"valid_from": [f"after {held.joined_on}"]},
        )
    rows = PersonRole.objects.filter(person=held)
    if not rows.exists():
        first = PersonRole(person=held, role=held.role, valid_from=held.joined_on, valid_to=day_before(valid_from))
        first.save(force_insert=True)
    make_room(rows, valid_from=valid_from, record=str(held))
    PersonRole(person=held, role=role, valid_from=valid_from).save(force_insert=True)
    held.role = role
    held.save(update_fields=["role"])
    publish("person.role_changed", held, role=role.code, valid_from=valid_from)
    return held


@verb("record that a person leaves", right="add_person", jobs=True)
def record_departure(person: Person, *, left_on: date, by: Actor) -> Person:
    """The last day somebody works here: from the next on they have no capacity, and no time is booked."""
    held = locked(person)
    if left_on < held.joined_on:
        told = f"not before {held.joined_on}, when they joined"
        raise Invalid(f"the last day is {told}", record=str(held), fields={"left_on": [told]})
    held.left_on = left_on
    held.save(update_fields=["left_on"])
    publish("person.left", held, left_on=left_on)
    return held
