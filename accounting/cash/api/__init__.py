"""Receipts, aging, customer ledgers and statements in the API."""

from accounting.cash.api import receipts, receivables

DOORS = (*receipts.DOORS, *receivables.DOORS)

__all__ = ["DOORS"]
