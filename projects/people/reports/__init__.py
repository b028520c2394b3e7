"""Readings of people: roles, working days, leave, what an hour is charged at and what it costs."""

from projects.people.reports.availability import Availability, load_availability, plannable
from projects.people.reports.costs import Costs, HourCost, load_costs
from projects.people.reports.holidays import is_known_place, public_holidays
from projects.people.reports.rates import RateShown, rates_of_role
from projects.people.reports.roles import Roles, load_roles

__all__ = [
    "Availability",
    "Costs",
    "HourCost",
    "RateShown",
    "Roles",
    "is_known_place",
    "load_availability",
    "load_costs",
    "load_roles",
    "plannable",
    "public_holidays",
    "rates_of_role",
]
