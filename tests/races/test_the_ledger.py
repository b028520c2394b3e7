"""Sessions beside each other at the ledger: what is posted is what was counted, and closing waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from accounting.books.models import JournalEntry, Period, Posting
from billing_suite.kernel.record import guards
from tests.accounting.books.test_ledger_guards import Books
from tests.builders import APRIL, Stage
from tests.kernel.record.attacks import sql
from tests.races.test_two_at_once import race

pytestmark = pytest.mark.postgres
POST = """
from accounting.books.models import JournalEntry
from django.db import transaction
entry = JournalEntry.objects.get()
together()
time.sleep(WAITS)
try:
    with transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(status="posted")
        time.sleep(HELD)
    print("posted")
except DatabaseError as error:
    print(str(error)[:6])
"""
LATE = """
from accounting.books.models import Posting
from django.db import transaction
late = Posting.objects.order_by("pk")[0]
late.pk, late._state.adding = None, True
together()
time.sleep(WAITS)
try:
    with transaction.atomic():
        late.save(force_insert=True)
        time.sleep(HELD)
    print("added")
except DatabaseError as error:
    print(str(error)[:6])
"""
CLOSE = """
from accounting.books.actions import soft_close_period
from accounting.books.models import Period
period = Period.objects.get(starts_on="2026-04-01")
together()
time.sleep(WAITS)
started = time.monotonic()
soft_close_period(period, at=datetime(2026, 5, 2, tzinfo=UTC), by=by("clara"))
print("waited" if time.monotonic() - started > 0.3 else "at once")
"""


def held(code: str, seconds: str, waits: str = "0") -> str:
    """The code with how long it keeps its transaction open, and how long it lets the other go first."""
    return f"HELD, WAITS = {seconds}, {waits}\n{code}"


def unbalanced_posted() -> int:
    """Posted entries that do not sum to zero."""
    found = sql(
        "SELECT count(*) FROM (SELECT e.id FROM accounting_journalentry e JOIN accounting_posting x"
        " ON x.entry_id = e.id WHERE e.status = 'posted' GROUP BY e.id HAVING sum(x.amount_minor) <> 0) f"
    )
    return int(found[0][0])


@contextmanager
def without(guard: str, table: str) -> Iterator[None]:
    """This guard's triggers are dropped from the test's own database, and put up again."""
    named = "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s AND tgrelid = %s::regclass"
    for (trigger,) in sql(named, f"guard_{guard}%", table):
        sql(f'DROP TRIGGER "{trigger}" ON {table}')
    assert guards.differences()
    try:
        yield
    finally:
        with guards.maintenance():
            guards.install()


def test_inv03_a_line_too_late_for_its_entry(stage: Stage) -> None:
    """Posted first: the late line waits for it, and is then refused."""
    Books(stage).entry()
    assert race(held(POST, "0.5"), held(LATE, "0", "0.2")) == ["posted", "INV-03"]
    assert Posting.objects.count() == 2
    assert unbalanced_posted() == 0


def test_inv01_a_line_not_yet_committed_is_counted(stage: Stage) -> None:
    """Added first: posting waits for the line, counts it, and is refused."""
    Books(stage).entry()
    assert race(held(LATE, "0.8"), held(POST, "0", "0.2")) == ["added", "INV-01"]
    assert JournalEntry.objects.get().status == "draft"


def test_inv01_seen_failing_without_its_lock(stage: Stage) -> None:
    """The same race without the guard that locks a line's entry posts what does not balance."""
    Books(stage).entry()
    with without("frozen_child_accounting_posting", "accounting_posting"):
        assert race(held(POST, "0.5"), held(LATE, "0", "0.2")) == ["posted", "added"]
        assert unbalanced_posted() == 1


def test_inv05_closing_waits_for_what_is_being_posted(stage: Stage) -> None:
    Books(stage).entry()
    assert race(held(POST, "0.8"), held(CLOSE, "0", "0.2")) == ["posted", "waited"]
    assert Period.objects.get(starts_on=APRIL.replace(day=1)).status == "soft_closed"
    assert JournalEntry.objects.get().on == date(2026, 4, 3)


def test_inv05_seen_failing_without_its_lock(stage: Stage) -> None:
    """Without the guard on posting, closing does not wait: the entry lands in a closed period."""
    Books(stage).entry()
    with without("posting_accounting_journalentry", "accounting_journalentry"):
        assert race(held(POST, "0.8"), held(CLOSE, "0", "0.2")) == ["posted", "at once"]
