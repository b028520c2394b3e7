"""People in the API: roles, hours, calendars, leave, costs."""

from projects.people.api import leave, people, terms
from projects.people.api.people import DELIVERY_ROLES, PEOPLE

DOORS = (*people.DOORS, *terms.DOORS, *leave.DOORS)

__all__ = ["DELIVERY_ROLES", "DOORS", "PEOPLE"]
