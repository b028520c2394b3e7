"""Invoices, billing runs and receivables in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

HELD = ("see_invoices",)
register_nav(
    NavItem("Invoices", "invoices", "file-invoice", "Finance", HELD, order=10),
    NavItem("Billing runs", "billing-runs", "stack-2", "Finance", HELD, order=12),
    NavItem("Receivables", "receivables", "coins", "Finance", HELD, order=14),
)
