"""A whole week at once: cells are logged, changed and emptied by one verb, or all are refused, each by name."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from billing_suite.kernel.values.hours import clock_of, parse_hours
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound
from projects.plan.actions import close_project
from projects.plan.models import Task
from projects.time.actions import TimeRefused, submit_time
from projects.time.models import TimeEntry
from projects.time.weeks import WeekCell, WeekRefused, copy_week, fill_week
from tests.builders import MARCH, Stage
from tests.projects.time.cast import second_office

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db
TUESDAY = MARCH + timedelta(days=1)


@pytest.fixture
def tasks(stage: Stage) -> tuple[Task, Task]:
    """Building and designing Nordlicht's portal."""
    contract = stage.contract()
    return stage.task(contract), stage.task(contract, "Design")


def cell(task: Task, minutes: int, day: date = MARCH, **more: Any) -> WeekCell:
    return {"task": task, "work_date": day, "minutes": minutes, **more}  # type: ignore[typeddict-item]


def fill(stage: Stage, *cells: WeekCell, who: str = "mia", by: str = "") -> list[TimeEntry]:
    return fill_week(stage.people[who], cells=list(cells), by=stage.by(by or who))


def stands() -> list[tuple[str, date, int, str]]:
    """Every entry: task, day, minutes, note."""
    rows = TimeEntry.objects.order_by("work_date", "task__name", "minutes")
    return list(rows.values_list("task__name", "work_date", "minutes", "note"))


def test_a_week_is_filled_changed_and_emptied(stage: Stage, tasks: tuple[Task, Task]) -> None:
    build, design = tasks
    fill(stage, cell(build, 90, note="Cart"), cell(design, 30), cell(build, 0, TUESDAY))
    assert stands() == [("Build", MARCH, 90, "Cart"), ("Design", MARCH, 30, "")]
    keys = set(TimeEntry.objects.values_list("pk", flat=True))
    fill(stage, cell(build, 100, note="Cart"), cell(design, 0), cell(design, 60, TUESDAY))
    assert stands() == [("Build", MARCH, 100, "Cart"), ("Design", TUESDAY, 60, "")]
    assert len(keys & set(TimeEntry.objects.values_list("pk", flat=True))) == 1, "a changed cell keeps its entry"
    assert {entry.billable for entry in TimeEntry.objects.all()} == {True}


def test_nothing_is_half_written_and_each_refused_cell_is_named(stage: Stage, tasks: tuple[Task, Task]) -> None:
    build, design = tasks
    too_early = cell(design, 60, MARCH - timedelta(days=1))
    with pytest.raises(WeekRefused) as caught:
        fill(stage, cell(build, 60), too_early, cell(build, 24 * 60 + 1, TUESDAY))
    assert caught.value.message == "2 of 3 cells are refused, nothing is saved"
    assert {name: words[0] for name, words in caught.value.fields.items()} == {
        "cells.1.hours": f"{build.project.reference} starts on {MARCH}",
        "cells.2.hours": f"Mia Keller would have 1441 minutes on {TUESDAY}",
    }
    assert not TimeEntry.objects.exists()


def test_a_day_is_laid_out_anew_before_it_is_counted(stage: Stage, tasks: tuple[Task, Task]) -> None:
    """Twenty hours move from one task to the other: the day never has forty."""
    build, design = tasks
    fill(stage, cell(build, 1200), cell(design, 240))
    fill(stage, cell(build, 240), cell(design, 1200))
    assert [row[2] for row in stands()] == [240, 1200]
    with pytest.raises(WeekRefused):
        fill(stage, cell(build, 241))


def test_what_somebody_changed_meanwhile_is_not_overwritten(stage: Stage, tasks: tuple[Task, Task]) -> None:
    build, _ = tasks
    fill(stage, cell(build, 60))
    fill(stage, cell(build, 120, was=60))
    with pytest.raises(WeekRefused, match="1 of 1") as caught:
        fill(stage, cell(build, 90, was=60))
    assert caught.value.fields == {"cells.0.hours": ["meanwhile it is 2.00 h: look at the week again"]}
    assert [row[2] for row in stands()] == [120]


def test_submitted_and_several_entries_stay_as_they_are(stage: Stage, tasks: tuple[Task, Task]) -> None:
    build, design = tasks
    submit_time([stage.logged(build, 60)], by=stage.by("mia"))
    stage.logged(design, 30), stage.logged(design, 45)
    fill(stage, cell(build, 60), cell(design, 75))
    for refused in (cell(build, 90), cell(build, 0), cell(design, 60), cell(design, 0)):
        with pytest.raises(WeekRefused):
            fill(stage, refused)
    assert [row[2] for row in stands()] == [60, 30, 45]


