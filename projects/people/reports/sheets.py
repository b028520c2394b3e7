"""What stands on a person's page: their hours, roles, days off, leave and costs."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from projects.people.models import STANDARD_WEEK, Capacity, Leave, Person, PersonCost, PersonRole, WorkingWeek
from projects.people.reports.availability import load_availability
from projects.people.reports.costs import HourCost, load_costs

AHEAD = timedelta(days=182)
LEAVE_SHOWN = 8


@dataclass(frozen=True)
class PersonTerms:
    """What was agreed with a person, as a reader may see it."""

    week: int  # minutes of a usual week
    capacities: Sequence[Capacity]
    roles: Sequence[PersonRole]
    holidays: Sequence[tuple[date, str, int]]
    leave: Sequence[Leave] | None  # None: not for this reader
    costs: Sequence[PersonCost] | None
    cost: HourCost | None


def terms_of(person: Person, user: Any, *, on: date, rights: Set[str]) -> PersonTerms:
    """Everything agreed with a person, and the days off of the half year ahead: a constant number of queries."""
    capacities = list(Capacity.objects.visible_to(user).filter(person=person))
    ahead = load_availability([person], on, on + AHEAD)
    leave = Leave.objects.visible_to(user).for_list().filter(person=person)[:LEAVE_SHOWN]
    sees_costs = "see_costs" in rights
    return PersonTerms(
        week_of(person, capacities, on),
        capacities,
        list(PersonRole.objects.visible_to(user).filter(person=person).select_related("role")),
        ahead.holidays_of(person),
        list(leave) if "see_leave" in rights else None,
        list(PersonCost.objects.visible_to(user).filter(person=person)) if sees_costs else None,
        load_costs([person], on, on)(person, on) if sees_costs else None,
    )


def week_of(person: Person, capacities: Sequence[Capacity], on: date) -> int:
    """Minutes of a week without holidays: the person's own hours on a day, else their employer's, else the standard."""
    own = next((row for row in capacities if row.covers(on)), None)
    if own is not None:
        return own.minutes
    weeks = WorkingWeek.objects.filter(legal_entity=person.legal_entity_id)
    usual = next((row for row in weeks if row.covers(on)), None)
    return usual.minutes if usual else sum(STANDARD_WEEK)
