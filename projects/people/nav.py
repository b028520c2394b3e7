"""People in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(
    NavItem("People", "people", "users-group", "Delivery", rights=("see_people",), order=60),
    NavItem("Delivery roles", "delivery-roles", "user-circle", "Admin", rights=("name_role",), order=62),
)
