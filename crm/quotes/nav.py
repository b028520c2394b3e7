"""Quotes in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.tones import register_tones

register_nav(
    NavItem(
        "Quotes", "quotes", "file-description", "Sales", rights=("see_quotes",), order=30, beneath=("quote-version",)
    )
)
register_tones("ended", "declined")
