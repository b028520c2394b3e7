"""Tables of the floor, gathered for Django from the rooms."""

from accounting.billing.models import (
    BillingClaim,
    BillingRun,
    DocumentFile,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    OpenItem,
    RunChunk,
    RunFinding,
)
from accounting.books.models import AccountRole, JournalEntry, LedgerAccount, Period, Posting
from accounting.cash.models import Allocation, Receipt
from accounting.tax.models import Registration, TaxRate

__all__ = [
    "AccountRole",
    "Allocation",
    "BillingClaim",
    "BillingRun",
    "DocumentFile",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "JournalEntry",
    "LedgerAccount",
    "OpenItem",
    "Period",
    "Posting",
    "Receipt",
    "Registration",
    "RunChunk",
    "RunFinding",
    "TaxRate",
]
