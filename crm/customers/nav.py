"""Customers and contacts in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(
    NavItem("Customers", "customers", "address-book", "Sales", rights=("see_customers",), order=10),
    NavItem("Contacts", "contacts", "users", "Sales", rights=("add_customer",), order=12),
)
