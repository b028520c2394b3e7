"""Tables of the floor, gathered for Django from the rooms."""

from projects.contracts.models import Contract, ContractLine, PlanPeriod
from projects.people.models import DeliveryRole, Person
from projects.plan.models import (
    Assignment,
    Budget,
    Dependency,
    Kickoff,
    Milestone,
    MilestoneShare,
    Phase,
    PlanTemplate,
    Project,
    ProjectGrant,
    Task,
    TemplateTask,
)
from projects.time.models import TimeEntry

__all__ = [
    "Assignment",
    "Budget",
    "Contract",
    "ContractLine",
    "DeliveryRole",
    "Dependency",
    "Kickoff",
    "Milestone",
    "MilestoneShare",
    "Person",
    "Phase",
    "PlanPeriod",
    "PlanTemplate",
    "Project",
    "ProjectGrant",
    "Task",
    "TemplateTask",
    "TimeEntry",
]
