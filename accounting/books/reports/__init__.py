"""Reads of the books: each exact as of any date, in the books currency (RULES 35)."""

from accounting.books.reports.balance_sheet import balance_sheet
from accounting.books.reports.balances import balances, turnover
from accounting.books.reports.cash_flow import cash_flow
from accounting.books.reports.dimensions import profit_by
from accounting.books.reports.general_ledger import GeneralLedger, general_ledger, ledger_lines
from accounting.books.reports.profit_and_loss import profit_and_loss
from accounting.books.reports.statement import Drill, Statement
from accounting.books.reports.trial_balance import (
    TrialBalance,
    TrialBalanceRow,
    trial_balance,
    trial_balance_hash,
    trial_balance_statement,
)

__all__ = [
    "Drill",
    "GeneralLedger",
    "Statement",
    "TrialBalance",
    "TrialBalanceRow",
    "balance_sheet",
    "balances",
    "cash_flow",
    "general_ledger",
    "ledger_lines",
    "profit_and_loss",
    "profit_by",
    "trial_balance",
    "trial_balance_hash",
    "trial_balance_statement",
    "turnover",
]
