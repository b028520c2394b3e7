"""What is done with quotes: drafted, approved where our thresholds ask for it, sent, answered."""

from crm.quotes.actions.answering import check_open, decline_quote, optional_lines, seal_acceptance
from crm.quotes.actions.drafting import draft_quote, revise_quote
from crm.quotes.actions.refusals import ApprovalNeeded, QuoteExpired, QuoteNotOpen
from crm.quotes.actions.sending import send_quote
from crm.quotes.content import quote_content
from crm.quotes.lines import LineOffer, MilestoneOffer

__all__ = [
    "ApprovalNeeded",
    "LineOffer",
    "MilestoneOffer",
    "QuoteExpired",
    "QuoteNotOpen",
    "check_open",
    "decline_quote",
    "draft_quote",
    "optional_lines",
    "quote_content",
    "revise_quote",
    "seal_acceptance",
    "send_quote",
]
