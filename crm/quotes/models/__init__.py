"""Quotes, their versions and lines, and what of them needs an approval."""

from crm.quotes.models.lines import (
    BILLED_BY,
    BY_PERIOD,
    MONTHS,
    SPANS,
    SUPPLIES,
    UNITS,
    QuoteLine,
    QuoteMilestone,
    QuoteShare,
    Sold,
)
from crm.quotes.models.policies import QuotePolicy
from crm.quotes.models.questions import QuoteQuestion, TermsTemplate, terms_for
from crm.quotes.models.versions import Quote, QuotePaper, QuoteVersion, QuoteVersionRows

__all__ = [
    "BILLED_BY",
    "BY_PERIOD",
    "MONTHS",
    "SPANS",
    "SUPPLIES",
    "UNITS",
    "Quote",
    "QuoteLine",
    "QuoteMilestone",
    "QuotePaper",
    "QuotePolicy",
    "QuoteQuestion",
    "QuoteShare",
    "QuoteVersion",
    "QuoteVersionRows",
    "Sold",
    "TermsTemplate",
    "terms_for",
]
