"""Jobs by the calendar: once a period, in the entity's time zone, over changes of the clock; and who is told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from billing_suite.kernel.work import tasks
from billing_suite.kernel.work.actions import notify, plan_schedule
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job, Notification, OutgoingMail, Schedule, ScheduledRun
from billing_suite.kernel.work.schedules import period_of, plan_due
from tests.builders import SET_UP, Stage, behind_the_verbs

TASK = "billing_suite.trust.tasks.verify"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 4, 1, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


def planned(stage: Stage, cadence: str = "daily", hour: int = 3, zone: str = "", **more: Any) -> Schedule:
    if zone:
        with behind_the_verbs():
            stage.entity.time_zone = zone
            stage.entity.save()
    given: dict[str, Any] = {"task": TASK, "starts_on": date(2026, 1, 1), "by": stage.by("ada")} | more
    return plan_schedule(
        f"{cadence} {hour}", cadence=cadence, hour=hour, entity=stage.entity, owner=stage.users["clara"], **given
    )


@pytest.mark.parametrize(
    ("zone", "cadence", "instant", "period"),
    [
        ("Europe/Berlin", "daily", "2026-01-15T01:59", None),
        ("Europe/Berlin", "daily", "2026-01-15T02:00", "2026-01-15"),
        ("Europe/Berlin", "daily", "2026-07-15T01:00", "2026-07-15"),
        ("Europe/Berlin", "daily", "2026-01-15T23:30", None),  # the 16th in Berlin, before three
        ("America/New_York", "daily", "2026-01-15T07:59", None),
        ("America/New_York", "daily", "2026-01-16T02:00", "2026-01-15"),
        ("Asia/Tokyo", "daily", "2026-01-15T18:00", "2026-01-16"),
        ("Europe/Berlin", "weekly", "2026-01-01T12:00", "2026-W01"),
        ("Europe/Berlin", "weekly", "2027-01-01T12:00", "2026-W53"),
        ("Europe/Berlin", "monthly", "2026-01-31T23:00", None),
        ("Europe/Berlin", "monthly", "2026-02-01T02:00", "2026-02"),
        ("Europe/Berlin", "hourly", "2026-01-15T00:10", "2026-01-15T01+0100"),
        ("Europe/Berlin", "daily", "2025-12-31T22:59", None),  # before it starts
    ],
)
def test_a_period_is_the_entitys(zone: str, cadence: str, instant: str, period: str | None, stage: Stage) -> None:
    schedule = planned(stage, cadence, zone=zone)
    assert period_of(schedule, datetime.fromisoformat(instant).replace(tzinfo=UTC)) == period


def periods(schedule: Schedule, start: datetime, minutes: int, step: int = 15) -> list[str]:
    """The periods that fall due, in order, when somebody looks every so often."""
    looks = (period_of(schedule, start + timedelta(minutes=m)) for m in range(0, minutes, step))
    return list(dict.fromkeys(period for period in looks if period))


def test_the_day_without_the_hour_still_has_its_run(stage: Stage) -> None:
    """On 29 March Berlin's clock jumps from two to three; what is due at two is due at three."""
    schedule = planned(stage, hour=2)
    assert period_of(schedule, datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) is None
    assert period_of(schedule, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "2026-03-29"


def test_the_day_with_the_hour_twice_has_one_daily_run_and_each_hourly_one(stage: Stage) -> None:
    night = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # midnight in Berlin; the day has 25 hours
    assert periods(planned(stage, hour=2), night, 25 * 60) == ["2026-10-25"]
    hours = periods(planned(stage, "hourly"), night, 25 * 60)
    assert len(hours) == 25 and {"2026-10-25T02+0200", "2026-10-25T02+0100"} <= set(hours)


def test_inv23_a_period_has_one_job(stage: Stage, clock: time_machine.Traveller) -> None:
    schedule = planned(stage)
    clock.move_to(datetime(2026, 4, 2, 1, 0, tzinfo=UTC))
    assert (plan_due(), plan_due()) == (1, 0)
    job = Job.objects.get(task=TASK)
    assert job.key == f"schedule:{schedule.pk}:2026-04-02" and job.owner == stage.users["clara"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledRun.objects.create(schedule=schedule, period="2026-04-02", job=job)
    clock.move_to(datetime(2026, 4, 5, 1, 0, tzinfo=UTC))
    assert plan_due() == 1
    assert list(schedule.runs.order_by("period").values_list("period", flat=True)) == ["2026-04-02", "2026-04-05"]


def test_a_resting_schedule_is_not_run(stage: Stage, clock: time_machine.Traveller) -> None:
    schedule = planned(stage)
    with behind_the_verbs():
        schedule.active = False
        schedule.save()
    clock.move_to(datetime(2026, 4, 2, 12, 0, tzinfo=UTC))
    assert plan_due() == 0 and not Job.objects.filter(task=TASK).exists()


def test_the_planning_task_queues_and_the_runner_does(stage: Stage, clock: time_machine.Traveller) -> None:
    planned(stage)
    clock.move_to(datetime(2026, 4, 2, 12, 0, tzinfo=UTC))
    tasks.plan()
    finish_all()
    assert Job.objects.get(task=TASK).status == "done"


def test_a_schedule_is_planned_by_who_may_and_as_it_can_run(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        planned(stage, by=stage.by("mia"))
    with pytest.raises(Invalid):
        planned(stage, "yearly")
    assert not Schedule.objects.exists()


def told(stage: Stage, *names: str) -> None:
    notify([stage.users[name] for name in names], title="Work has stopped", text="the disk is full", url="/pipeline/")


def test_a_notification_is_an_inbox_line_and_a_mail(stage: Stage) -> None:
    finish_all()
    OutgoingMail.objects.all().delete()
    with transaction.atomic(), acting(SET_UP):
        told(stage, "fay", "clara", "fay")
    assert sorted(row.recipient.email for row in Notification.objects.all()) == [
        "clara@spree.example",
        "fay@spree.example",
    ]
    mails = list(OutgoingMail.objects.order_by("recipient"))
    assert [(mail.recipient, mail.subject, mail.status) for mail in mails] == [
        ("clara@spree.example", "Work has stopped", "queued"),
        ("fay@spree.example", "Work has stopped", "queued"),
    ]
    finish_all()
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"sent"}


def test_inv40_nobody_is_told_of_what_was_rolled_back(stage: Stage, mailoutbox: list[Any]) -> None:
    finish_all()
    mailoutbox.clear()
    before = (OutgoingMail.objects.count(), Job.objects.count())
    with transaction.atomic(), acting(SET_UP):
        told(stage, "fay")
        assert Notification.objects.exists()
        transaction.set_rollback(True)
    finish_all()
    assert not Notification.objects.exists() and mailoutbox == []
    assert (OutgoingMail.objects.count(), Job.objects.count()) == before


def test_who_has_left_is_not_told(stage: Stage) -> None:
    stage.users["fay"].is_active = False
    with transaction.atomic(), acting(SET_UP):
        told(stage, "fay")
    assert not Notification.objects.exists()
