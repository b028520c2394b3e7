"""Timesheet reminders in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(
    NavItem("Timesheet reminders", "sheet-deadlines", "clock", "Delivery", rights=("set_sheet_deadline",), order=62)
)
