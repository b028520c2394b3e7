"""A year of a legal entity: its public holidays, what the office itself says, and its working weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from billing_suite.kernel.firm.models import LegalEntity
from projects.people.models import OfficeDay, WorkingWeek
from projects.people.reports.holidays import public_holidays


@dataclass(frozen=True)
class CalendarDay:
    """A day that is other than its weekday: the per cent it is closed, and who says so."""

    day: date
    name: str
    closed: int
    by_office: bool

    @property
    def told(self) -> str:
        """What that means."""
        return {100: "Closed", 50: "Half a day", 0: "Open"}.get(self.closed, f"Closed for {self.closed} %")


@dataclass(frozen=True)
class OfficeYear:
    """A legal entity's year."""

    entity: LegalEntity
    year: int
    days: Sequence[CalendarDay]
    weeks: Sequence[WorkingWeek]


def office_year(entity: LegalEntity, *, year: int) -> OfficeYear:
    """The days of a year that are other than usual where a legal entity is: two queries."""
    told = {
        day: CalendarDay(day, name, 100, by_office=False)
        for day, name in public_holidays(entity.country, entity.region, year).items()
    }
    for each in OfficeDay.objects.filter(legal_entity=entity).within(date(year, 1, 1), date(year, 12, 31)):
        told[each.day] = CalendarDay(each.day, each.name, each.closed, by_office=True)
    weeks = list(WorkingWeek.objects.filter(legal_entity=entity))
    return OfficeYear(entity, year, [told[day] for day in sorted(told)], weeks)
