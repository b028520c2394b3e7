"""Tables of the floor, gathered for Django from the rooms."""

from projects.budgets.models import BudgetAlert, BudgetThreshold, Estimate
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
    "BudgetAlert",
    "BudgetThreshold",
    "Contract",
    "ContractLine",
    "DeliveryRole",
    "Dependency",
    "Estimate",
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
