"""Reads of cash: how receipts stand, what customers owe and since when, and all that passed with one of them."""

from accounting.cash.reports.aging import Aging, receivables_aging
from accounting.cash.reports.customer_ledger import CustomerLedger, customer_ledger
from accounting.cash.reports.open_documents import Behind, DocumentPage, documents_page, open_documents
from accounting.cash.reports.receipts import left, standing
from accounting.cash.reports.statements import CustomerStatement, customer_statement

__all__ = [
    "Aging",
    "Behind",
    "CustomerLedger",
    "CustomerStatement",
    "DocumentPage",
    "customer_ledger",
    "customer_statement",
    "documents_page",
    "left",
    "open_documents",
    "receivables_aging",
    "standing",
]
