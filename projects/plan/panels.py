"""Projects on the pages of their customer and their contract."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from projects.plan.models import Project

SHOWN = 8
HELD = ("see_projects",)
TEMPLATE = "projects/plan/projects_panel.html"


def projects_over(path: str) -> Any:
    """The latest projects of a customer or contract; nothing until there is one."""

    def read(record: Any, user: Any) -> Mapping[str, Any] | None:
        seen = list(Project.objects.visible_to(user).for_list().filter(**{path: record})[:SHOWN])
        return {"projects": seen} if seen else None

    return read


register_panel(Panel("customer-wide", "Projects", TEMPLATE, projects_over("customer"), "briefcase", HELD, order=22))
register_panel(Panel("contract-wide", "Project", TEMPLATE, projects_over("contract"), "briefcase", HELD, order=20))
