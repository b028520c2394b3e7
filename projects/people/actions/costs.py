"""What an hour of one person costs, from a day on."""

from datetime import date
from decimal import Decimal

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.money import exponent
from billing_suite.kernel.work.events import publish
from projects.people.actions.people import locked
from projects.people.actions.validity import make_room
from projects.people.models import Person, PersonCost


@verb("set what a person costs", right="set_cost_rates", jobs=True)
def set_person_cost(person: Person, *, currency: str, cost: Decimal, valid_from: date, by: Actor) -> PersonCost:
    """What an hour of this person costs us from a day on, in place of their role's cost rate (see_costs)."""
    exponent(currency)
    held = locked(person)
    make_room(PersonCost.objects.filter(person=held), valid_from=valid_from, record=str(held))
    made = PersonCost(person=held, currency=currency, cost=Decimal(cost), valid_from=valid_from)
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    publish("person_cost.set", made, person=held.pk, valid_from=valid_from)
    return made
