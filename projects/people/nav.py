"""People in the sidebar."""

from typing import Any

from billing_suite.kernel.web.nav import Badge, NavItem, register_nav
from billing_suite.kernel.web.tones import register_tones
from projects.people.models import Leave


def waiting_for(user: Any) -> Badge | None:
    """How much leave waits for this approver."""
    count = Leave.objects.visible_to(user).awaiting(user).count()
    return Badge(count, f"{count} requests for leave await your approval") if count else None


register_tones("warning", "requested")
register_nav(
    NavItem("People", "people", "users-group", "Delivery", rights=("see_people",), order=60),
    NavItem("Leave", "leave-list", "calendar-due", "Delivery", rights=("see_leave",), badge=waiting_for, order=61),
    NavItem("Delivery roles", "delivery-roles", "user-circle", "Admin", rights=("name_role",), order=62),
)
