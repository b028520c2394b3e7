"""Capacity in the sidebar and on the page of reports."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.reports import ReportCard, register_report
from billing_suite.kernel.web.tones import register_tones

HELD = ("see_capacity",)
register_tones("warning", "soft")
register_tones("positive", "hard")
register_tones("ended", "released")
register_nav(
    NavItem("Capacity", "capacity", "users-group", "Delivery", rights=HELD, order=50),
    NavItem("Bookings", "bookings", "calendar", "Delivery", rights=HELD, order=52),
    NavItem("Utilisation", "utilisation", "percentage", "Delivery", rights=HELD, order=54),
)
register_report(
    ReportCard(
        "Utilisation",
        "utilisation",
        "percentage",
        "How much of what people could work was billable, by person, team or role?",
        "Delivery",
        HELD,
        order=70,
    )
)
