"""A project's health at a glance: scope, hours and schedule, each a figure with its tone."""

from dataclasses import dataclass
from datetime import date

from billing_suite.kernel.values.hours import hours_of
from projects.budgets.reports import ProjectStanding, standing_of
from projects.plan.models import Milestone, Project
from projects.plan.reports import scheduled
from projects.plan.scope import coverage_of, share_covered

NEXT = 3  # milestones


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how much, what to know of it, and whether it is well."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Health:
    """The figures, the milestones that come next, and each promise beside its budget."""

    figures: list[Figure]
    milestones: list[Milestone]
    standing: ProjectStanding


def health_of(project: Project, *, on: date) -> Health:
    """Scope with a plan, hours used and expected, tasks that are late: a constant number of queries."""
    coverage, standing, plan = coverage_of(project.contract), standing_of(project), scheduled(project)
    whole, covered = standing.whole, share_covered(coverage)
    open_scope = sum(1 for each in coverage if not each.is_covered)
    late = [each for each in plan.tasks if each.task.status != "done" and each.span.ends_on < on]
    coming = [each for each in plan.milestones if each.status != "accepted"]
    overdue = [each for each in coming if each.due_on is not None and each.due_on < on]
    figures = [
        Figure(
            "Scope with a plan",
            "—" if covered is None else f"{covered.normalize():f} %",
            f"{open_scope} without" if open_scope else "",
            "warning" if open_scope else "",
        ),
        Figure(
            "Hours used",
            "—" if whole.used is None else f"{whole.used.normalize():f} %",
            f"{hours_of(whole.at_completion)} h expected of {hours_of(whole.budget)}",
            whole.tone,
        ),
        Figure(
            "Schedule",
            f"{len(late)} late" if late else "On time",
            f"ends {plan.ends_on:%d %b %Y}",
            "warning" if late else "",
        ),
    ]
    if coming:
        figures.append(
            Figure(
                "Milestones",
                f"{len(plan.milestones) - len(coming)} of {len(plan.milestones)}",
                f"{len(overdue)} overdue" if overdue else "accepted",
                "danger" if overdue else "",
            )
        )
    return Health(figures, coming[:NEXT], standing)
