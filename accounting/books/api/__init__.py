"""Ledger accounts, journals, entries, periods, revaluation, year ends and reports in the API."""

from accounting.books.api import (
    accounts,
    entries,
    journals,
    periods,
    recurring,
    revaluation,
    statements,
    trial_balance,
    year_ends,
)

DOORS = (
    *accounts.DOORS,
    *journals.DOORS,
    *recurring.DOORS,
    *entries.DOORS,
    *revaluation.DOORS,
    *periods.DOORS,
    *year_ends.DOORS,
    *trial_balance.DOORS,
    *statements.DOORS,
)

__all__ = ["DOORS"]
