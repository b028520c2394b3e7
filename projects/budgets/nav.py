"""Budget alerts in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(
    NavItem(
        "Budget alerts", "budget-thresholds", "alert-triangle", "Delivery", rights=("set_budget_threshold",), order=60
    )
)
