"""Tables of the floor, gathered for Django from the rooms."""

from projects.contracts.models import Contract, ContractLine
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Budget, Phase, Project, ProjectGrant, Task
from projects.time.models import TimeEntry

__all__ = [
    "Budget",
    "Contract",
    "ContractLine",
    "DeliveryRole",
    "Person",
    "Phase",
    "Project",
    "ProjectGrant",
    "Task",
    "TimeEntry",
]
