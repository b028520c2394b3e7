"""Approved time is corrected by a counter-entry at its rate; what was billed stays (INV-16, RULES 14, 15)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounting.billing.models import BillingClaim, Invoice
from accounting.books.models import Period
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from crm.catalogue.actions import publish_rate_card
from projects.plan.models import Task
from projects.time.actions import TimeRefused, approve_time, change_time, discard_time, return_time, submit_time
from projects.time.correcting import correct_time
from projects.time.models import TimeEntry
from projects.time.weeks import copy_week
from tests.builders import MARCH, SET_UP, Stage, closed, noon
from tests.kernel.record.attacks import as_job

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db
AT = noon(date(2026, 3, 20))


@pytest.fixture
def task(stage: Stage) -> Task:
    return stage.task(stage.contract())


def corrected(stage: Stage, entry: TimeEntry, minutes: int, **more: Any) -> list[TimeEntry]:
    return correct_time(entry, minutes=minutes, reason="Wrong day", by=stage.by("mia"), **more)


def agreed(stage: Stage, made: list[TimeEntry]) -> list[TimeEntry]:
    """Submitted by Mia, approved by Jonas."""
    assert not submit_time(made, by=stage.by("mia")).refused
    outcome = approve_time(made, at=AT, by=stage.by("jonas"))
    assert not outcome.refused, outcome.refused
    return [TimeEntry.objects.get(pk=entry.pk) for entry in made]


def holds() -> bool:
    return all(finding.holds for finding in run_checks())


def test_rules_15_a_counter_entry_mirrors_at_the_rate_of_what_it_takes_back(stage: Stage, task: Task) -> None:
    entry = stage.approved(task, 120)
    publish_rate_card(
        "Dearer", region="DE", currency="EUR", valid_from=MARCH, rates={"developer": Decimal(155)}, by=SET_UP
    )
    counter, right = agreed(stage, corrected(stage, entry, 90, note="Cart"))
    assert (counter.minutes, counter.price, counter.currency, counter.corrects) == (-120, Decimal(140), "EUR", entry)
    assert counter.rate_reason.startswith("as the entry it takes back: Standard EUR")
    assert (right.minutes, right.price, right.note, right.corrects) == (90, Decimal(155), "Cart", None)
    assert list(TimeEntry.objects.standing()) == [right]
    entry.refresh_from_db()
    assert (entry.status, entry.minutes) == ("approved", 120) and holds()


def test_an_entry_is_taken_back_once_and_a_counter_entry_never(stage: Stage, task: Task) -> None:
    entry, draft = stage.approved(task, 60), stage.logged(task, 30)
    [counter] = corrected(stage, entry, 0)
    for wrong, code in ((entry, "taken-back"), (counter, "wrong-state"), (draft, "wrong-state")):
        with pytest.raises(TimeRefused) as caught:
            corrected(stage, wrong, 10)
        assert caught.value.code == code
    agreed(stage, [counter])
    with pytest.raises(TimeRefused, match="a counter-entry is not corrected"):
        corrected(stage, counter, 10)
    assert [r.code for r in return_time([entry], comment="x", by=stage.by("jonas")).refused] == ["taken-back"]


def test_what_is_wrong_with_a_correction_is_refused(stage: Stage, task: Task) -> None:
    entry = stage.approved(task, 60)
    with pytest.raises(Invalid, match="say what was wrong"):
        correct_time(entry, minutes=30, reason=" ", by=stage.by("mia"))
    for minutes in (-1, 1441):
        with pytest.raises(Invalid):
            corrected(stage, entry, minutes)
    with pytest.raises(NotAllowed):
        correct_time(entry, minutes=30, reason="x", by=stage.by("tom"))
    stage.logged(task, 1380)
    corrected(stage, entry, 60)  # the day is full, and stays as full
    assert TimeEntry.objects.count() == 4


def test_a_drafted_counter_entry_is_discarded_but_not_changed(stage: Stage, task: Task) -> None:
    entry = stage.approved(task, 60)
    counter, right = corrected(stage, entry, 30)
    with pytest.raises(TimeRefused, match="takes back what it names"):
        change_time(counter, minutes=10, note="", billable=True, by=stage.by("mia"))
    with pytest.raises(NotAllowed):
        discard_time([counter], by=stage.by("tom"))
    outcome = discard_time([counter, right, entry], by=stage.by("mia"))
    assert len(outcome.done) == 2 and [r.code for r in outcome.refused] == ["wrong-state"]
    assert list(TimeEntry.objects.all()) == [entry]
    corrected(stage, entry, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": -59},
        {"minutes": 60},
        {"minutes": 0},
        {"billable": False},
        {"work_date": MARCH, "person": "tom"},
        {"task": "Design"},
    ],
)
def test_inv16_the_database_refuses_what_does_not_mirror(stage: Stage, task: Task, wrong: dict[str, Any]) -> None:
    entry = stage.approved(task, 60)
    facts: dict[str, Any] = {"person": entry.person, "task": task, "minutes": -60, "billable": True} | wrong
    facts["person"] = stage.people[wrong["person"]] if "person" in wrong else entry.person
    facts["task"] = task.project.tasks.get(name="Design") if "task" in wrong else task
    with as_job(), pytest.raises(Exception, match=r"INV-16|an.entry.is.within.a.day"):
        TimeEntry.objects.create(project=task.project, corrects=entry, **{"work_date": MARCH} | facts)


def test_inv16_what_was_taken_back_cannot_move(stage: Stage, task: Task) -> None:
    entry = stage.approved(task, 60)
    corrected(stage, entry, 0)
    with as_job(), pytest.raises(Exception, match="INV-16"):
        TimeEntry.objects.filter(pk=entry.pk).update(status="draft", approved_by=None, approved_at=None)


def test_a_closed_month_is_corrected_in_an_open_one(stage: Stage, task: Task) -> None:
    entry = stage.approved(task, 60)
    closed(Period.objects.get(legal_entity=stage.entity, starts_on__month=3))
    with pytest.raises(TimeRefused) as caught:
        corrected(stage, entry, 0)
    assert caught.value.code == "period-closed"
    april = date(2026, 4, 1)
    counter, right = agreed(stage, corrected(stage, entry, 30, on=april))
    assert counter.work_date == right.work_date == april and counter.price == entry.price


def test_a_week_is_copied_without_what_was_taken_back(stage: Stage, task: Task) -> None:
    corrected(stage, stage.approved(task, 60), 90)
    stage.logged(task, 15, MARCH + timedelta(days=1))
    done = copy_week(stage.people["mia"], monday=MARCH + timedelta(days=7), by=stage.by("mia")).done
    assert sorted(entry.minutes for entry in done) == [15, 90]


# --- billed -----------------------------------------------------------------------------------------------


def test_a_billed_hour_is_corrected_on_the_next_invoice(stage: Stage) -> None:
    """RULES 14: the issued invoice stays; the next takes three hours back, and bills two and five."""
    contract = stage.contract()
    build, design = stage.task(contract), stage.task(contract, "Design")
    entry = stage.approved(build, 180)
    first = stage.issue(*stage.approve(stage.draft(contract)))[0]
    assert first.net == money("420.00", "EUR")
    agreed(stage, corrected(stage, entry, 120))
    stage.approved(design, 300, who="tom")
    stage.run()
    second = Invoice.objects.get(contract=contract, status="draft")
    lines = {line.description: (line.minutes, line.quantity, line.net) for line in second.lines.all()}
    assert lines == {
        "Design": (300, Decimal(5), money("600.00", "EUR")),
        "Build": (-60, Decimal(-1), money("-140.00", "EUR")),
    }
    assert (second.net, second.tax) == (money("460.00", "EUR"), money("87.40", "EUR"))
    issued = stage.issue(*stage.approve(second))[0]
    assert issued.gross == money("547.40", "EUR") and holds()
    first.refresh_from_db()
    assert first.net == money("420.00", "EUR")
    assert BillingClaim.objects.filter(time_entry=entry, released_at__isnull=True).get().line.invoice == first


def test_more_taken_back_than_worked_is_left_and_said(stage: Stage) -> None:
    contract = stage.contract()
    entry = stage.approved(stage.task(contract), 180)
    stage.issue(*stage.approve(stage.draft(contract)))
    agreed(stage, corrected(stage, entry, 60))
    run = stage.run()
    assert not Invoice.objects.filter(status="draft").exists()
    [finding] = run.findings.all()
    assert (finding.code, finding.entries, finding.minutes) == ("corrections-exceed", 2, -120)
    assert holds()


def test_the_page_corrects_and_says_what_takes_back_what(stage: Stage, task: Task, browser: Browser) -> None:
    entry, mia = stage.approved(task, 100), browser("mia")
    url = reverse("time-entry-correction", args=[entry.pk])
    assert 'value="1:40"' in mia.get(url).content.decode()
    answer = mia.post(url, {"minutes": "1:00", "reason": "Typo", "billable": "on"})
    counter, right = TimeEntry.objects.get(corrects=entry), TimeEntry.objects.get(minutes=60)
    assert answer.headers["Location"] == reverse("time-entry", args=[right.pk])
    assert "Taken back" in mia.get(reverse("time-entry", args=[entry.pk])).content.decode()
    shown = mia.get(reverse("time-entry", args=[counter.pk])).content.decode()
    assert "Takes back" in shown and "Takes back: Typo" in shown
    assert mia.post(url, {"minutes": "1", "reason": "Again"}).status_code == 409
    assert browser("tom").post(url, {"minutes": "1", "reason": "x"}).status_code == 403
    assert mia.post(reverse("time-entry-discarding", args=[counter.pk])).status_code == 302
    assert not TimeEntry.objects.filter(corrects=entry).exists()
