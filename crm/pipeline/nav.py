"""Opportunities in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(
    NavItem("Opportunities", "opportunities", "target-arrow", "Sales", rights=("see_opportunities",), order=20),
    NavItem("Board", "board", "layout-kanban", "Sales", rights=("see_opportunities",), order=22),
    NavItem("Stages", "stage-new", "adjustments-horizontal", "Admin", rights=("set_up_stage",), order=60),
)
