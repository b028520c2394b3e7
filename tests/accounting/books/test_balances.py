"""Period balances: what reports read is exact at every commit, folded or not, and counted again (INV-12)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounting.books.actions import fold_balances, rebuild_balances
from accounting.books.actions.folding import fold
from accounting.books.models import JournalEntry, LedgerAccount, PeriodBalance, Posting, UnfoldedEntry
from accounting.books.reports import balances, trial_balance, turnover
from accounting.books.reports.balances import turnover_by_period, year_end_turnover
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.work import schedules
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job
from tests.accounting.books.test_ledger_guards import Books, post
from tests.accounting.books.writing import balance, pair, period, posted
from tests.builders import APRIL, SET_UP, Stage
from tests.kernel.record.attacks import refused, sql


def counted(stage: Stage, as_of: date) -> dict[object, int]:
    """The plain sum of all posted lines through a day."""
    rows = Posting.objects.filter(entry__status="posted", on__lte=as_of, legal_entity=stage.entity).order_by()
    return {key: amount for key, amount in rows.values_list("account").annotate(Sum("base_minor")) if amount}


def test_inv12_posting_leaves_its_entry_to_be_folded(stage: Stage) -> None:
    journal = posted(stage)
    assert list(UnfoldedEntry.objects.values_list("entry", "period")) == [(journal.entry_id, period(stage, 4).pk)]
    assert fold_balances(by=SET_UP) == 1
    assert fold_balances(by=SET_UP) == 0
    held = {b.account.number: (b.debit_minor, b.credit_minor) for b in PeriodBalance.objects.select_related("account")}
    assert held == {"6000": (12000, 0), "2400": (0, 12000)}
    assert balance(stage, "6000") == 12000
    posted(stage)
    fold_balances(by=SET_UP)
    assert PeriodBalance.objects.get(account__number="6000").debit_minor == 24000


def test_inv12_raw_sql_posts_into_the_balances_too(stage: Stage) -> None:
    post(Books(stage).entry())
    assert balance(stage, "1000") == 11900
    fold()
    if connection.vendor == "postgresql":
        with refused("INV-12 only a guard writes"):
            UnfoldedEntry.objects.create(entry=JournalEntry.objects.get(), period=period(stage, 4))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    journals=st.lists(
        st.tuples(
            st.integers(0, 120),
            st.sampled_from(["6000", "1000", "4000"]),
            st.sampled_from(["2400", "2900", "0500"]),
            st.integers(1, 99999),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
    at=st.integers(0, 140),
)
def test_inv12_any_order_of_posting_and_folding_reads_the_same(
    stage: Stage, journals: list[tuple[int, str, str, int, bool]], at: int
) -> None:
    for day, debit, credit, minor, folds in journals:
        posted(stage, pair(debit, credit, f"{minor // 100}.{minor % 100:02d}"), on=date(2026, 1, 1) + timedelta(day))
        if folds:
            fold(limit=2)
    as_of = date(2026, 1, 1) + timedelta(at)
    assert balances(stage.entity, as_of=as_of) == counted(stage, as_of)
    assert not trial_balance(stage.entity, as_of=as_of).difference


def test_turnover_is_the_difference_of_balances(stage: Stage) -> None:
    posted(stage, on=date(2026, 1, 31))
    posted(stage, on=date(2026, 2, 10))
    posted(stage, on=date(2026, 3, 5))
    rent = LedgerAccount.objects.get(number="6000").pk
    assert turnover(stage.entity, since=date(2026, 2, 1), through=date(2026, 3, 4))[rent] == 12000
    by_period = turnover_by_period(stage.entity, since=date(2026, 2, 1), through=date(2026, 3, 31))
    assert {key: by_period[key.pk, rent] for key in (period(stage, 2), period(stage, 3))} == {
        period(stage, 2): 12000,
        period(stage, 3): 12000,
    }
    assert year_end_turnover(stage.entity, since=date(2026, 1, 1), through=APRIL) == {}


def test_the_cost_of_a_balance_does_not_grow_with_history(stage: Stage) -> None:
    posted(stage)
    with CaptureQueriesContext(
        connection,
    ) as few:
        trial_balance(stage.entity, as_of=APRIL)
    for month in range(1, 5):
        posted(stage, on=date(2026, month, 2))
    fold()
    with CaptureQueriesContext(connection) as many:
        trial_balance(stage.entity, as_of=APRIL)
    assert len(few) == len(many) == 3


def test_inv03_inv12_verify_finds_what_was_changed_behind_the_guards(stage: Stage) -> None:
    posted(stage)
    fold()
    PeriodBalance.objects.filter(account__number="6000").update(debit_minor=1)
    broken = sorted({finding.check.invariant for finding in run_checks() if not finding.holds})
    assert broken == ["INV-03", "INV-11", "INV-12"]
    assert rebuild_balances(by=SET_UP) == 1
    assert all(finding.holds for finding in run_checks())
    assert UnfoldedEntry.objects.count() == 0


def test_upkeep_folds_each_hour_without_being_planned(stage: Stage) -> None:
    posted(stage)
    assert schedules.plan_upkeep() == len(schedules.HOURLY)
    assert schedules.plan_upkeep() == 0
    finish_all()
    assert not UnfoldedEntry.objects.exists()
    job = Job.objects.get(task="accounting.books.tasks.fold")
    assert job.key is not None and job.key.startswith("hourly:accounting.books.tasks.fold:")


def test_a_balance_is_not_written_by_hand_twice(stage: Stage) -> None:
    posted(stage)
    fold()
    with pytest.raises(Exception, match=r"one_balance_a_period_and_account|UNIQUE"):
        sql(
            "INSERT INTO accounting_periodbalance (period_id, account_id, debit_minor, credit_minor)"
            " SELECT period_id, account_id, 0, 0 FROM accounting_periodbalance"
        )
