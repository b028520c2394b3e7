"""Unfiled mails in the sidebar, for those whose they are."""

from typing import Any

from billing_suite.kernel.web.nav import Badge, NavItem, register_nav
from crm.correspondence.models import Mail


def waiting(user: Any) -> Badge | None:
    """How many wait for this person."""
    count = Mail.objects.visible_to(user).unfiled().count()
    return Badge(count, "unfiled") if count else None


register_nav(NavItem("Unfiled mails", "mails", "mail", "Sales", rights=("log_activity",), badge=waiting, order=15))
