"""Expenses on the page of their project."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from projects.expenses.models import Expense

SHOWN = 8


def latest(record: Any, user: Any) -> Mapping[str, Any] | None:
    """The latest expenses of a project; nothing where there are none."""
    seen = list(Expense.objects.visible_to(user).for_list().filter(project=record)[:SHOWN])
    return {"expenses": seen} if seen else None


register_panel(
    Panel(
        "project-wide",
        "Expenses",
        "projects/expenses/latest_panel.html",
        latest,
        "receipt-2",
        ("see_expenses",),
        order=40,
    )
)
