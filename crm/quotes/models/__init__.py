"""Quotes, their versions and lines, and what of them needs an approval."""

from crm.quotes.models.lines import QuoteLine, QuoteMilestone, QuoteShare
from crm.quotes.models.policies import QuotePolicy
from crm.quotes.models.questions import QuoteQuestion, TermsTemplate, terms_for
from crm.quotes.models.versions import Quote, QuotePaper, QuoteVersion, QuoteVersionRows

__all__ = [
    "Quote",
    "QuoteLine",
    "QuoteMilestone",
    "QuotePaper",
    "QuotePolicy",
    "QuoteQuestion",
    "QuoteShare",
    "QuoteVersion",
    "QuoteVersionRows",
    "TermsTemplate",
    "terms_for",
]
