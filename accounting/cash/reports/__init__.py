"""Reads of cash: how receipts stand, what customers owe and since when, and all that passed with one of them."""

from accounting.cash.reports.aging import Aging, receivables_aging
from accounting.cash.reports.customer_ledger import CustomerLedger, customer_ledger
from accounting.cash.reports.receipts import left, standing
from accounting.cash.reports.statements import CustomerStatement, customer_statement

__all__ = [
    "Aging",
    "CustomerLedger",
    "CustomerStatement",
    "customer_ledger",
    "customer_statement",
    "left",
    "receivables_aging",
    "standing",
]
