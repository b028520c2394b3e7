"""Readings of capacity: who is free when, who is booked on what, and how much of it all was worth money."""

from projects.capacity.reports.loading import Figures, Load, added, loads_of, warnings_of
from projects.capacity.reports.utilisation import Utilisation, utilisation
from projects.capacity.reports.weeks import (
    CapacityTable,
    PersonWeeks,
    RoleWeeks,
    capacity_table,
    person_weeks,
)

__all__ = [
    "CapacityTable",
    "Figures",
    "Load",
    "PersonWeeks",
    "RoleWeeks",
    "Utilisation",
    "added",
    "capacity_table",
    "loads_of",
    "person_weeks",
    "utilisation",
    "warnings_of",
]
