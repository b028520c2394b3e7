"""Sessions beside each other while a month is closed or balances are folded: hash and sums count everything."""

from datetime import UTC, date, datetime

import pytest

from accounting.books.actions import close_period, fold_balances, tick_close_item
from accounting.books.models import JournalEntry, Period, PeriodBalance, PeriodStep
from accounting.books.reports import trial_balance_hash
from accounting.cash.models import Receipt
from billing_suite.kernel.firm.closing import close_items
from billing_suite.kernel.record.checks import run_checks
from tests.accounting.books.writing import pair, posted
from tests.builders import SET_UP, Stage
from tests.races.test_the_ledger import held, without
from tests.races.test_two_at_once import holds, race

pytestmark = pytest.mark.postgres
END = date(2026, 4, 30)
RECEIVE = """
from django.db import transaction
from accounting.cash.actions import record_receipt
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import money
from crm.customers.models import Customer
entity, customer = LegalEntity.objects.get(), Customer.objects.get(name="Nordlicht")
together()
time.sleep(WAITS)
try:
    with transaction.atomic():
        record_receipt(entity, customer=customer, amount=money("100.00", "EUR"), received_on=date(2026, 4, 30),
            bank_reference="at the last minute", by=by("fay"))
        time.sleep(HELD)
    print("received")
except Refusal as refusal:
    print(refusal.rule)
except DatabaseError as error:
    print(str(error)[:6])
"""
CLOSE = """
from django.db import transaction
from accounting.books.actions import close_period
from accounting.books.models import Period
period = Period.objects.get(starts_on="2026-04-01")
together()
time.sleep(WAITS)
started = time.monotonic()
with transaction.atomic():
    close_period(period, at=datetime(2026, 5, 2, tzinfo=UTC), by=by("clara"))
    waited = time.monotonic() - started
    time.sleep(HELD)
print("waited" if waited > 0.3 else "at once")
"""
FOLD = """
from django.db import transaction
from accounting.books.actions import fold_balances
from accounting.books.models import UnfoldedEntry
from billing_suite.kernel.record.acting import Actor
if not LOCKS:
    type(UnfoldedEntry.objects).select_for_update = lambda manager, **how: manager.get_queryset()
together()
time.sleep(WAITS)
with transaction.atomic():
    told = fold_balances(by=Actor.system("set-up"))
    time.sleep(HELD)
print(told)
"""


@pytest.fixture
def april(stage: Stage) -> Period:
    """The month to be closed: those before it are, and its list is ticked."""
    stage.customer("nordlicht")
    posted(stage, pair("6000", "1000", "30.00"), on=END)
    fold_balances(by=SET_UP)
    instant = datetime(2026, 5, 1, tzinfo=UTC)
    *before, period = Period.objects.filter(starts_on__lte=date(2026, 4, 1)).order_by("starts_on")
    for each in (*before, period):
        for item in close_items():
            tick_close_item(each, item=item.key, at=instant, by=stage.by("fay"))
    for each in before:
        close_period(each, at=instant, by=stage.by("clara"))
    return period


def hash_kept() -> str:
    """What the month was closed with."""
    return str(PeriodStep.objects.get(status="closed", period__starts_on=date(2026, 4, 1)).trial_balance_hash)


def is_broken(invariant: str) -> bool:
    """Whether the nightly verification finds it."""
    return invariant in {found.check.invariant for found in run_checks() if not found.holds}


def test_inv06_a_month_closes_with_what_was_being_posted(stage: Stage, april: Period) -> None:
    assert race(held(RECEIVE, "0.8"), held(CLOSE, "0", "0.2")) == ["received", "waited"]
    assert hash_kept() == trial_balance_hash(stage.entity, as_of=END)
    assert not is_broken("INV-06") and Receipt.objects.get().entry.period_id == april.pk


def test_inv05_a_receipt_waits_for_the_close_and_is_refused(stage: Stage, april: Period) -> None:
    assert race(held(CLOSE, "0.8"), held(RECEIVE, "0", "0.2")) == ["at once", "INV-05"]
    assert not Receipt.objects.exists() and hash_kept() == trial_balance_hash(stage.entity, as_of=END)


def test_inv06_seen_failing_without_its_lock(stage: Stage, april: Period) -> None:
    """Nobody waits: the receipt lands in a month whose hash knows nothing of it."""
    with without("posting_accounting_journalentry", "accounting_journalentry"):
        assert race(held(RECEIVE, "0.8"), held(CLOSE, "0", "0.2")) == ["received", "at once"]
    assert hash_kept() != trial_balance_hash(stage.entity, as_of=END) and is_broken("INV-06")


def folding(*, locks: bool) -> list[str]:
    """Two folds of the same entries at once."""
    return race(*[f"LOCKS = {locks}\n{held(FOLD, '0.5', waits)}" for waits in ("0", "0.2")])


def test_inv12_two_folds_count_each_entry_once(stage: Stage) -> None:
    for _ in range(2):
        posted(stage, pair("6000", "1000", "30.00"))
    many = str(JournalEntry.objects.count())
    assert folding(locks=True) == [many, "0"], "what one has in hand the other leaves"
    assert PeriodBalance.objects.exists() and holds()


def test_inv12_seen_failing_without_its_lock(stage: Stage) -> None:
    posted(stage, pair("6000", "1000", "30.00"))
    assert folding(locks=False) == ["1", "1"]
    assert is_broken("INV-12")
