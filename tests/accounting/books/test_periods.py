"""Closing: a checklist that is computed and ticked, in order, with the trial balance's hash kept for ever (INV-06)."""

from datetime import date

import pytest
from django.db import DatabaseError

from accounting.books.actions import (
    approve_journals,
    close_period,
    close_year,
    discard_journals,
    open_periods,
    reactivate_account,
    reopen_period,
    retire_account,
    soft_close_period,
    tick_close_item,
)
from accounting.books.models import LedgerAccount, Period, PeriodStep
from accounting.books.reports import trial_balance, trial_balance_hash
from accounting.books.reports.checklist import checklist
from billing_suite.kernel.firm.closing import close_items
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.refusals import Refusal
from tests.accounting.books.writing import balance, drafted, line, pair, period, posted
from tests.builders import APRIL, Stage, behind_the_verbs, closed, noon
from tests.kernel.record.attacks import refused, sql

LATER = noon(date(2026, 5, 4))


def tick_all(month: Period, stage: Stage) -> None:
    for item in close_items():
        tick_close_item(month, item=item.key, at=LATER, by=stage.by("fay"))


def close_through(stage: Stage, month: int) -> Period:
    """January through a month, ticked and closed."""
    for number in range(1, month + 1):
        tick_all(period(stage, number), stage)
        close_period(period(stage, number), at=LATER, by=stage.by("clara"))
    return period(stage, month)


def test_a_period_is_closed_once_its_checklist_is_ticked(stage: Stage) -> None:
    january = period(stage, 1)
    with pytest.raises(Refusal, match="nobody has ticked it") as refusal:
        close_period(january, at=LATER, by=stage.by("clara"))
    assert refusal.value.code == "not-ready-to-close"
    tick_all(january, stage)
    done = close_period(january, at=LATER, by=stage.by("clara"))
    assert (done.status, done.step and done.step.actor) == ("closed", stage.by("clara").tag)
    with pytest.raises(Refusal, match="closed already"):
        close_period(january, at=LATER, by=stage.by("clara"))
    with pytest.raises(Refusal, match="closed already"):
        tick_close_item(january, item="draft_invoices", at=LATER, by=stage.by("fay"))


def test_each_line_is_computed_and_a_tick_ends_when_it_shows_something_else(stage: Stage) -> None:
    march = period(stage, 3)
    tick_all(march, stage)
    assert all(each.is_done for each in checklist(march))
    contract = stage.contract()
    stage.logged(stage.task(contract), 60)
    stage.approved(stage.task(contract), 120)
    stage.draft(contract)
    drafted(stage, on=date(2026, 3, 31))
    shown = {each.item.key: each for each in checklist(march)}
    assert {key for key, each in shown.items() if not each.is_done} == {
        "unapproved_time",
        "draft_invoices",
        "manual_journals",
    }
    assert shown["unapproved_time"].finding.words == "1 entries not approved"
    tick_all(march, stage)
    assert [each.item.key for each in checklist(march) if not each.is_done] == ["manual_journals"]  # strict


def test_a_line_that_is_not_on_the_list_is_not_ticked(stage: Stage) -> None:
    with pytest.raises(Refusal, match="no line 'nothing'"):
        tick_close_item(period(stage, 1), item="nothing", at=LATER, by=stage.by("fay"))


def test_periods_close_in_order_and_reopen_from_the_last_back(stage: Stage) -> None:
    tick_all(period(stage, 2), stage)
    with pytest.raises(Refusal, match="2026-01 is not closed yet"):
        close_period(period(stage, 2), at=LATER, by=stage.by("clara"))
    february = close_through(stage, 2)
    with pytest.raises(Refusal, match="2026-02 is closed after it"):
        reopen_period(period(stage, 1), reason="late bill", at=LATER, by=stage.by("clara"))
    with pytest.raises(Refusal, match="say why"):
        reopen_period(february, reason="  ", at=LATER, by=stage.by("clara"))
    with pytest.raises(Refusal, match="may not reopen"):
        reopen_period(february, reason="late bill", at=LATER, by=stage.by("hannah"))
    done = reopen_period(february, reason="late bill", at=LATER, by=stage.by("clara"))
    assert done.status == "open"
    assert not any(each.is_done for each in checklist(done)), "ticks count since the period was last opened"
    told = list(done.steps.order_by("pk").values_list("status", "reason"))
    assert told == [("closed", ""), ("open", "late bill")]
    with pytest.raises(Refusal, match="closed already"):
        open_periods(stage.entity, first=date(2025, 12, 1), months=1, by=stage.by("clara"))


def test_inv06_the_hash_of_a_closing_is_the_trial_balance_of_its_day(stage: Stage) -> None:
    posted(stage, on=date(2026, 1, 20))
    january = close_through(stage, 1)
    assert january.step is not None
    kept = january.step.trial_balance_hash
    assert kept == trial_balance_hash(stage.entity, as_of=date(2026, 1, 31))
    posted(stage, on=date(2026, 2, 3))
    assert kept == trial_balance_hash(stage.entity, as_of=date(2026, 1, 31))
    assert kept != trial_balance_hash(stage.entity, as_of=date(2026, 2, 28))
    assert all(finding.holds for finding in run_checks()), "closed as it was"


def test_inv06_verify_finds_a_closed_period_that_was_changed(stage: Stage) -> None:
    posted(stage, on=date(2026, 1, 20))
    closed(period(stage, 1))  # behind the verbs, with a hash of nothing
    found = [finding for finding in run_checks() if not finding.holds]
    assert [(each.check.invariant, each.first) for each in found] == [("INV-06", ["2026-01 of de"])]


