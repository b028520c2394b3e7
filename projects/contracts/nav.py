"""Contracts in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(NavItem("Contracts", "contracts", "signature", "Delivery", rights=("see_contracts",), order=10))
