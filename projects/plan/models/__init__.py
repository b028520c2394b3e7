"""The tables of plans."""

from projects.plan.models.scheduling import Assignment, Dependency, Kickoff, PlanTemplate, TemplateTask
from projects.plan.models.work import (
    Budget,
    Milestone,
    MilestoneShare,
    Phase,
    Project,
    ProjectGrant,
    Task,
)

__all__ = [
    "Assignment",
    "Budget",
    "Dependency",
    "Kickoff",
    "Milestone",
    "MilestoneShare",
    "Phase",
    "PlanTemplate",
    "Project",
    "ProjectGrant",
    "Task",
    "TemplateTask",
]