def test_inv06_raw_sql_closes_and_reopens_nothing_without_its_step(stage: Stage) -> None:
    january = close_through(stage, 1)
    words = "INV-06 a period is closed and reopened by a step"
    for attack in (
        "UPDATE accounting_period SET status = 'open' WHERE status = 'closed'",
        "UPDATE accounting_period SET status = 'closed' WHERE status = 'open'",
        "UPDATE accounting_period SET status = 'open', step_id = NULL WHERE status = 'closed'",
    ):
        with pytest.raises(DatabaseError, match=r"INV-06|a_closed_period_says_who_closed_it"), behind_the_verbs():
            sql(attack)
    with behind_the_verbs(), refused(words):
        Period.objects.filter(pk=period(stage, 2).pk).update(status="closed", step=january.step)
    for attack in ("UPDATE accounting_periodstep SET reason = 'x'", "DELETE FROM accounting_periodstep"):
        with behind_the_verbs(), refused("INV-06"):
            sql(attack)
    with pytest.raises(Exception, match="a_closing_keeps_its_trial_balance"), behind_the_verbs():
        PeriodStep.objects.create(period=january, status="closed", at=LATER, actor="user:x")


def test_soft_closed_then_closed(stage: Stage) -> None:
    january = period(stage, 1)
    tick_all(january, stage)
    soft_close_period(january, at=LATER, by=stage.by("clara"))
    journal = drafted(stage, on=date(2026, 1, 5))
    refusal = approve_journals([journal], at=LATER, by=stage.by("hannah")).refused[0]
    assert "soft-closed" in str(refusal)
    discard_journals([journal], by=stage.by("fay"))
    assert all(each.is_done for each in checklist(period(stage, 1))), "soft-closing keeps the ticks"
    assert close_period(january, at=LATER, by=stage.by("clara")).status == "closed"


def test_a_years_result_goes_to_retained_earnings_and_what_comes_late_follows(stage: Stage) -> None:
    posted(stage, pair("1000", "4000", "500.00"), on=date(2026, 3, 2))
    posted(stage, pair("6000", "1000", "200.00"), on=date(2026, 4, 3))
    with pytest.raises(Refusal, match="not the last day"):
        close_year(stage.entity, ends_on=date(2026, 11, 30), at=LATER, by=stage.by("clara"))
    end = date(2026, 12, 31)
    entry = close_year(stage.entity, ends_on=end, at=LATER, by=stage.by("clara"))
    assert entry is not None and entry.source_kind == "year_end"
    assert (balance(stage, "4000"), balance(stage, "6000"), balance(stage, "2950")) == (0, 0, -30000)
    assert close_year(stage.entity, ends_on=end, at=LATER, by=stage.by("clara")) is None
    posted(stage, [line("6000", debit="50.00"), line("1000", credit="50.00")], on=date(2026, 12, 1))
    close_year(stage.entity, ends_on=end, at=LATER, by=stage.by("clara"))
    assert balance(stage, "2950") == -25000
    assert not trial_balance(stage.entity, as_of=end).difference
    with behind_the_verbs():
        type(stage.entity).objects.filter(pk=stage.entity.pk).update(year_starts_in=7)
    stage.entity.refresh_from_db()
    assert stage.entity.year_of(APRIL) == (date(2025, 7, 1), date(2026, 6, 30))


def test_inv05_the_controller_carries_a_year_whose_last_period_is_soft_closed(stage: Stage) -> None:
    posted(stage, pair("1000", "4000"), on=date(2026, 12, 1))
    closed(period(stage, 12), "soft_closed")
    end = date(2026, 12, 31)
    entry = close_year(stage.entity, ends_on=end, at=LATER, by=stage.by("clara"))
    assert entry is not None and entry.is_controllers


def test_inv13_a_year_with_a_retired_account_is_carried_once_that_is_taken_up_again(stage: Stage) -> None:
    posted(stage, pair("6000", "1000"), on=date(2026, 3, 2))
    rent = retire_account(LedgerAccount.objects.get(number="6000"), by=stage.by("clara"))
    with pytest.raises(Refusal, match="6000 Rent is retired: take it up again first"):
        close_year(stage.entity, ends_on=date(2026, 12, 31), at=LATER, by=stage.by("clara"))
    reactivate_account(rent, by=stage.by("clara"))
    close_year(stage.entity, ends_on=date(2026, 12, 31), at=LATER, by=stage.by("clara"))
    assert (balance(stage, "6000"), balance(stage, "2950")) == (0, 12000)


def test_years_are_carried_in_order(stage: Stage) -> None:
    open_periods(stage.entity, first=date(2025, 12, 1), months=1, by=stage.by("clara"))
    posted(stage, pair("1000", "4000"), on=date(2025, 12, 1))
    with pytest.raises(Refusal, match="ends on 2025-12-31 is not carried yet"):
        close_year(stage.entity, ends_on=date(2026, 12, 31), at=LATER, by=stage.by("clara"))
    close_year(stage.entity, ends_on=date(2025, 12, 31), at=LATER, by=stage.by("clara"))
    assert close_year(stage.entity, ends_on=date(2026, 12, 31), at=LATER, by=stage.by("clara")) is None


def test_the_checklist_wants_a_year_carried_before_its_last_period_closes(stage: Stage) -> None:
    posted(stage, pair("1000", "4000"), on=date(2026, 12, 1))
    line_of_year = {each.item.key: each for each in checklist(period(stage, 12))}["year_end"]
    assert line_of_year.finding.count == 1
    close_year(stage.entity, ends_on=date(2026, 12, 31), at=LATER, by=stage.by("clara"))
    line_of_year = {each.item.key: each for each in checklist(period(stage, 12))}["year_end"]
    assert line_of_year.finding.count == 0
    assert {each.item.key: each for each in checklist(period(stage, 11))}["year_end"].finding.words == (
        "the business year goes on"
    )
