"""Time on the pages of its project, its task and its person."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from projects.time.models import TimeEntry
from projects.time.reports import hours_on

SHOWN = 10
HELD = ("see_time",)


def hours_of_project(project: Any, user: Any) -> Mapping[str, Any] | None:
    """Hours so far beside the budget, in all and by task."""
    whole, tasks = hours_on(project, user)
    return {"whole": whole, "tasks": tasks}


def latest_over(path: str) -> Any:
    """The latest entries of a task or person."""

    def read(record: Any, user: Any) -> Mapping[str, Any] | None:
        seen = TimeEntry.objects.visible_to(user).for_list().filter(**{path: record})
        return {"entries": list(seen.order_by("-work_date", "-pk")[:SHOWN]), "of_person": path == "person"}

    return read


LATEST = "projects/time/latest_panel.html"
HOURS = "projects/time/hours_panel.html"
register_panel(Panel("project-first", "Hours so far", HOURS, hours_of_project, "clock", HELD, order=10))
register_panel(Panel("task-wide", "Latest time", LATEST, latest_over("task"), "clock", HELD, order=10))
register_panel(Panel("person-wide", "Latest time", LATEST, latest_over("person"), "clock", HELD, order=10))
