"""People who do the work: their roles, hours, calendars, leave and what they cost."""

from projects.people.models.calendars import STANDARD_WEEK, WEEKDAYS, Capacity, OfficeDay, WorkingWeek
from projects.people.models.costs import PersonCost
from projects.people.models.leave import Leave
from projects.people.models.people import DeliveryRole, Person, PersonRole

__all__ = [
    "STANDARD_WEEK",
    "WEEKDAYS",
    "Capacity",
    "DeliveryRole",
    "Leave",
    "OfficeDay",
    "Person",
    "PersonCost",
    "PersonRole",
    "WorkingWeek",
]
