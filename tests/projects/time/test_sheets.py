"""Timesheets: the state of a week at a glance, whole weeks approved and returned, expected hours."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.plan.models import Task
from projects.time.actions import return_time, submit_time
from projects.time.models import TimeEntry
from projects.time.sheets import Timesheet, sheets_of, waiting_sheets
from tests.builders import MARCH, Stage

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def task(stage: Stage) -> Task:
    return stage.task(stage.contract())


def put_up(stage: Stage, task: Task, day: date = MARCH, who: str = "mia") -> TimeEntry:
    return submit_time([stage.logged(task, 60, day, who)], by=stage.by(who)).done[0]


def sheet(stage: Stage, who: str = "mia") -> Timesheet:
    return sheets_of([stage.people[who]], MARCH)[0]


def test_the_state_of_a_sheet_is_the_least_that_is_done(stage: Stage, task: Task) -> None:
    assert (sheet(stage).state, sheet(stage).is_in, sheet(stage).expected) == ("missing", False, 2400)
    stage.approved(task, 60)
    assert (sheet(stage).state, sheet(stage).is_in) == ("approved", True)
    waiting = put_up(stage, task)
    assert (sheet(stage).state, sheet(stage).is_in) == ("submitted", True)
    stage.logged(task, 30)
    assert (sheet(stage).state, sheet(stage).is_in, sheet(stage).minutes) == ("draft", False, 150)
    return_time([waiting], comment="Which?", by=stage.by("jonas"))
    assert (sheet(stage).state, sheet(stage).returned) == ("returned", 60)
    assert sheet(stage, "tom").state == "missing"


def test_what_is_expected_is_for_the_days_somebody_is_here(stage: Stage) -> None:
    mia = stage.people["mia"]
    mia.left_on = MARCH + timedelta(days=1)
    assert sheets_of([mia], MARCH)[0].expected == 960
    mia.left_on = MARCH - timedelta(days=1)
    assert sheets_of([mia], MARCH)[0].state == "off"
    mia.left_on = None
    assert sheets_of([mia], date(2026, 4, 6))[0].expected == 4 * 480, "Easter Monday is a holiday in Germany"


def test_sheets_wait_by_person_and_week_but_never_ones_own(stage: Stage, task: Task) -> None:
    put_up(stage, task), put_up(stage, task, MARCH + timedelta(days=6)), put_up(stage, task, MARCH + timedelta(days=7))
    put_up(stage, task, who="jonas")
    told = [(w.name, w.monday, w.entries, w.minutes) for w in waiting_sheets(stage.users["jonas"])]
    assert told == [("Mia Keller", MARCH, 2, 120), ("Mia Keller", MARCH + timedelta(days=7), 1, 60)]


def test_a_whole_week_is_approved_or_returned(stage: Stage, task: Task, browser: Browser) -> None:
    first, later = put_up(stage, task), put_up(stage, task, MARCH + timedelta(days=7))
    own = put_up(stage, task, who="jonas")
    lead = browser("jonas")
    key = f"{stage.people['mia'].pk}:{MARCH}"
    shown = lead.get(reverse("timesheets"), {"week": str(MARCH)}).content.decode()
    assert f'value="{key}"' in shown and "Missing" in shown and "Submitted" in shown
    assert lead.post(reverse("timesheet-approval"), {"sheets": [key]}).headers["Location"] == reverse("timesheets")
    assert [TimeEntry.objects.get(pk=e.pk).status for e in (first, later, own)] == [
        "approved",
        "submitted",
        "submitted",
    ]
    after = {"sheets": [f"{stage.people['mia'].pk}:{MARCH + timedelta(days=7)}"]}
    asked = lead.post(reverse("timesheet-return"), after)
    assert asked.status_code == 200 and str(later.pk) in asked.content.decode()
    done = lead.post(reverse("timesheet-return"), {"ids": [str(later.pk)], "comment": "Which ticket?"})
    assert done.headers["Location"] == reverse("timesheets")
    assert TimeEntry.objects.get(pk=later.pk).status == "draft"
    mine = {"sheets": [f"{stage.people['jonas'].pk}:{MARCH}"]}
    assert lead.post(reverse("timesheet-approval"), mine).status_code == 400, "nothing of one's own waits for oneself"


@pytest.mark.parametrize("sheet", ["nothing", "x:2026-03-02", "01900000-0000-7000-8000-000000000000:2026-03-02"])
def test_ticks_that_are_none_are_refused(stage: Stage, task: Task, browser: Browser, sheet: str) -> None:
    put_up(stage, task)
    assert browser("jonas").post(reverse("timesheet-approval"), {"sheets": [sheet]}).status_code == 400
    assert browser("otto").post(reverse("timesheet-approval"), {"sheets": [sheet]}).status_code == 403


def test_the_page_costs_the_same_however_many_sheets(stage: Stage, task: Task, browser: Browser) -> None:
    lead, url = browser("jonas"), f"{reverse('timesheets')}?week={MARCH}"

    def cost() -> int:
        lead.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(url).status_code == 200
        return len(queries)

    put_up(stage, task)
    one = cost()
    for week in range(1, 4):
        for who in ("mia", "tom"):
            put_up(stage, task, MARCH + timedelta(days=7 * week), who)
    assert cost() <= one <= 19
    assert browser("jonas").get(reverse("timesheets"), {"week": "never"}).status_code == 404
