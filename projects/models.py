"""Tables of the floor, gathered for Django from the rooms."""

from projects.contracts.models import Contract, ContractLine, PlanPeriod
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Budget, Milestone, MilestoneShare, Phase, Project, ProjectGrant, Task
from projects.time.models import TimeEntry, Timer

__all__ = [
    "Budget",
    "Contract",
    "ContractLine",
    "DeliveryRole",
    "Milestone",
    "MilestoneShare",
    "Person",
    "Phase",
    "PlanPeriod",
    "Project",
    "ProjectGrant",
    "Task",
    "TimeEntry",
    "Timer",
]
