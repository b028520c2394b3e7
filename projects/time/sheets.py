"""Timesheets: a person's week as a whole, what state it is in, and what waits for an approver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncWeek

from projects.people.models import Person
from projects.people.reports import load_availability
from projects.time.models import TimeEntry

MOST = 200  # sheets that a page shows
STATES = {
    "missing": "Missing",
    "off": "Nothing expected",
    "returned": "Returned",
    "draft": "Draft",
    "submitted": "Submitted",
    "approved": "Approved",
}


@dataclass(frozen=True)
class Timesheet:
    """One person's week: minutes by state, and what is expected."""

    person: Person
    monday: date
    draft: int
    returned: int
    submitted: int
    approved: int
    expected: int

    @property
    def minutes(self) -> int:
        """All of it."""
        return self.draft + self.submitted + self.approved

    @property
    def state(self) -> str:
        """The least that is done: what came back, then drafts, then what waits; approved when all is."""
        if not self.minutes:
            return "missing" if self.expected else "off"
        if self.returned:
            return "returned"
        if self.draft:
            return "draft"
        return "submitted" if self.submitted else "approved"

    @property
    def words(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def is_in(self) -> bool:
        """Whether nothing of it waits for its person."""
        return self.state in ("off", "submitted", "approved")


def sheets_of(people: Sequence[Person], monday: date) -> list[Timesheet]:
    """The week of each of these people beside what they can work, in six queries at most. Call with people that the
    viewer sees.
    """
    sunday = monday + timedelta(days=6)
    free = load_availability(people, monday, sunday)
    rows = TimeEntry.objects.filter(person__in=people, work_date__range=(monday, sunday)).order_by().values("person")
    sums: dict[Any, dict[str, Any]] = {
        row["person"]: dict(row)
        for row in rows.annotate(
            draft=Sum("minutes", filter=Q(status="draft")),
            returned=Sum("minutes", filter=Q(status="draft") & ~Q(return_comment="")),
            submitted=Sum("minutes", filter=Q(status="submitted")),
            approved=Sum("minutes", filter=Q(status="approved")),
        )
    }
    names = ("draft", "returned", "submitted", "approved")
    return [
        Timesheet(
            person,
            monday,
            expected=free.between(person, monday, sunday),
            **{name: sums.get(person.pk, {}).get(name) or 0 for name in names},
        )
        for person in people
    ]


def people_in(user: Any, monday: date) -> list[Person]:
    """The people somebody sees who work here in a week."""
    rows = Person.objects.visible_to(user).filter(joined_on__lte=monday + timedelta(days=6))
    held = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=monday))
    return list(held.select_related("user", "legal_entity").order_by("user__name", "pk")[:MOST])


@dataclass(frozen=True)
class WaitingSheet:
    """What of somebody's week waits for an approver."""

    person: Any
    name: str
    monday: date
    minutes: int
    entries: int
    projects: int
    since: date

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.person}:{self.monday}"


def waiting_sheets(user: Any) -> list[WaitingSheet]:
    """The weeks of others that wait for this approver, the oldest first: one query."""
    rows = TimeEntry.objects.visible_to(user).awaiting(user).order_by()
    grouped = rows.annotate(week=TruncWeek("work_date")).values("person", "person__user__name", "week")
    told = grouped.annotate(
        minutes=Sum("minutes"), n=Count("pk"), projects=Count("project", distinct=True), since=Min("work_date")
    )
    return [
        WaitingSheet(
            row["person"],
            row["person__user__name"],
            row["week"],
            row["minutes"],
            row["n"],
            row["projects"],
            row["since"],
        )
        for row in told.order_by("week", "person__user__name", "person")[:MOST]
    ]
