"""Tax returns in the sidebar, the tax report on the page of reports."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.reports import ReportCard, register_report
from billing_suite.kernel.web.tones import register_tones

HELD = ("see_tax",)
register_tones("active", "filed")
register_tones("warning", "to_remit")
register_tones("positive", "remitted")
register_nav(NavItem("Tax returns", "tax-returns", "building-bank", "Tax", HELD, order=10))
register_report(
    ReportCard(
        "Tax report",
        "tax-report",
        "tax",
        "What a registration owes for a span of days: taxable, exempt and tax by rate and component, and its boxes.",
        "Tax",
        HELD,
        order=40,
    )
)
