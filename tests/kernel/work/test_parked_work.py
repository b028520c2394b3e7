"""Work that stops: its owner is told, and people retry, park and take it over."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import BrokenRule, Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.actions import park_job, read_notifications, retry_job, retry_jobs, take_job
from billing_suite.kernel.work.jobs import TRIES, finish_all, later
from billing_suite.kernel.work.models import Event, Job, Notification, OutgoingMail
from tests.builders import Stage

AT = datetime(2026, 4, 3, 12, tzinfo=UTC)
BROKEN = "accounting.billing.tasks.make_document"


def queued(stage: Stage, owner: str = "fay", **more: object) -> Job:
    with transaction.atomic():
        return later(BROKEN, about="PDF of X", owner=stage.users[owner].pk if owner else None, **more)


def parked(stage: Stage, owner: str = "fay") -> Job:
    """A job that a refusal parks at once: the invoice it names is not there."""
    job = queued(stage, owner)
    Job.objects.filter(pk=job.pk).update(status="parked", last_error="it broke")
    job.refresh_from_db()
    return job


def test_inv39_the_owner_is_told_when_work_stops_for_good(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise Refusal("the printer is gone", record="X")

    monkeypatch.setattr(BROKEN, refuse)
    job = queued(stage)
    finish_all()
    job.refresh_from_db()
    assert job.status == "parked" and "printer" in job.last_error
    told = Notification.objects.get()
    assert told.recipient == stage.users["fay"] and told.url == f"/pipeline/jobs/{job.pk}/"
    assert "printer" in told.text
    assert OutgoingMail.objects.get().recipient == "fay@spree.example"


@pytest.mark.parametrize("owner", ["", "mia"])
def test_without_an_owner_who_is_here_the_controllers_are_told(
    owner: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise Refusal("no")

    monkeypatch.setattr(BROKEN, refuse)
    queued(stage, owner)
    type(stage.users["mia"]).objects.filter(email="mia@spree.example").update(is_active=False)
    finish_all()
    assert [told.recipient.email for told in Notification.objects.all()] == ["clara@spree.example"]


def test_parked_work_is_retried_once_and_it_is_remembered(stage: Stage) -> None:
    job = parked(stage)
    assert retry_job(job, at=AT, by=stage.by("fay")).status == "due"
    assert Event.objects.get(type="job.retried").actor == stage.by("fay").tag
    with pytest.raises(Refusal, match="not parked"):
        retry_job(job, at=AT, by=stage.by("fay"))
    with pytest.raises(NotAllowed):
        retry_job(job, at=AT, by=stage.by("mia"))


def test_many_are_retried_and_the_others_are_named(stage: Stage) -> None:
    jobs = [parked(stage), parked(stage), queued(stage)]
    outcome = retry_jobs(jobs, at=AT, by=stage.by("fay"))
    assert len(outcome.done) == 2 and "not parked" in str(outcome.refused[0])
    assert Job.objects.filter(status="parked").count() == 0
    assert Event.objects.filter(type="job.retried").count() == 2


def test_waiting_work_is_parked_with_a_reason_and_its_owner_told(stage: Stage) -> None:
    job = queued(stage)
    with pytest.raises(Invalid):
        park_job(job, reason=" ", by=stage.by("clara"))
    held = park_job(job, reason="wrong month", by=stage.by("clara"))
    assert held.status == "parked" and held.last_error == "Parked by Clara Osei: wrong month"
    assert Notification.objects.get().recipient == stage.users["fay"]
    assert Event.objects.get(type="job.parked").payload == {"reason": "wrong month"}
    with pytest.raises(Refusal, match="does not wait"):
        park_job(job, reason="again", by=stage.by("clara"))
    with pytest.raises(NotAllowed):
        park_job(job, reason="mine", by=stage.by("mia"))
    assert finish_all() == 0 or Job.objects.get(pk=job.pk).status == "parked"


def test_whoever_takes_work_over_is_its_owner(stage: Stage) -> None:
    job = parked(stage)
    assert take_job(job, by=stage.by("clara")).owner == stage.users["clara"]
    assert Event.objects.get(type="job.taken").subject_id == str(job.pk)


def test_inv31_one_reads_ones_own_inbox_only(stage: Stage) -> None:
    lines = [Notification.objects.create(recipient=stage.users["fay"], title=t, at=AT) for t in ("one", "two")]
    with pytest.raises(Refusal) as refused:
        read_notifications(lines, at=AT, by=Actor.user(stage.users["clara"]))
    assert refused.value.status == 404
    assert all(line.read_at == AT for line in read_notifications(lines, at=AT, by=stage.by("fay")).done)
    later_at = datetime(2026, 5, 1, tzinfo=UTC)
    assert read_notifications(lines, at=later_at, by=stage.by("fay")).done[0].read_at == AT


def test_inv39_work_that_kills_every_worker_is_parked_too(stage: Stage) -> None:
    job = queued(stage)
    Job.objects.filter(pk=job.pk).update(
        status="running", lease_owner="dead", lease_until=AT.replace(year=2020), attempts=TRIES
    )
    finish_all()
    job.refresh_from_db()
    assert job.status == "parked" and "workers died" in job.last_error
    assert Notification.objects.get().recipient == stage.users["fay"]


def test_inv39_a_lost_race_is_run_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(**_: object) -> None:
        raise BrokenRule(IntegrityError("INV-15 time is billed once"))

    monkeypatch.setattr(BROKEN, lose)
    job = queued(stage)
    finish_all()
    job.refresh_from_db()
    assert job.status == "due" and "billed once" in job.last_error
