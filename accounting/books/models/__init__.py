"""The ledger: accounts, periods, entries with their postings, period balances, manual journals."""

from accounting.books.models.accounts import PROFIT_AND_LOSS, SECTIONS, AccountRole, LedgerAccount, usual_section
from accounting.books.models.balances import PeriodBalance, UnfoldedEntry
from accounting.books.models.entries import JournalEntry, Posting
from accounting.books.models.journals import JournalAttachment, JournalLine, ManualJournal, RecurringJournal
from accounting.books.models.periods import CloseTick, Period, PeriodStep

__all__ = [
    "PROFIT_AND_LOSS",
    "SECTIONS",
    "AccountRole",
    "CloseTick",
    "JournalAttachment",
    "JournalEntry",
    "JournalLine",
    "LedgerAccount",
    "ManualJournal",
    "Period",
    "PeriodBalance",
    "PeriodStep",
    "Posting",
    "RecurringJournal",
    "UnfoldedEntry",
    "usual_section",
]
