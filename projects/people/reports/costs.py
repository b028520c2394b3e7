"""What an hour of a person costs us on a day: their own cost, or the cost rate of their role (see_costs)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import meets
from billing_suite.kernel.values.money import Money, exponent, from_minor, nearest
from crm.catalogue.models import CostRate
from projects.people.models import Person, PersonCost
from projects.people.reports.roles import Roles, load_roles


@dataclass(frozen=True)
class HourCost:
    """What one hour costs, in which currency, by which rule; no amount where nothing says, and `why` not."""

    amount: Decimal | None
    currency: str
    why: str

    def of(self, minutes: int) -> Money | None:
        """What so many minutes cost, rounded once (RULES 1); None where it is not known."""
        if self.amount is None:
            return None
        return from_minor(nearest(Fraction(self.amount) * minutes * 10 ** exponent(self.currency) / 60), self.currency)


@dataclass(frozen=True)
class Costs:
    """The costs of some people: `costs(person, day)`."""

    own: dict[Any, list[PersonCost]]
    rates: dict[tuple[str, str, str], list[CostRate]]
    places: dict[Any, tuple[str, str]]  # legal entity -> country, currency
    roles: Roles

    def __call__(self, person: Person, day: date) -> HourCost:
        """The person's own cost on a day, else that of their role in the country and currency of their employer."""
        own = next((row for row in self.own.get(person.pk, ()) if row.covers(day)), None)
        if own is not None:
            return HourCost(own.cost, own.currency, f"own cost from {own.valid_from}")
        country, currency = self.places[person.legal_entity_id]
        role = self.roles.of(person, day)
        rate = next((row for row in self.rates.get((country, currency, role.code), ()) if row.covers(day)), None)
        if rate is not None:
            return HourCost(rate.cost, currency, f"cost rate of {role.code} in {country} from {rate.valid_from}")
        return HourCost(None, currency, f"no cost rate for {role.code} in {country}, {currency}, on {day}")


def load_costs(people: Sequence[Person], first: date, last: date) -> Costs:
    """What these people cost from a day to a day, in four queries. For verbs and reports that check `see_costs`."""
    held = meets(first, last)
    own: dict[Any, list[PersonCost]] = defaultdict(list)
    for row in PersonCost.objects.filter(held, person__in=[person.pk for person in people]):
        own[row.person_id].append(row)
    entities = LegalEntity.objects.filter(pk__in={person.legal_entity_id for person in people})
    places = {pk: (country, currency) for pk, country, currency in entities.values_list("pk", "country", "currency")}
    regions, currencies = {place[0] for place in places.values()}, {place[1] for place in places.values()}
    rates: dict[tuple[str, str, str], list[CostRate]] = defaultdict(list)
    for rate in CostRate.objects.filter(held, region__in=regions, currency__in=currencies):
        rates[rate.region, rate.currency, rate.role].append(rate)
    return Costs(dict(own), dict(rates), places, load_roles(people))
