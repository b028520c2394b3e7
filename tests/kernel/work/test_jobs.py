"""Durable jobs: due, leased, tried again, parked; once a key, in order in a lane, one worker each (INV-38, INV-39)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction

from billing_suite.kernel.record.acting import Actor, acting, current, doorway
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work import jobs
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.jobs import BACKOFF, TRIES, claim, finish_all, later, later_many, run_due, run_job, sweep
from billing_suite.kernel.work.models import Event, Job

pytestmark = pytest.mark.django_db
TASK = "accounting.billing.tasks.make_document"
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
Clock = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that stands at noon until it is moved."""
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., None]], None]:
    """What the task does in this test."""

    def set_task(task: Callable[..., None]) -> None:
        monkeypatch.setattr(TASK, task)

    return set_task


def queued(**more: Any) -> Job:
    with transaction.atomic():
        return later(TASK, **more)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def fail(**_: Any) -> None:
    raise OSError("the disk is full")


def test_a_job_is_done_once(clock: Clock, does: Any) -> None:
    calls: list[dict[str, Any]] = []
    does(lambda **given: calls.append(given))
    job = queued(about="PDF", invoice_id="7", copies=2)
    assert finish_all() == 1 and finish_all() == 0
    done = fresh(job)
    assert (done.status, done.attempts, done.finished_at, done.lease_owner) == ("done", 1, NOON, "")
    assert run_job(job.pk) is False
    assert calls == [{"invoice_id": "7", "copies": 2}]


def test_a_job_waits_for_its_time(clock: Clock, does: Any) -> None:
    does(lambda: None)
    (job,) = later_many(TASK, [{}], due_at=NOON + timedelta(hours=1))
    assert run_due() == 0 and run_job(job.pk) is False
    clock.move_to(NOON + timedelta(hours=1))
    assert run_due() == 1


def test_inv36_nothing_is_queued_or_told_by_what_is_rolled_back() -> None:
    with transaction.atomic(), acting(Actor.system("test")):
        publish("job.queued", later(TASK))
        transaction.set_rollback(True)
    assert not Job.objects.exists() and not Event.objects.exists()


def test_inv38_two_workers_claim_one_job_once(clock: Clock) -> None:
    job = queued()
    first = claim(job.pk)
    assert first is not None and first.status == "running" and first.lease_until == NOON + LEASE
    assert claim(job.pk) is None
    clock.move_to(NOON + LEASE)
    assert claim(job.pk) is None


def test_inv39_a_dead_workers_job_goes_to_another(clock: Clock) -> None:
    job = queued()
    first = claim(job.pk)
    clock.move_to(NOON + LEASE + timedelta(seconds=1))
    second = claim(job.pk)
    assert first is not None and second is not None
    assert second.attempts == 2 and second.lease_owner != first.lease_owner


def test_inv39_who_lost_the_lease_changes_nothing(clock: Clock, does: Any) -> None:
    """A worker that wakes after its lease finds the job in another's hands, whether it ends well or badly."""
    taken: list[Job | None] = []

    def slow(ends: str) -> None:
        clock.move_to(NOON + LEASE * 2)
        taken.append(claim(job.pk))
        if ends == "badly":
            fail()

    does(slow)
    for ends in ("well", "badly"):
        clock.move_to(NOON)
        job = queued(ends=ends)
        run_job(job.pk)
        held, other = fresh(job), taken.pop()
        assert other is not None
        assert (held.status, held.lease_owner, held.last_error) == ("running", other.lease_owner, "")


def test_progress_keeps_the_lease(clock: Clock, does: Any) -> None:
    seen: list[Job] = []

    def long_work() -> None:
        for done in (1, 2):
            clock.shift(LEASE - timedelta(seconds=1))
            jobs.progress(done, 2)
            seen.append(fresh(job))
            assert claim(job.pk) is None

    does(long_work)
    job = queued()
    finish_all()
    assert [(each.done_count, each.total_count) for each in seen] == [(1, 2), (2, 2)]
    assert seen[-1].lease_until == NOON + 2 * (LEASE - timedelta(seconds=1)) + LEASE
    assert (fresh(job).status, fresh(job).attempts) == ("done", 1)
    jobs.progress(5, 5)  # outside of every job it is nobody's


