"""Durable jobs: queued in the business transaction, claimed by a lease, repeated after a crash (INV-38, INV-39)."""

import socket
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import current, doorway
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import BrokenRule, Refusal
from billing_suite.kernel.work.models import Job

log = structlog.get_logger(__name__)
TRIES = 6
BACKOFF = (2, 10, 60, 300, 1800, 7200)  # seconds before each further try
_running: ContextVar[Job | None] = ContextVar("running_job", default=None)
_wakers: list[Callable[[Sequence[int]], None]] = []


def wake_with(waker: Callable[[Sequence[int]], None]) -> None:
    """How to tell workers of new jobs; without one, the runner and the sweeper find them."""
    _wakers.append(waker)


def later(
    task: str, *, about: str = "", key: str | None = None, lane: str = "", owner: Any = None, **arguments: Any
) -> Job:
    """Queue one job in this transaction. `key` makes it once, ever; a `lane` is worked in order."""
    jobs = later_many(task, [arguments], about=[about], keys=[key], lane=lane, owner=owner)
    return jobs[0] if jobs else Job.objects.get(key=key)


def later_many(
    task: str,
    arguments: Sequence[Mapping[str, Any]],
    *,
    about: Sequence[str] = (),
    keys: Sequence[str | None] = (),
    lane: str = "",
    owner: Any = None,
    due_at: datetime | None = None,
) -> list[Job]:
    """Queue many in one write; those whose key is known already are left out."""
    acting, at = current(), now()
    known = (
        set(Job.objects.filter(key__in=[k for k in keys if k]).values_list("key", flat=True)) if any(keys) else set()
    )
    jobs = [
        Job(
            task=task,
            arguments={name: _plain(value) for name, value in each.items()},
            about=(about[i] if i < len(about) else "")[:120],
            key=keys[i] if i < len(keys) else None,
            lane=lane,
            owner_id=getattr(owner, "pk", owner),
            due_at=due_at or at,
            actor=acting.actor.tag if acting else "system:planner",
            request_id=acting.request_id if acting else uuid4().hex,
            timeline=acting.timeline if acting else "",
            created_at=at,
        )
        for i, each in enumerate(arguments)
        if i >= len(keys) or keys[i] not in known
    ]
    Job.objects.bulk_create(jobs, ignore_conflicts=False)
    wake_after_commit([job.pk for job in jobs])
    return jobs


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(getattr(value, "pk", value))


def wake(ids: Sequence[int]) -> None:
    """Tell the workers; when that fails nothing is lost, the sweeper tells them again."""
    for waker in _wakers:
        waker(ids)


def wake_after_commit(ids: Sequence[int]) -> None:
    """Tell them once the rows are there to be claimed."""
    transaction.on_commit(lambda: wake(ids), robust=True)


def due(at: datetime) -> QuerySet[Job]:
    """Jobs that may be claimed: due ones, and running ones whose lease ran out; a lane's next one only."""
    earlier = Job.objects.filter(lane=OuterRef("lane"), id__lt=OuterRef("id"), status__in=["due", "running"])
    ready = Q(status="due", due_at__lte=at) | Q(status="running", lease_until__lt=at)
    return Job.objects.filter(ready).filter(Q(lane="") | ~Exists(earlier))


def run_job(job_id: int) -> bool:
    """Claim one job and do it; False when somebody else has it or it is finished."""
    job = claim(job_id)
    if job is None:
        return False
    if job.attempts > TRIES:  # nobody was left to say so: each worker died with it
        _failed(job, RuntimeError(f"{TRIES} workers died with it in hand"))
        return True
    token = _running.set(job)
    try:
        with (
            doorway("task", job.request_id, job.timeline),
            structlog.contextvars.bound_contextvars(request_id=job.request_id, job=job.pk),
        ):
            faults.point("job.before_task")
            import_string(job.task)(**job.arguments)
            faults.point("job.after_task")
    except Exception as error:
        _failed(job, error)
    else:
        _mine(job).update(status="done", finished_at=now(), lease_owner="", last_error="")
        log.info("job done", task=job.task, about=job.about)
    finally:
        _running.reset(token)
    return True


