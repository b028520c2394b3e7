"""Receipts in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(NavItem("Receipts", "receipts", "cash", "Finance", ("see_receipts",), order=20))
