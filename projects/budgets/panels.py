"""How the budget stands, on the page of its project."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.panels import Panel, register_panel
from projects.budgets.health import health_of, told
from projects.budgets.reports import standing_of


def standing(record: Any, user: Any) -> Mapping[str, Any] | None:
    """Each promise beside its budget; nothing before the project begins."""
    if record.status == "planned":
        return None
    told = standing_of(record)
    return {"standing": told, "whole": told.whole, "project": record}


def health(record: Any, user: Any) -> Mapping[str, Any] | None:
    """How a project that has begun is, at a glance."""
    if record.status == "planned":
        return None
    return told(health_of(record, on=record.legal_entity.local_date(now())))


register_panel(
    Panel(
        "project-first", "Health", "projects/budgets/health_panel.html", health, "activity", ("see_projects",), order=1
    )
)
register_panel(
    Panel(
        "project-wide",
        "Budget and forecast",
        "projects/budgets/standing_panel.html",
        standing,
        "chart-line",
        ("see_projects",),
        order=2,
    )
)
