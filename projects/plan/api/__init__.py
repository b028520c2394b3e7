"""Plans in the API."""

from projects.plan.api import milestones, planning, projects
from projects.plan.api.milestones import MILESTONES
from projects.plan.api.projects import PHASES, PROJECTS, TASKS

DOORS = (*projects.DOORS, *milestones.DOORS, *planning.DOORS)

__all__ = ["DOORS", "MILESTONES", "PHASES", "PROJECTS", "TASKS"]
