"""Utilisation: billable approved time, and what is booked, over what people could work."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import Group
from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from billing_suite.kernel.access.people import ROLES
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.dates import month_end, month_start
from projects.capacity.reports.loading import loads_of
from projects.capacity.reports.weeks import people_between
from projects.people.models import Person
from projects.people.reports import load_roles, plannable
from projects.time.models import TimeEntry

MONTHS = {"month": 1, "quarter": 3}
TENTH = Decimal("0.1")


class Used(NamedTuple):
    """Minutes of a person or a team in a period."""

    capacity: int = 0  # what could be worked: hours less public holidays, office days and leave
    billable: int = 0  # approved and billable
    approved: int = 0
    planned: int = 0  # booked hard and soft

    @property
    def percent(self) -> Decimal | None:
        """Billable of capacity, to a tenth of a per cent, half up; None where there was no capacity."""
        return share(self.billable, self.capacity)

    @property
    def planned_percent(self) -> Decimal | None:
        """Booked of capacity, likewise."""
        return share(self.planned, self.capacity)


def share(part: int, whole: int) -> Decimal | None:
    """Per cent, to a tenth."""
    return (Decimal(part) * 100 / whole).quantize(TENTH, rounding=ROUND_HALF_UP) if whole else None


def summed(rows: Iterable[Used]) -> Used:
    """All of them together."""
    told = list(rows)
    return Used(*map(sum, zip(*told, strict=True))) if told else Used()


@dataclass(frozen=True)
class UsedRow:
    """A person, a team or a role: each period and all of them."""

    key: Any
    name: str
    note: str
    periods: Sequence[Used]

    @property
    def total(self) -> Used:
        """All periods together."""
        return summed(self.periods)


@dataclass(frozen=True)
class Utilisation:
    """Rows by period; `starts` are the first days of the periods. Who is in two teams counts in both, once in all."""

    by: str
    per: str
    starts: Sequence[date]
    rows: Sequence[UsedRow]
    periods: Sequence[Used]

    @property
    def total(self) -> Used:
        """Everybody, all periods."""
        return summed(self.periods)


def period_starts(since: date, through: date, per: str) -> list[date]:
    """The first days of the months or quarters that two days lie in and between."""
    step = MONTHS[per]
    start = month_start(since, -((since.month - 1) % step))
    told = []
    while start <= through:
        told.append(start)
        start = month_start(start, step)
    return told


def utilisation(
    user: Any,
    *,
    since: date,
    through: date,
    per: str = "month",
    by: str = "person",
    team: Any = None,
    entity: LegalEntity | None = None,
) -> Utilisation:
    """Whole months or quarters around two days, of the people one may see: ten queries, however many people.

    Time on projects out of one's sight counts all the same; that somebody works there is not told.
    """
    plannable(since, through)
    starts = period_starts(since, through, per)
    first, last = starts[0], month_end(month_start(starts[-1], MONTHS[per] - 1))
    people = people_between(user, first, last, team=team, entity=entity)
    used = used_by(people, starts, last)
    whole = [summed(rows) for rows in zip(*used.values(), strict=True)] if used else [Used()] * len(starts)
    return Utilisation(by, per, starts, GROUPED[by](people, used, first), whole)


def used_by(people: Sequence[Person], starts: Sequence[date], last: date) -> dict[Any, list[Used]]:
    """Each person's periods."""
    first = starts[0]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), last]
    places = [((start - first).days, (end - first).days + 1) for start, end in zip(starts, ends, strict=True)]
    loads = loads_of(people, first, last)
    worked = worked_by([person.pk for person in people], starts, last)
    told = {}
    for person in people:
        load = loads[person.pk]
        told[person.pk] = [
            Used(
                sum(load.available[begin:end]),
                *worked.get((person.pk, start), (0, 0)),
                sum(load.hard[begin:end]) + sum(load.soft[begin:end]),
            )
            for start, (begin, end) in zip(starts, places, strict=True)
        ]
    return told


def worked_by(people: Sequence[Any], starts: Sequence[date], last: date) -> Mapping[tuple[Any, date], tuple[int, int]]:
    """Billable and all approved minutes by person and period: one query."""
    rows = (
        TimeEntry.objects.approved()
        .filter(person__in=people, work_date__range=(starts[0], last))
        .order_by()
        .annotate(month=TruncMonth("work_date"))
        .values("person", "month")
        .annotate(billed=Sum("minutes", filter=Q(billable=True)), worked=Sum("minutes"))
    )
    told: dict[tuple[Any, date], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in rows:
        key = row["person"], max(start for start in starts if start <= row["month"])
        billable, worked = told[key]
        told[key] = billable + (row["billed"] or 0), worked + row["worked"]
    return told


Rows = dict[Any, list[Used]]


def by_person(people: Sequence[Person], used: Rows, first: date) -> list[UsedRow]:
    """One row each."""
    roles = load_roles(people)
    return [UsedRow(person.pk, str(person), roles.of(person, first).name, used[person.pk]) for person in people]


def grouped(people: Sequence[Person], used: Rows, groups: Mapping[tuple[Any, str], list[Any]]) -> list[UsedRow]:
    """One row a group, by name."""
    told = []
    for (key, name), members in sorted(groups.items(), key=lambda each: each[0][1]):
        periods = [summed(rows) for rows in zip(*(used[pk] for pk in members), strict=True)]
        told.append(UsedRow(key, name, f"{len(members)} {'person' if len(members) == 1 else 'people'}", periods))
    return told


def by_team(people: Sequence[Person], used: Rows, first: date) -> list[UsedRow]:
    """One row a team; whoever is in two counts in both."""
    users = {person.user_id: person.pk for person in people}
    members = Group.objects.exclude(name__in=ROLES).filter(user__in=users).values_list("pk", "name", "user")
    groups: dict[tuple[Any, str], list[Any]] = defaultdict(list)
    for key, name, user in members:
        groups[key, name].append(users[user])
    return grouped(people, used, groups)


def by_role(people: Sequence[Person], used: Rows, first: date) -> list[UsedRow]:
    """One row a delivery role, as it was when the span begins."""
    roles = load_roles(people)
    groups: dict[tuple[Any, str], list[Any]] = defaultdict(list)
    for person in people:
        role = roles.of(person, first)
        groups[role.pk, role.name].append(person.pk)
    return grouped(people, used, groups)


GROUPED: dict[str, Callable[[Sequence[Person], Rows, date], list[UsedRow]]] = {
    "person": by_person,
    "team": by_team,
    "role": by_role,
}
