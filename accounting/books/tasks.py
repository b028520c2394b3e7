"""The books' jobs: each takes a key, calls one verb, and may run twice."""

from datetime import date

from accounting.books.actions.folding import CHUNK, fold_balances
from accounting.books.actions.journals import post_reversal as post_planned_reversal
from accounting.books.actions.recurring import post_occurrences as post_due_occurrences
from accounting.books.models import ManualJournal, RecurringJournal
from billing_suite.kernel.record.acting import Actor


def post_reversal(journal_id: str) -> None:
    """Take an accrual back on its day."""
    post_planned_reversal(ManualJournal.objects.get(pk=journal_id), by=Actor.system("post_reversal"))


def post_occurrences(recurring_id: str, through: str) -> None:
    """Post what of a recurring journal has come due."""
    recurring = RecurringJournal.objects.get(pk=recurring_id)
    post_due_occurrences(recurring, through=date.fromisoformat(through), by=Actor.system("post_occurrences"))


def fold() -> None:
    """Fold what was posted since into the period balances, a chunk at a time."""
    while fold_balances(CHUNK, by=Actor.system("fold")) == CHUNK:
        pass
