"""Recurring journals: approved once by another person, posted on each of their days, once each (INV-23)."""

from datetime import date

import pytest

from accounting.books.actions import (
    approve_recurring_journal,
    draft_recurring_journal,
    end_recurring_journal,
    post_occurrences,
    retire_account,
)
from accounting.books.journals import occurrences
from accounting.books.models import LedgerAccount, ManualJournal, RecurringJournal
from accounting.books.reports.checklist import checklist
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job
from tests.accounting.books.writing import balance, pair, period
from tests.builders import Stage, behind_the_verbs, closed, noon
from tests.kernel.record.attacks import refused

JOB = Actor.system("post_occurrences")
APPROVED_AT = noon(date(2026, 1, 15))


def drafted(stage: Stage, **more: object) -> RecurringJournal:
    facts = {"cadence": "monthly", "first_on": date(2026, 1, 31)} | more
    return draft_recurring_journal(
        stage.entity,
        description="Rent",
        lines=pair("6000", "1000"),
        by=stage.by("fay"),
        **facts,  # type: ignore[arg-type]
    )


def approved(stage: Stage, **more: object) -> RecurringJournal:
    return approve_recurring_journal(drafted(stage, **more), at=APPROVED_AT, by=stage.by("hannah"))


@pytest.mark.parametrize(
    ("cadence", "first", "days"),
    [
        ("monthly", date(2026, 1, 31), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("monthly", date(2026, 1, 30), ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"]),
        ("monthly", date(2026, 2, 28), ["2026-02-28", "2026-03-31", "2026-04-30"]),
        ("quarterly", date(2025, 11, 15), ["2025-11-15", "2026-02-15"]),
        ("yearly", date(2024, 2, 29), ["2024-02-29", "2025-02-28", "2026-02-28"]),
        ("monthly", date(2026, 5, 1), []),
    ],
)
def test_the_days_on_which_it_comes(cadence: str, first: date, days: list[str]) -> None:
    recurring = RecurringJournal(cadence=cadence, first_on=first)
    assert [day.isoformat() for day in occurrences(recurring, through=date(2026, 4, 30))] == days


def test_it_ends_on_its_last_day() -> None:
    recurring = RecurringJournal(cadence="monthly", first_on=date(2026, 1, 15), until=date(2026, 3, 14))
    assert len(occurrences(recurring, through=date(2027, 1, 1))) == 2


def test_inv27_nobody_approves_their_own(stage: Stage) -> None:
    with pytest.raises(Refusal, match="cannot approve it"):
        approve_recurring_journal(drafted(stage), at=APPROVED_AT, by=stage.by("fay"))
    with behind_the_verbs(), refused("INV-27"):
        recurring = RecurringJournal.objects.get()
        other = approved(stage)
        RecurringJournal.objects.filter(pk=recurring.pk).update(status="active", approval=other.approval)


def test_each_day_is_posted_once_and_queues_the_next(stage: Stage) -> None:
    recurring = approved(stage, first_on=date(2026, 3, 31))
    made = post_occurrences(recurring, through=date(2026, 5, 2), by=JOB)
    assert [journal.on.isoformat() for journal in made] == ["2026-03-31", "2026-04-30"]
    assert {journal.approval_id for journal in made} == {recurring.approval_id}
    assert post_occurrences(recurring, through=date(2026, 5, 2), by=JOB) == []
    assert balance(stage, "6000") == 24000
    keys = set(Job.objects.filter(task="accounting.books.tasks.post_occurrences").values_list("key", flat=True))
    assert keys == {f"recurring:{recurring.pk}:2026-03-31", f"recurring:{recurring.pk}:2026-05-31"}


def test_the_jobs_carry_it_forward_and_an_accrual_back(stage: Stage) -> None:
    approved(stage, first_on=date(2026, 8, 31), until=date(2026, 10, 31), reverses_next=True)
    finish_all()
    assert balance(stage, "6000", date(2026, 8, 31)) == 12000
    assert balance(stage, "6000", date(2026, 9, 1)) == 0
    assert balance(stage, "6000", date(2026, 10, 31)) == 12000
    assert balance(stage, "6000") == 0
    assert ManualJournal.objects.count() == 3


def test_ended_it_comes_no_more(stage: Stage) -> None:
    recurring = approved(stage)
    end_recurring_journal(recurring, by=stage.by("fay"))
    assert post_occurrences(recurring, through=date(2026, 5, 2), by=JOB) == []
    with pytest.raises(Refusal, match="is ended"):
        end_recurring_journal(recurring, by=stage.by("fay"))
    with behind_the_verbs(), refused("INV-28"):
        RecurringJournal.objects.filter(pk=recurring.pk).update(description="else")


def test_one_that_meets_a_closed_period_posts_nothing_at_all(stage: Stage) -> None:
    recurring = approved(stage)
    closed(period(stage, 2))
    with pytest.raises(Refusal, match="INV-05"):
        post_occurrences(recurring, through=date(2026, 4, 1), by=JOB)
    assert not ManualJournal.objects.exists()


def test_inv13_one_whose_account_was_retired_since_posts_nothing(stage: Stage) -> None:
    recurring = approved(stage)
    retire_account(LedgerAccount.objects.get(number="6000"), by=stage.by("clara"))
    with pytest.raises(Refusal, match="6000 Rent is retired: take it up again first"):
        post_occurrences(recurring, through=date(2026, 4, 1), by=JOB)
    assert not ManualJournal.objects.exists()


def test_the_checklist_wants_what_is_due(stage: Stage) -> None:
    approved(stage)
    line = {each.item.key: each for each in checklist(period(stage, 3))}["planned_journals"]
    assert line.finding.words == "3 due and not posted"
