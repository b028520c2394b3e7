"""Period balances: each ledger account's turnover in each period, folded from the entries now and then.

A balance is what is folded plus the entries that are not: exact at every commit, with no row that all
postings wait for (INV-12, INVARIANTS 2.2).
"""

from django.db import models
from django.db.models import UniqueConstraint

from accounting.books.models.accounts import LedgerAccount
from accounting.books.models.entries import JournalEntry
from accounting.books.models.periods import Period
from billing_suite.kernel.values.fields import MinorUnitsField


class PeriodBalance(models.Model):
    """What the folded entries of a period moved on one ledger account, in the books currency."""

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="balances")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="balances")
    debit_minor = MinorUnitsField(default=0)
    credit_minor = MinorUnitsField(default=0)

    class Meta:
        constraints = (UniqueConstraint(fields=["period", "account"], name="one_balance_a_period_and_account"),)

    def __str__(self) -> str:
        return f"{self.account_id} in {self.period_id}"


class UnfoldedEntry(models.Model):
    """A posted entry whose postings are not yet in the period balances; the posting guard writes the row."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, primary_key=True, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.entry_id)
