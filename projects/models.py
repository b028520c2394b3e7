"""Tables of the floor, gathered for Django from the rooms."""

from projects.capacity.models import Booking
from projects.contracts.models import Contract, ContractLine, PlanPeriod
from projects.people.models import (
    Capacity,
    DeliveryRole,
    Leave,
    OfficeDay,
    Person,
    PersonCost,
    PersonRole,
    WorkingWeek,
)
from projects.plan.models import Budget, Milestone, MilestoneShare, Phase, Project, ProjectGrant, Task
from projects.time.models import TimeEntry

__all__ = [
    "Booking",
    "Budget",
    "Capacity",
    "Contract",
    "ContractLine",
    "DeliveryRole",
    "Leave",
    "Milestone",
    "MilestoneShare",
    "OfficeDay",
    "Person",
    "PersonCost",
    "PersonRole",
    "Phase",
    "PlanPeriod",
    "Project",
    "ProjectGrant",
    "Task",
    "TimeEntry",
    "WorkingWeek",
]
