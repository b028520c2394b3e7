"""How a project is, at a glance, on its page."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.panels import Panel, register_panel
from projects.budgets.health import health_of


def health(record: Any, user: Any) -> Mapping[str, Any] | None:
    """Scope, hours and schedule, and each promise beside its budget; nothing before the project begins."""
    if record.status == "planned":
        return None
    told = health_of(record, on=record.legal_entity.local_date(now()))
    return {
        "figures": told.figures,
        "coming": told.milestones,
        "standing": told.standing,
        "whole": told.standing.whole,
        "project": record,
    }


register_panel(
    Panel(
        "project-first", "Health", "projects/budgets/health_panel.html", health, "activity", ("see_projects",), order=1
    )
)
