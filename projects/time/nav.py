"""Time in the sidebar: one's own, what waits for approval, all of it, the import."""

from typing import Any

from billing_suite.kernel.web.nav import Badge, NavItem, register_nav
from projects.time.models import TimeEntry


def waiting_for(user: Any) -> Badge | None:
    """How many entries wait for this approver."""
    count = TimeEntry.objects.visible_to(user).awaiting(user).count()
    return Badge(count, f"{count} time entries await your approval")


register_nav(
    NavItem("My time", "my-time", "calendar", "Delivery", rights=("log_time",), order=30),
    NavItem(
        "Approvals", "time-approvals", "clock-check", "Delivery", rights=("approve_time",), badge=waiting_for, order=32
    ),
    NavItem("Timesheets", "timesheets", "calendar-due", "Delivery", rights=("see_time",), order=33),
    NavItem("Time entries", "time-entries", "clock", "Delivery", rights=("see_time",), order=34),
    NavItem("Import time", "time-import", "upload", "Delivery", rights=("import_time",), order=36),
)