def claim(job_id: int) -> Job | None:
    """Take the lease in one UPDATE, so that only one process has it."""
    at = now()
    owner = f"{socket.gethostname()[:24]}:{uuid4().hex}"
    taken = due(at).filter(pk=job_id).values("pk")
    changed = (
        Job.objects.filter(pk__in=taken)
        .filter(_claimable(at))
        .update(
            status="running",
            lease_owner=owner,
            lease_until=at + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            attempts=F("attempts") + 1,
        )
    )
    return Job.objects.get(pk=job_id) if changed else None


def _claimable(at: datetime) -> Q:
    return Q(status="due", due_at__lte=at) | Q(status="running", lease_until__lt=at)


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease_owner=job.lease_owner, status="running")


def progress(done: int, total: int) -> None:
    """Report from inside a task how far it is; keeps the lease alive."""
    job = _running.get()
    if job is not None:
        until = now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        _mine(job).update(done_count=done, total_count=total, lease_until=until)


def _failed(job: Job, error: Exception) -> None:
    """Try again later, or park: a refusal will not change by itself, a fault or a lost race may (INV-39)."""
    if connection.connection is not None and not connection.is_usable():
        connection.close()
    final = (isinstance(error, Refusal) and not isinstance(error, BrokenRule)) or job.attempts >= TRIES
    text = str(error) if isinstance(error, Refusal) else "".join(traceback.format_exception(error))[-4000:]
    wait = timedelta(seconds=BACKOFF[min(job.attempts, len(BACKOFF)) - 1])
    log.warning("job failed", task=job.task, about=job.about, error=str(error)[:300], parked=final)
    changed = _mine(job).update(
        status="parked" if final else "due",
        last_error=text,
        lease_owner="",
        lease_until=None,
        due_at=now() + wait,
    )
    if changed and final:
        park_alert(job, str(error))


def park_alert(job: Job, error: str) -> None:
    """Tell the owner of a parked job, and whoever looks after the work."""
    from billing_suite.kernel.work.actions import alert_parked

    with doorway("task", job.request_id, job.timeline):
        alert_parked(job, error)


def run_due(limit: int = 100) -> int:
    """Run what is due now, in this process; how many were claimed."""
    ids = list(due(now()).order_by("due_at", "id").values_list("pk", flat=True)[:limit])
    return sum(run_job(job_id) for job_id in ids)


def sweep() -> int:
    """Wake the workers again for what lies: the broker lost the message, or a worker died with it."""
    at = now() - timedelta(seconds=5)
    ids = list(due(now()).filter(Q(due_at__lte=at) | Q(status="running")).values_list("pk", flat=True)[:1000])
    wake(ids)
    return len(ids)


def finish_all(limit: int = 10_000) -> int:
    """Run until nothing is due: for commands and tests on one machine."""
    total = 0
    while total < limit:
        ran = run_due()
        if not ran:
            break
        total += ran
    return total


def settle(seconds: int = 300, tell: Callable[[int], None] = lambda left: None) -> int:
    """Run what is due, and wait for what other workers have in hand: for commands that go on with the results.

    `tell` hears how many are left.
    """
    total, until = 0, time.monotonic() + seconds
    while True:
        ran = run_due(5)
        total += ran
        tell(due(now()).count())
        if not ran:
            if not Job.objects.filter(status="running").exists() or time.monotonic() > until:
                return total
            time.sleep(0.2)


__all__ = [
    "OperationalError",
    "claim",
    "due",
    "finish_all",
    "later",
    "later_many",
    "progress",
    "run_due",
    "run_job",
    "settle",
    "sweep",
    "wake_after_commit",
]
