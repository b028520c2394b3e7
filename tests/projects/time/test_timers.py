"""The clock: one runs a person, it survives what is closed, and becomes drafts by the day of the person's zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import NotAllowed, NotFound
from projects.plan.actions import close_project
from projects.plan.models import Task
from projects.time.actions import TimeRefused
from projects.time.models import TimeEntry, Timer
from projects.time.timers import TimerRefused, day_parts, discard_timer, start_timer, stop_timer
from tests.builders import Stage
from tests.kernel.record.attacks import as_job

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def task(stage: Stage) -> Task:
    return stage.task(stage.contract())


def started(stage: Stage, task: Task, when: datetime = NOON, **more: Any) -> Timer:
    return start_timer(stage.people["mia"], task=task, at=when, by=stage.by("mia"), **more)


@pytest.mark.parametrize(
    ("begin", "end", "parts"),
    [
        ("2026-03-03 09:00:00", "2026-03-03 10:30:00", [(3, 90)]),
        ("2026-03-03 09:00:00", "2026-03-03 09:00:29", [(3, 1)]),
        ("2026-03-03 09:00:00", "2026-03-03 09:00:00", [(3, 1)]),
        ("2026-03-03 09:00:00", "2026-03-03 08:59:00", [(3, 1)]),  # a clock that was set back
        ("2026-03-03 09:00:00", "2026-03-03 09:01:29", [(3, 1)]),
        ("2026-03-03 09:00:00", "2026-03-03 09:01:30", [(3, 2)]),
        ("2026-03-03 22:30:00", "2026-03-03 23:45:00", [(3, 30), (4, 45)]),  # midnight in Berlin is 23:00 UTC
        ("2026-03-03 22:59:40", "2026-03-03 23:00:20", [(4, 1)]),
        ("2026-03-03 22:59:20", "2026-03-03 23:00:20", [(3, 1)]),
        ("2026-03-28 23:00:00", "2026-03-29 22:00:00", [(29, 1380)]),  # a day of 23 hours
        ("2026-10-24 22:00:00", "2026-10-25 22:00:00", [(25, 1440)]),  # 24 hours of a day of 25
    ],
)
def test_parts_of_days(begin: str, end: str, parts: list[tuple[int, int]]) -> None:
    told = [(day.day, minutes) for day, minutes in day_parts(at(begin), at(end), BERLIN)]
    assert told == parts


@given(
    some.integers(0, 365 * 24 * 60 * 60),
    some.integers(0, 24 * 60 * 60),
    some.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"]),
)
def test_no_second_is_lost_or_counted_twice(since: int, seconds: int, zone: str) -> None:
    begin = at("2026-01-01") + timedelta(seconds=since)
    parts = day_parts(begin, begin + timedelta(seconds=seconds), ZoneInfo(zone))
    assert sum(minutes for _, minutes in parts) == max(1, (seconds + 30) // 60)
    days = [day for day, _ in parts]
    assert days == sorted(set(days)) and all(0 < minutes <= 1440 for _, minutes in parts)


def test_a_stopped_clock_is_a_draft_and_gone(stage: Stage, task: Task) -> None:
    timer = started(stage, task, note="Cart")
    [entry] = stop_timer(timer, at=NOON + timedelta(minutes=95, seconds=31), by=stage.by("mia"))
    assert (entry.task, entry.work_date, entry.minutes, entry.note) == (task, date(2026, 3, 3), 96, "Cart")
    assert entry.status == "draft" and not Timer.objects.exists()
    with pytest.raises(NotFound):
        stop_timer(timer, at=NOON, by=stage.by("mia"))
    assert TimeEntry.objects.count() == 1


def test_one_clock_runs_a_person_and_the_database_knows(stage: Stage, task: Task) -> None:
    started(stage, task)
    with pytest.raises(TimerRefused, match="a timer runs on Build"):
        started(stage, task)
    start_timer(stage.people["tom"], task=task, at=NOON, by=stage.by("tom"))
    with as_job(), pytest.raises(IntegrityError):
        Timer.objects.create(person=stage.people["mia"], task=task, started_at=NOON)


def test_a_clock_is_ones_own(stage: Stage, task: Task) -> None:
    with pytest.raises(NotAllowed):
        start_timer(stage.people["mia"], task=task, at=NOON, by=stage.by("tom"))
    timer = started(stage, task)
    for deed in (lambda by: stop_timer(timer, at=NOON, by=by), lambda by: discard_timer(timer, by=by)):
        with pytest.raises(NotAllowed):
            deed(stage.by("tom"))
        with pytest.raises(NotAllowed):
            deed(Actor.system("job"))
    discard_timer(timer, by=stage.by("mia"))
    assert not Timer.objects.exists() and not TimeEntry.objects.exists()


def test_what_cannot_be_booked_is_not_started_or_stopped(stage: Stage, task: Task) -> None:
    with pytest.raises(TimeRefused, match="starts on"):
        started(stage, task, at("2026-02-27 12:00"))
    timer = started(stage, task)
    with pytest.raises(TimerRefused, match="24 hours"):
        stop_timer(timer, at=NOON + timedelta(hours=24, seconds=1), by=stage.by("mia"))
    close_project(task.project, by=stage.by("jonas"))
    with pytest.raises(TimeRefused, match="is closed"):
        stop_timer(timer, at=NOON + timedelta(hours=1), by=stage.by("mia"))
    assert Timer.objects.count() == 1 and not TimeEntry.objects.exists(), "it runs on until it is discarded"


def test_the_second_day_full_leaves_the_first_unbooked(stage: Stage, task: Task) -> None:
    stage.logged(task, 1440, date(2026, 3, 4))
    timer = started(stage, task, at("2026-03-03 22:30"))
    with pytest.raises(TimeRefused):
        stop_timer(timer, at=at("2026-03-03 23:30"), by=stage.by("mia"))
    assert TimeEntry.objects.count() == 1 and Timer.objects.exists()


def test_the_clock_on_pages(stage: Stage, task: Task, browser: Browser) -> None:
    mia = browser("mia")
    assert "nearest minute" in mia.get(reverse("timer-new")).content.decode()
    assert mia.post(reverse("timer-new"), {"task": task.pk, "note": "Cart"}).status_code == 302
    assert mia.post(reverse("timer-new"), {"task": task.pk}).status_code == 409
    timer = Timer.objects.get()
    shown = mia.get(reverse("my-time")).content.decode()
    assert "data-timer=" in shown and "Cart" in shown and "Start a timer" not in shown
    assert "data-timer=" not in browser("jonas").get(reverse("my-time")).content.decode()
    assert browser("tom").post(reverse("timer-stop", args=[timer.pk])).status_code == 403
    done = mia.post(reverse("timer-stop", args=[timer.pk]), follow=True)
    assert "logged as a draft" in done.content.decode() and TimeEntry.objects.get().minutes == 1
    assert mia.post(reverse("timer-stop", args=[timer.pk])).status_code == 404
    mia.post(reverse("timer-new"), {"task": task.pk})
    assert mia.post(reverse("timer-discarding", args=[Timer.objects.get().pk])).status_code == 302
    assert TimeEntry.objects.count() == 1