@pytest.mark.parametrize("minutes", [-1, -60, 1441, 10**9])
def test_minutes_beyond_a_day_are_refused(stage: Stage, tasks: tuple[Task, Task], minutes: int) -> None:
    with pytest.raises(WeekRefused):
        fill(stage, cell(tasks[0], minutes))


def test_the_same_cell_twice_is_refused(stage: Stage, tasks: tuple[Task, Task]) -> None:
    with pytest.raises(WeekRefused) as caught:
        fill(stage, cell(tasks[0], 60), cell(tasks[0], 90))
    assert list(caught.value.fields) == ["cells.1.hours"]


def test_a_week_is_ones_own_and_its_tasks_are_in_sight(stage: Stage, tasks: tuple[Task, Task]) -> None:
    with pytest.raises(NotAllowed):
        fill(stage, cell(tasks[0], 60), who="mia", by="tom")
    theirs = Task.objects.filter(project__contract=second_office().contract("thames"))[0]
    with pytest.raises(NotFound):
        fill(stage, cell(theirs, 60))
    close_project(tasks[0].project, by=stage.by("jonas"))
    with pytest.raises(WeekRefused) as caught:
        fill(stage, cell(tasks[0], 60))
    assert "is closed" in str(caught.value.fields)


def test_a_week_costs_as_much_with_one_cell_as_with_many(stage: Stage, tasks: tuple[Task, Task]) -> None:
    days = [MARCH + timedelta(days=n) for n in range(7)]

    def cost(*cells: WeekCell) -> int:
        with CaptureQueriesContext(connection) as queries:
            fill(stage, *cells)
        return len(queries)

    few = cost(cell(tasks[0], 5)), cost(cell(tasks[0], 6)), cost(cell(tasks[0], 0))
    many = [cost(*(cell(task, minutes, day) for task in tasks for day in days)) for minutes in (5, 6, 0)]
    assert all(lots <= one for one, lots in zip(few, many, strict=True)) and max(few) <= 20


def test_the_latest_week_is_copied_where_nothing_stands(stage: Stage, tasks: tuple[Task, Task]) -> None:
    build, design = tasks
    stage.logged(build, 60), stage.logged(build, 30, note="Cart"), stage.logged(design, 45, TUESDAY, billable=False)
    later = MARCH + timedelta(days=21)
    fill(stage, cell(build, 15, later))
    with pytest.raises(Invalid):
        copy_week(stage.people["mia"], monday=later + timedelta(days=1), by=stage.by("mia"))
    with pytest.raises(NotAllowed):
        copy_week(stage.people["mia"], monday=later, by=stage.by("tom"))
    outcome = copy_week(stage.people["mia"], monday=later, by=stage.by("mia"))
    assert [(e.task_id, e.work_date, e.minutes, e.billable) for e in outcome.done] == [
        (design.pk, later + timedelta(days=1), 45, False)
    ]
    empty = later + timedelta(days=7)
    assert len(copy_week(stage.people["mia"], monday=empty, by=stage.by("mia")).done) == 2
    with pytest.raises(TimeRefused, match="has no time before"):
        copy_week(stage.people["mia"], monday=MARCH, by=stage.by("mia"))
    close_project(build.project, by=stage.by("jonas"))
    refused = copy_week(stage.people["mia"], monday=empty + timedelta(days=7), by=stage.by("mia"))
    assert not refused.done and {refusal.code for refusal in refused.refused} == {"project-closed"}


