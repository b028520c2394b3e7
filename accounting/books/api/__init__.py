"""Ledger accounts, journals, entries, periods, revaluation, year ends and the trial balance in the API."""

from accounting.books.api import accounts, entries, journals, periods, recurring, revaluation, trial_balance, year_ends

DOORS = (
    *accounts.DOORS,
    *journals.DOORS,
    *recurring.DOORS,
    *entries.DOORS,
    *revaluation.DOORS,
    *periods.DOORS,
    *year_ends.DOORS,
    *trial_balance.DOORS,
)

__all__ = ["DOORS"]
