"""Who has not submitted a week is reminded once, and leads of what waits for them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work.models import Notification
from projects.plan.actions import staff_project
from projects.plan.models import Task
from projects.time.actions import submit_time
from projects.timesheets.actions import remind_of_sheets, set_sheet_deadline
from projects.timesheets.models import SheetReminder
from tests.builders import MARCH, Stage, behind_the_verbs

pytestmark = pytest.mark.django_db
JOB = Actor.system("remind_of_sheets")
NEXT = MARCH + timedelta(days=7)


@pytest.fixture
def task(stage: Stage) -> Task:
    task = stage.task(stage.contract())
    staff_project(task.project, lead=stage.users["jonas"], team="Berlin", by=stage.by("jonas"))
    set_sheet_deadline(stage.entity, weekday=1, hour=12, waits_days=5, by=stage.by("clara"))
    return Task.objects.get(pk=task.pk)


def noon_in_berlin(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 1, tzinfo=UTC)  # winter


def names(kind: str, reminders: Any) -> list[str]:
    return sorted(each.recipient.name for each in reminders if each.kind == kind)


def test_a_week_is_due_on_the_next_monday_at_noon(stage: Stage, task: Task) -> None:
    submit_time([stage.logged(task, 60)], by=stage.by("mia"))
    stage.logged(task, 60, MARCH, "tom")
    before = remind_of_sheets(at=noon_in_berlin(NEXT, 11), by=JOB)
    assert names("missing", before) == []
    told = remind_of_sheets(at=noon_in_berlin(NEXT), by=JOB)
    assert names("missing", told) == ["Jonas Weber", "Tom Brandt"], "Mia's is in; a draft is not; nothing is missing"
    words = Notification.objects.get(recipient=stage.users["tom"], title__startswith="Your time of the week")
    assert "Draft: 1.00 of 40.00 hours" in words.text and words.url.endswith(f"?week={MARCH}")
    assert remind_of_sheets(at=noon_in_berlin(NEXT, 13), by=JOB) == [], "once"


def test_leads_hear_of_what_waits_too_long_but_not_of_their_own(stage: Stage, task: Task) -> None:
    submit_time([stage.logged(task, 90)], by=stage.by("mia"))
    submit_time([stage.logged(task, 30, MARCH, "jonas")], by=stage.by("jonas"))
    assert names("waiting", remind_of_sheets(at=noon_in_berlin(MARCH + timedelta(days=4)), by=JOB)) == []
    told = remind_of_sheets(at=noon_in_berlin(MARCH + timedelta(days=5)), by=JOB)
    assert names("waiting", told) == ["Jonas Weber"]
    assert Notification.objects.filter(title="1.50 hours wait for your approval").count() == 1
    assert names("waiting", remind_of_sheets(at=noon_in_berlin(MARCH + timedelta(days=6)), by=JOB)) == []
    assert names("waiting", remind_of_sheets(at=noon_in_berlin(NEXT), by=JOB)) == ["Jonas Weber"], "each week anew"


def test_without_a_deadline_nobody_is_reminded(stage: Stage) -> None:
    stage.contract()
    assert remind_of_sheets(at=noon_in_berlin(NEXT), by=JOB) == []


def test_a_deadline_is_set_by_who_may_and_holds_alone(stage: Stage, task: Task) -> None:
    later = set_sheet_deadline(stage.entity, weekday=3, hour=9, by=stage.by("clara"))
    assert str(later) == "Wednesday, 9:00"
    assert names("missing", remind_of_sheets(at=noon_in_berlin(NEXT), by=JOB)) == []
    with pytest.raises(NotAllowed):
        set_sheet_deadline(stage.entity, by=stage.by("mia"))
    with pytest.raises(Invalid, match="not a valid choice"):
        set_sheet_deadline(stage.entity, weekday=7, by=stage.by("clara"))
    client = Client()
    client.force_login(stage.users["clara"])
    assert "Wednesday, 9:00" in client.get("/time/deadlines/").content.decode()
    form = {"entity": str(stage.entity.pk), "weekday": "2", "hour": "10", "waits_days": "3"}
    assert client.post("/time/deadlines/", form).status_code == 302
    assert "Tuesday, 10:00" in client.get("/time/deadlines/").content.decode()


def test_a_reminder_is_a_fact(stage: Stage, task: Task) -> None:
    remind_of_sheets(at=noon_in_berlin(NEXT), by=JOB)
    with pytest.raises(IntegrityError, match="INV-26"), behind_the_verbs():
        SheetReminder.objects.update(monday=NEXT)
    first = SheetReminder.objects.first()
    assert first is not None
    with pytest.raises(IntegrityError), behind_the_verbs():
        SheetReminder.objects.create(
            kind=first.kind, recipient=first.recipient, person=first.person, monday=first.monday, at=first.at
        )
