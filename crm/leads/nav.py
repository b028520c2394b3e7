"""Leads in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(NavItem("Leads", "leads", "inbox", "Sales", rights=("see_opportunities",), order=18))
