"""Verbs over people."""

from datetime import date

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from projects.people.models import DeliveryRole, Person


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
