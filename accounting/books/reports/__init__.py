"""Reads of the books: each exact as of any date, in the books currency (RULES 35)."""

from accounting.books.reports.balances import balances, turnover
from accounting.books.reports.trial_balance import TrialBalance, TrialBalanceRow, trial_balance, trial_balance_hash

__all__ = ["TrialBalance", "TrialBalanceRow", "balances", "trial_balance", "trial_balance_hash", "turnover"]