def test_inv39_a_fault_is_tried_again_ever_later_and_then_parked(clock: Clock, does: Any) -> None:
    does(fail)
    job = queued()
    waits = []
    for tried in range(1, TRIES):
        assert run_due() == 1 and run_due() == 0
        held = fresh(job)
        assert (held.status, held.attempts, held.lease_until) == ("due", tried, None)
        assert "the disk is full" in held.last_error
        waits.append((held.due_at - jobs.now()).total_seconds())
        clock.move_to(held.due_at)
    assert waits == list(BACKOFF[: TRIES - 1])
    assert run_due() == 1
    assert (fresh(job).status, fresh(job).attempts) == ("parked", TRIES)
    clock.shift(timedelta(days=30))
    assert run_due() == 0


def test_a_fault_that_passes_leaves_no_trace(clock: Clock, does: Any) -> None:
    does(fail)
    job = queued()
    run_due()
    does(lambda: None)
    clock.move_to(fresh(job).due_at)
    run_due()
    assert (fresh(job).status, fresh(job).last_error, fresh(job).attempts) == ("done", "", 2)


def test_a_refusal_is_parked_at_once(clock: Clock, does: Any) -> None:
    def refuse() -> None:
        raise Refusal("the period is closed", record="2026-03")

    does(refuse)
    job = queued()
    finish_all()
    held = fresh(job)
    assert (held.status, held.attempts, held.last_error) == ("parked", 1, "2026-03: the period is closed")


def test_inv38_a_key_is_queued_once_ever(clock: Clock, does: Any) -> None:
    does(lambda **_: None)
    first = queued(key="document:7", n=1)
    assert queued(key="document:7", n=2).pk == first.pk
    finish_all()
    assert queued(key="document:7", n=3).status == "done"
    made = later_many(TASK, [{"n": 1}, {"n": 2}], keys=["document:7", "document:8"])
    assert [job.key for job in made] == ["document:8"]
    assert [job.key for job in Job.objects.order_by("pk")] == ["document:7", "document:8"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(
            task=TASK, key="document:7", due_at=NOON, created_at=NOON, actor="system:test", request_id="r"
        )


def test_a_lane_is_worked_in_order(clock: Clock, does: Any) -> None:
    calls: list[int] = []

    def note(n: int) -> None:
        calls.append(n)

    does(note)
    lane = later_many(TASK, [{"n": 1}, {"n": 2}, {"n": 3}], lane="customer:7")
    other = queued(lane="customer:8", n=9)
    assert claim(lane[1].pk) is None
    assert run_due() == 2 and calls == [1, 9]
    assert fresh(other).status == "done"
    finish_all()
    assert calls == [1, 9, 2, 3]


def test_a_lane_waits_for_its_first_and_goes_on_once_that_is_parked(clock: Clock, does: Any) -> None:
    calls: list[int] = []

    def first_fails(n: int) -> None:
        if n == 1:
            fail()
        calls.append(n)

    does(first_fails)
    first, second = later_many(TASK, [{"n": 1}, {"n": 2}], lane="customer:7")
    assert finish_all() == 1 and calls == []
    assert claim(second.pk) is None
    while fresh(first).status != "parked":
        clock.move_to(fresh(first).due_at)
        run_due()
    finish_all()
    assert calls == [2]


def test_the_sweeper_wakes_for_what_lies(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []
    monkeypatch.setattr(jobs, "_wakers", [woken.extend])
    forgotten, dead, done = queued(), queued(), queued()
    claim(dead.pk)
    Job.objects.filter(pk=done.pk).update(status="done", finished_at=NOON)
    assert sweep() == 0
    clock.move_to(NOON + timedelta(seconds=5))
    assert sweep() == 1 and woken == [forgotten.pk]
    clock.move_to(NOON + LEASE + timedelta(seconds=1))
    assert sweep() == 2 and woken[1:] == [forgotten.pk, dead.pk]


def test_a_job_acts_at_the_door_of_whoever_queued_it(clock: Clock, does: Any) -> None:
    seen: list[tuple[str, str, str]] = []

    def look() -> None:
        with transaction.atomic(), acting(Actor.system("test")):
            now = current()
            assert now is not None
            seen.append((now.door, now.request_id, now.timeline))

    does(look)
    with doorway("page", "request-1", "play-1"), transaction.atomic(), acting(Actor("user", "7", "Fay")):
        job = later(TASK)
    assert (job.actor, job.request_id, job.timeline) == ("user:7", "request-1", "play-1")
    finish_all()
    assert seen == [("task", "request-1", "play-1")]
