"""Pages of activities: for whom they open, what they do, what they cost; reminders and to-dos."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.home.reports import Desk
from billing_suite.home.reports.customers import activities_due
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.work.models import Notification
from billing_suite.kernel.work.schedules import HOURLY
from crm.activities.forms import LogForm
from crm.activities.models import Activity
from crm.activities.reminding import remind_of_activities
from tests.builders import Stage
from tests.crm.activities.test_log_activity import DAY, logged, planned

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JOB = Actor.system("remind_of_activities")


def test_an_activity_is_logged_planned_and_completed_on_pages(stage: Stage, browser: Callable[[str], Client]) -> None:
    seller, opportunity = browser("lena"), stage.opportunity()
    customer, about = opportunity.customer, f"?about=crm.opportunity:{opportunity.pk}"
    log = reverse("activity-log", args=[customer.pk])
    told = {"kind": "call", "subject": "Asked for a date", "day": "2026-02-02", "hour": "09:30"}
    assert seller.get(log + about).status_code == 200
    answer = seller.post(log + about, told)
    assert answer.status_code == 302 and answer.headers["Location"] == reverse("opportunity", args=[opportunity.pk])
    call = Activity.objects.get(kind="call")
    assert call.happened_at == datetime(2026, 2, 2, 8, 30, tzinfo=UTC), "half past nine in Berlin"
    assert call.about_reference == opportunity.reference and call.contact is None
    plan = reverse("activity-plan", args=[customer.pk])
    told = {"kind": "task", "subject": "Send it", "due_on": "2026-02-09", "owner": str(stage.users["jonas"].pk)}
    assert seller.post(plan, told).status_code == 302
    task = Activity.objects.get(kind="task")
    for name in ("activity-postponement", "activity-completion"):
        assert seller.get(reverse(name, args=[task.pk])).status_code == 200
    assert seller.post(reverse("activity-postponement", args=[task.pk]), {"due_on": "2026-03-01"}).status_code == 302
    assert seller.post(reverse("activity-completion", args=[task.pk]), {"outcome": "Sent"}).status_code == 302
    shown = seller.get(reverse("activity", args=[task.pk])).content.decode()
    assert "What came of it" in shown and "Lena Vogt" in shown
    again = seller.post(reverse("activity-completion", args=[task.pk]), {})
    assert again.status_code == 409 and "done already" in again.content.decode()


def test_who_reads_does_not_log(stage: Stage, browser: Callable[[str], Client]) -> None:
    task, auditor = planned(stage), browser("otto")
    assert auditor.get(reverse("activities"), {"view": "all"}).status_code == 200
    assert auditor.get(reverse("activity", args=[task.pk])).status_code == 200
    assert auditor.get(reverse("activity-log", args=[task.customer_id])).status_code == 403
    assert auditor.post(reverse("activity-completion", args=[task.pk]), {}).status_code == 403
    assert browser("ada").get(reverse("activities")).status_code == 403


def test_a_page_asked_to_be_about_what_is_not_there_is_about_nothing(
    stage: Stage, browser: Callable[[str], Client]
) -> None:
    log = reverse("activity-log", args=[stage.customer("nordlicht").pk])
    for words in ("x", "crm.opportunity:1", "auth.group:00000000-0000-7000-8000-000000000000", "crm.stage:1"):
        assert browser("lena").get(log, {"about": words}).status_code == 200


def test_lists_and_panels_cost_the_same_however_long(stage: Stage, browser: Callable[[str], Client]) -> None:
    seller = browser("lena")
    first = planned(stage, contact=None)
    urls = [
        reverse("activities") + "?view=all",
        reverse("activities") + "?view=all&format=csv",
        reverse("customer", args=[first.customer_id]),
    ]

    def costs() -> list[int]:
        told = []
        for url in urls:
            seller.get(url)
            with CaptureQueriesContext(
                connection,
            ) as held:
                assert seller.get(url).status_code == 200
            told.append(len(held))
        return told

    logged(stage)
    before = costs()
    for n in range(4):
        planned(stage, subject=f"=Task {n}", contact=stage.contacts["nordlicht"])
        logged(stage, contact=stage.contacts["nordlicht"])
    assert costs() == before
    assert before[0] <= 14
    export = b"".join(seller.get(urls[1]).streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=Task 0" in export


def test_a_time_is_read_where_the_customer_is_served(stage: Stage) -> None:
    customer, now = stage.customer("nordlicht"), datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    def read(day: str, hour: str = "") -> datetime:
        form = LogForm(
            {"kind": "call", "subject": "x", "day": day, "hour": hour}, customer=customer, user=stage.users["lena"]
        )
        assert form.is_valid(), form.errors
        return form.happened_at(now)

    assert read("2026-07-02") == now, "in Berlin it is the second of July already"
    assert read("2026-07-01") == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert read("2026-07-01", "23:59") == datetime(2026, 7, 1, 21, 59, tzinfo=UTC)


def test_a_reminder_is_given_once_on_its_morning(stage: Stage) -> None:
    planned(stage, remind_on=DAY, due_on=DAY + timedelta(days=2))
    planned(stage, subject="Later", remind_on=DAY + timedelta(days=1), due_on=DAY + timedelta(days=2))

    def told(day: date, hour: int) -> list[str]:
        at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        return [one.subject for one in remind_of_activities(at=at, by=JOB)]

    assert told(DAY, 4) == [], "in Berlin it is five o'clock"
    assert told(DAY, 5) == ["Send the brief"] and told(DAY, 6) == []
    assert told(DAY + timedelta(days=3), 0) == ["Later"]
    titles = list(Notification.objects.filter(recipient=stage.users["lena"]).values_list("title", flat=True))
    assert len(titles) == 2 and "Due 04 Feb: Send the brief" in titles
    assert "crm.activities.tasks.remind" in HOURLY


def test_what_is_due_stands_on_its_owners_desk(stage: Stage, browser: Callable[[str], Client]) -> None:
    planned(stage, due_on=DAY)
    planned(stage, subject="Next year", due_on=DAY + timedelta(days=300))

    def seen(who: str, *, mine: bool) -> list[str]:
        at = datetime(2026, 2, 3, 12, tzinfo=UTC)
        return [line.words for line in activities_due(Desk(stage.users[who], set(), set(), at, mine)).lines]

    assert seen("lena", mine=True) == ["Send the brief"] and seen("jonas", mine=True) == []
    assert seen("jonas", mine=False) == ["Send the brief"] and seen("ada", mine=False) == []
    assert "Send the brief" in browser("lena").get("/").content.decode()
