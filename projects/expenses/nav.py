"""Expenses in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.tones import register_tones

register_nav(
    NavItem("Expenses", "expenses", "receipt-2", "Delivery", rights=("see_expenses",), order=38),
    NavItem("Expense claims", "expense-claims", "stack-2", "Delivery", rights=("approve_expenses",), order=39),
)
register_tones("positive", "reimbursed")
