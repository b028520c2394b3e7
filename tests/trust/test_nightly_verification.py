"""Each night the invariants are counted again; whoever owns the schedule hears of what does not hold."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounting.billing.models import Invoice
from billing_suite.kernel.record import checks
from billing_suite.kernel.work.actions import plan_schedule
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job, Notification
from billing_suite.kernel.work.schedules import plan_due
from tests.builders import MARCH, Stage

pytestmark = pytest.mark.django_db
TASK = "billing_suite.trust.tasks.verify"
EARLY = datetime(2026, 4, 3, 0, 30, tzinfo=UTC)  # half past two in Berlin
NIGHT = datetime(2026, 4, 3, 1, 30, tzinfo=UTC)


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The cast, with the schedule that Ada has planned and Clara owns."""
    plan_schedule(
        "Nightly verification",
        task=TASK,
        cadence="daily",
        hour=3,
        entity=stage.entity,
        owner=stage.users["clara"],
        starts_on=MARCH,
        by=stage.by("ada"),
    )
    return stage


def at_night(instant: datetime) -> list[Job]:
    """What a planner and a runner do at that hour."""
    with time_machine.travel(instant, tick=True):
        plan_due()
        finish_all()
    return list(Job.objects.filter(task=TASK))


def test_once_a_night_in_the_entitys_time_zone(stage: Stage) -> None:
    assert at_night(EARLY) == []
    (job,) = at_night(NIGHT)
    assert (job.status, job.about, job.owner) == ("done", "Nightly verification 2026-04-03", stage.users["clara"])
    assert job.total_count == len(checks.CHECKS)
    assert len(at_night(NIGHT)) == 1
    assert not Notification.objects.exists()


def test_what_does_not_hold_is_told_to_the_owner(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    number = stage.issued().number
    broken = checks.Check("INV-99", "no invoice is issued", Invoice.objects.all)
    monkeypatch.setattr(checks, "CHECKS", [*checks.CHECKS, broken])
    (job,) = at_night(NIGHT)
    assert (job.status, job.attempts) == ("parked", 1)
    told = Notification.objects.get(title__startswith="Work has stopped")
    assert told.recipient == stage.users["clara"]
    assert told.title == "Work has stopped: Nightly verification 2026-04-03"
    assert f"INV-99 no invoice is issued: 1 ({number})" in told.text
