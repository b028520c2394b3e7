"""Tables of the floor, gathered for Django from the rooms."""

from projects.budgets.models import BudgetAlert, BudgetThreshold, Estimate
from projects.capacity.models import Booking
from projects.contracts.models import Contract, ContractLine, PlanPeriod
from projects.expenses.models import Expense, ExpenseCategory, ExpenseClaim
from projects.people.models import Capacity, DeliveryRole, Leave, OfficeDay, Person, PersonCost, PersonRole, WorkingWeek
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
from projects.time.models import TimeEntry, Timer
from projects.timesheets.models import SheetDeadline, SheetReminder

__all__ = [
    "Assignment",
    "Booking",
    "Budget",
    "BudgetAlert",
    "BudgetThreshold",
    "Capacity",
    "Contract",
    "ContractLine",
    "DeliveryRole",
    "Dependency",
    "Estimate",
    "Expense",
    "ExpenseCategory",
    "ExpenseClaim",
    "Kickoff",
    "Leave",
    "Milestone",
    "MilestoneShare",
    "OfficeDay",
    "Person",
    "PersonCost",
    "PersonRole",
    "Phase",
    "PlanPeriod",
    "PlanTemplate",
    "Project",
    "ProjectGrant",
    "SheetDeadline",
    "SheetReminder",
    "Task",
    "TemplateTask",
    "TimeEntry",
    "Timer",
    "WorkingWeek",
]
