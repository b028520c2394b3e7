"""Rate cards in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(NavItem("Rate cards", "rate-cards", "coins", "Sales", rights=("see_rate_cards",), order=40))
register_nav(NavItem("Cost rates", "cost-rates", "scale", "Sales", rights=("see_costs",), order=42))
