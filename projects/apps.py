"""The floor where we deliver."""

from billing_suite.kernel.apps import Floor


class ProjectsConfig(Floor):
    """We deliver."""

    name = "projects"
    default = True
    rooms = ("people", "contracts", "plan", "time", "expenses", "timesheets", "capacity", "budgets")
