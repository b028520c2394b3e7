"""What we sell and its prices in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(
    NavItem("Products", "products", "tag", "Sales", rights=("see_rate_cards",), order=38),
    NavItem("Rate cards", "rate-cards", "coins", "Sales", rights=("see_rate_cards",), order=40),
    NavItem("Cost rates", "cost-rates", "scale", "Sales", rights=("see_costs",), order=42),
)
