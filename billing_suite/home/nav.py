"""Home, inbox and the pipeline in the sidebar; the bell."""

from typing import Any

from billing_suite.kernel.web.context import register_bell
from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.reports import ReportCard, register_report
from billing_suite.kernel.work.models import Notification


def unread_of(user: Any) -> int:
    """How many notifications of a person are unread: one query."""
    return Notification.objects.visible_to(user).filter(read_at__isnull=True).count()


register_nav(
    NavItem("Home", "home", "home", order=1),
    NavItem("Inbox", "inbox", "inbox", order=2),
    NavItem("Pipeline", "pipeline", "route", "Operations", ("see_work",), order=10),
    NavItem("Exchange rates", "exchange-rates", "coins", "Finance", ("see_books",), order=37),
    NavItem("Legal entities", "legal-entities", "building", "Admin", ("see_legal_entities",), order=5),
    NavItem("Users", "users", "users", "Admin", ("see_users",), order=10),
    NavItem("Roles", "roles", "key", "Admin", ("see_users",), order=12),
    NavItem("Conflicts of duties", "duty-conflicts", "shield-check", "Admin", ("see_users",), order=14),
)
register_report(
    ReportCard(
        "Gap report",
        "gap-report",
        "list-check",
        "Whether each number of a series stands on exactly one document: gaps, doubles, numbers outside it.",
        "Tax",
        ("see_books",),
        order=42,
    )
)
register_bell("inbox", unread_of)
