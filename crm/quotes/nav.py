"""Quotes in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.tones import register_tones

register_nav(
    NavItem(
        "Quotes", "quotes", "file-description", "Sales", rights=("see_quotes",), order=30, beneath=("quote-version",)
    )
)
register_nav(NavItem("Terms", "terms", "file-text", "Sales", rights=("set_up_terms",), order=44))
register_nav(NavItem("Quote policies", "quote-policies", "scale", "Sales", rights=("set_quote_policy",), order=45))
register_tones("ended", "declined")