@given(some.integers(0, 24 * 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_minutes_come_back_from_the_grid_as_they_went_in(minutes: int) -> None:
    assert parse_hours(clock_of(minutes)) == minutes


# --- the page ---------------------------------------------------------------------------------------------


def boxes(task: Task, hours: str, day: date = MARCH, **more: Any) -> dict[str, Any]:
    """A cell as a form sends it."""
    key = f"{task.pk}-{day}"
    return {f"hours-{key}": hours, f"was-{key}": more.get("was", "0"), f"note-{key}": more.get("note", "")}


def sent(*cells: dict[str, Any], rows: tuple[Task, ...] = (), **more: Any) -> dict[str, Any]:
    """A form of such cells."""
    told: dict[str, Any] = {"row": [str(task.pk) for task in rows], **more}
    for one in cells:
        told |= one
    return told


def test_the_grid_is_saved_as_a_whole(stage: Stage, tasks: tuple[Task, Task], browser: Browser) -> None:
    build, design = tasks
    mia, url = browser("mia"), f"{reverse('my-time')}?week={TUESDAY}"
    given = sent(boxes(build, "1:30", note="Cart"), boxes(design, "90m", TUESDAY), rows=tasks, day="1")
    answer = mia.post(url, given)
    assert answer.headers["Location"] == f"/time/?week={MARCH}&day=1"
    assert stands() == [("Build", MARCH, 90, "Cart"), ("Design", TUESDAY, 90, "")]
    shown = mia.get(url).content.decode()
    assert 'value="1:30"' in shown and 'value="Cart"' in shown and "Submit the week" in shown
    assert shown.count("data-cell>") == 14
    after = mia.get(f"{reverse('my-time')}?week={MARCH + timedelta(days=7)}").content.decode()
    assert after.count("data-cell>") == 14 and 'value="1:30"' not in after, "the rows of the week before are offered"


def test_what_was_typed_is_kept_beside_what_is_wrong(stage: Stage, tasks: tuple[Task, Task], browser: Browser) -> None:
    build, design = tasks
    url = f"{reverse('my-time')}?week={MARCH}"
    for wrong, status, words in (("lunch", 400, "is not a duration"), ("25:00", 400, "would have 1620 minutes")):
        given = sent(boxes(build, wrong, note="Cart"), boxes(design, "2"), rows=tasks)
        answer = browser("mia").post(url, given)
        shown = answer.content.decode()
        assert answer.status_code == status and words in shown and not TimeEntry.objects.exists()
        assert f'value="{wrong}"' in shown and 'value="Cart"' in shown and 'value="2"' in shown
        assert shown.count('aria-invalid="true"') == 1


def test_a_row_is_added_by_search_without_losing_a_cell(
    stage: Stage, tasks: tuple[Task, Task], browser: Browser
) -> None:
    build, _ = tasks
    mia, url = browser("mia"), f"{reverse('my-time')}?week={MARCH}"
    assert mia.get(url).content.decode().count("data-cell>") == 0
    added = mia.post(url, {"add": f"{build.project.reference} build", "more": "yes"}).content.decode()
    assert added.count("data-cell>") == 7
    both = mia.post(url, sent(boxes(build, "oops"), rows=(build,), add="Design nord", more="yes")).content.decode()
    assert both.count("data-cell>") == 14 and 'value="oops"' in both
    for text, words in (("zzz", "No open task"), ("", "No open task"), ("nordlicht", "Several tasks")):
        answer = mia.post(url, {"add": text, "more": "yes"})
        assert answer.status_code == 400 and words in answer.content.decode()
    theirs = Task.objects.filter(project__contract=second_office().contract("thames"))[0]
    hidden = mia.post(url, sent(boxes(theirs, "1"), rows=(theirs,), add="Design nord", more="yes")).content.decode()
    assert "Thames" not in hidden and hidden.count("data-cell>") == 7
    assert mia.post(url, {"row": ["nothing", str(theirs.pk)]}).status_code == 302 and not TimeEntry.objects.exists()


def test_closed_cells_open_as_a_list(stage: Stage, tasks: tuple[Task, Task], browser: Browser) -> None:
    stage.logged(tasks[0], 30), stage.logged(tasks[0], 45)
    stage.approved(tasks[1], 60, TUESDAY)
    shown = browser("mia").get(f"{reverse('my-time')}?week={MARCH}").content.decode()
    assert shown.count("data-cell>") == 12 and "1:15 " in shown and "in 2" in shown and "Approved" in shown


def test_the_page_copies_the_week_before(stage: Stage, tasks: tuple[Task, Task], browser: Browser) -> None:
    stage.logged(tasks[0], 30)
    later = MARCH + timedelta(days=7)
    answer = browser("mia").post(f"{reverse('time-copy')}?week={later}", follow=True)
    assert "1 copied from" in answer.content.decode() and TimeEntry.objects.filter(work_date=later).count() == 1
    assert browser("otto").post(f"{reverse('time-copy')}?week={later}").status_code == 403


def test_the_page_costs_as_much_with_many_rows(stage: Stage, tasks: tuple[Task, Task], browser: Browser) -> None:
    mia, url = browser("mia"), f"{reverse('my-time')}?week={MARCH}"

    def cost() -> int:
        mia.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert mia.get(url).status_code == 200
        return len(queries)

    stage.logged(tasks[0], 30)
    one = cost()
    for n in range(7):
        for task in tasks:
            stage.logged(task, 10, MARCH + timedelta(days=n))
    assert cost() <= one <= 17
