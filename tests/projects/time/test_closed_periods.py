"""Time dated in a closed period is refused with the reason, whichever way it comes (INV-05)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounting.books.models import Period
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.actions import TimeRefused, bookable, booked_minutes, change_time
from projects.time.importing import ImportRefused, import_time
from projects.time.models import TimeEntry
from projects.time.timers import start_timer, stop_timer
from projects.time.weeks import WeekRefused, copy_week, fill_week
from tests.builders import MARCH, Stage, closed, noon
from tests.projects.time.cast import second_office

pytestmark = pytest.mark.django_db
APRIL = MARCH + timedelta(days=35)


@pytest.fixture
def task(stage: Stage) -> Task:
    """A task; the books of March are closed by each test."""
    return stage.task(stage.contract())


def close_march(stage: Stage, status: str = "closed") -> None:
    closed(Period.objects.get(legal_entity=stage.entity, starts_on__month=3), status)


def sheet(task: Task) -> bytes:
    """A file with one row of March and one of April."""
    rows = [f"{day},mia@spree.example,{task.project.reference},Build,1" for day in (MARCH, APRIL)]
    return "\n".join(["Date,Email,Project,Task,Hours", *rows]).encode()


def test_logged_changed_filled_copied_timed_and_imported(stage: Stage, task: Task) -> None:
    mia, by = stage.people["mia"], stage.by("mia")
    entry = stage.logged(task, 60)
    timer = start_timer(mia, task=task, at=noon(MARCH), by=by)
    close_march(stage)
    ways: tuple[Callable[[], object], ...] = (
        lambda: stage.logged(task, 60),
        lambda: change_time(entry, minutes=30, note="", billable=True, by=by),
        lambda: stop_timer(timer, at=noon(MARCH) + timedelta(hours=1), by=by),
        lambda: start_timer(stage.people["tom"], task=task, at=noon(MARCH), by=stage.by("tom")),
    )
    for way in ways:
        with pytest.raises(TimeRefused) as caught:
            way()
        assert caught.value.code == "period-closed" and "2026-03, which is closed" in caught.value.message
        assert caught.value.rule == "INV-05" and caught.value.record
    with pytest.raises(WeekRefused) as week:
        fill_week(mia, cells=[{"task": task, "work_date": MARCH + timedelta(days=1), "minutes": 60}], by=by)
    assert "2026-03, which is closed" in str(week.value.fields)
    with pytest.raises(ImportRefused) as file:
        import_time(sheet(task), by=stage.by("fay"))
    assert [(bad.line, bad.column) for bad in file.value.result.bad] == [(2, "date")]
    later = copy_week(mia, monday=MARCH + timedelta(days=7), by=by)
    assert [refusal.code for refusal in later.refused] == ["period-closed"]
    assert list(TimeEntry.objects.values_list("minutes", flat=True)) == [60]
    stage.logged(task, 60, APRIL)


def test_a_soft_closed_month_still_takes_time(stage: Stage, task: Task) -> None:
    close_march(stage, "soft_closed")
    stage.logged(task, 60)


def test_the_closed_month_of_one_office_is_open_in_another(stage: Stage, task: Task) -> None:
    theirs = Task.objects.filter(project__contract=second_office().contract("thames"))[0]
    close_march(stage)
    uma = Person.objects.get(user__email="uma@spree.example")
    entry = TimeEntry(person=uma, project=theirs.project, task=theirs, work_date=MARCH, minutes=60)
    assert bookable(entry, booked_minutes([entry])) is entry
    with pytest.raises(TimeRefused):
        stage.logged(task, 60)
