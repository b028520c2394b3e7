"""Folding: postings of entries not folded yet become period balances (INV-12, INVARIANTS 2.2)."""

from django.db import connection

from accounting.books.models import JournalEntry, PeriodBalance, UnfoldedEntry
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor

CHUNK = 5000
_SUMS = """
SELECT u.period_id, x.account_id, sum(CASE WHEN x.base_minor > 0 THEN x.base_minor ELSE 0 END),
  sum(CASE WHEN x.base_minor < 0 THEN -x.base_minor ELSE 0 END)
FROM accounting_unfoldedentry u JOIN accounting_posting x ON x.entry_id = u.entry_id
WHERE u.entry_id IN ({places}) GROUP BY u.period_id, x.account_id ORDER BY u.period_id, x.account_id"""


@verb("fold entries into period balances", right="close_period", jobs=True)
def fold_balances(limit: int = CHUNK, *, by: Actor) -> int:
    """Add up to `limit` unfolded entries to their periods' balances; how many there were.

    Sums of balances before and after are the same at every commit. Entries that another fold has in hand
    are left to it.
    """
    return fold(limit)


def fold(limit: int = CHUNK) -> int:
    """`fold_balances`, for a verb that folds as part of itself."""
    held = UnfoldedEntry.objects.select_for_update(skip_locked=True).order_by("pk")[:limit]
    keys = [UnfoldedEntry._meta.pk.get_db_prep_value(row.pk, connection) for row in held]
    if not keys:
        return 0
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(places=places), keys)
        sums = cursor.fetchall()
        cursor.executemany(
            """INSERT INTO accounting_periodbalance AS b (period_id, account_id, debit_minor, credit_minor)
            VALUES (%s, %s, %s, %s) ON CONFLICT (period_id, account_id) DO UPDATE
            SET debit_minor = b.debit_minor + excluded.debit_minor,
              credit_minor = b.credit_minor + excluded.credit_minor""",
            [(period, account, int(debit), int(credit)) for period, account, debit, credit in sums],
        )
        faults.point("fold.between")
        cursor.execute(f"DELETE FROM accounting_unfoldedentry WHERE entry_id IN ({places})", keys)
    return len(keys)


@verb("rebuild period balances", right="close_period", jobs=True)
def rebuild_balances(*, by: Actor) -> int:
    """Forget every folded balance and fold all posted entries again; how many there are (INV-12)."""
    if connection.vendor == "postgresql":  # what is being posted waits, so that it is counted once
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounting_unfoldedentry IN EXCLUSIVE MODE")
    PeriodBalance.objects.all().delete()
    UnfoldedEntry.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO accounting_periodbalance (period_id, account_id, debit_minor, credit_minor)
            SELECT e.period_id, x.account_id, sum(CASE WHEN x.base_minor > 0 THEN x.base_minor ELSE 0 END),
              sum(CASE WHEN x.base_minor < 0 THEN -x.base_minor ELSE 0 END)
            FROM accounting_posting x JOIN accounting_journalentry e ON e.id = x.entry_id
            WHERE e.status = 'posted' GROUP BY e.period_id, x.account_id"""
        )
    return JournalEntry.objects.filter(status="posted").count()
