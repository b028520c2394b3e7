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
from accounting.books.models import (
    AccountRole,
    CloseTick,
    JournalAttachment,
    JournalEntry,
    JournalLine,
    LedgerAccount,
    ManualJournal,
    Period,
    PeriodBalance,
    PeriodStep,
    Posting,
    RecurringJournal,
    UnfoldedEntry,
)
from accounting.cash.models import Allocation, Receipt
from accounting.returns.models import TaxReturn, TaxReturnLine
from accounting.tax.models import Registration, TaxRate

__all__ = [
    "AccountRole",
    "Allocation",
    "BillingClaim",
    "BillingRun",
    "CloseTick",
    "DocumentFile",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "JournalAttachment",
    "JournalEntry",
    "JournalLine",
    "LedgerAccount",
    "ManualJournal",
    "OpenItem",
    "Period",
    "PeriodBalance",
    "PeriodStep",
    "Posting",
    "Receipt",
    "RecurringJournal",
    "Registration",
    "RunChunk",
    "RunFinding",
    "TaxRate",
    "TaxReturn",
    "TaxReturnLine",
    "UnfoldedEntry",
]
