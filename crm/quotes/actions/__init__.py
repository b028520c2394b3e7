"""What is done with quotes: drafted, approved where our thresholds ask for it, sent, answered."""

from crm.quotes.actions.answering import check_open, decline_quote, optional_lines, seal_acceptance
from crm.quotes.actions.approving import (
    approve_quote,
    end_quote_policy,
    return_quote,
    set_quote_policy,
    submit_quote,
)
from crm.quotes.actions.asking import TooManyQuestions, answer_question, ask_about_quote
from crm.quotes.actions.drafting import draft_quote, revise_quote
from crm.quotes.actions.ending import expire_quotes, extend_quote, remind_of_quotes, withdraw_quote
from crm.quotes.actions.papers import ask_quote_paper, file_quote_paper
from crm.quotes.actions.refusals import ApprovalNeeded, QuoteExpired, QuoteNotOpen
from crm.quotes.actions.sending import send_quote
from crm.quotes.actions.terms import change_terms, set_up_terms
from crm.quotes.content import quote_content
from crm.quotes.lines import LineOffer, MilestoneOffer

__all__ = [
    "ApprovalNeeded",
    "LineOffer",
    "MilestoneOffer",
    "QuoteExpired",
    "QuoteNotOpen",
    "TooManyQuestions",
    "answer_question",
    "approve_quote",
    "ask_about_quote",
    "ask_quote_paper",
    "change_terms",
    "check_open",
    "decline_quote",
    "draft_quote",
    "end_quote_policy",
    "expire_quotes",
    "extend_quote",
    "file_quote_paper",
    "optional_lines",
    "quote_content",
    "remind_of_quotes",
    "return_quote",
    "revise_quote",
    "seal_acceptance",
    "send_quote",
    "set_quote_policy",
    "set_up_terms",
    "submit_quote",
    "withdraw_quote",
]
