"""The three tasks Celery knows: run a job, sweep, plan. Everything else is a row."""

from collections.abc import Sequence
from contextlib import suppress

from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from billing_suite.kernel.record.acting import Actor, doorway
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.work import handouts, jobs, schedules


@shared_task(name="billing_suite.run_job")
def run_job(job_id: int) -> None:
    """Do one job; harmless when it is done or another worker has it."""
    jobs.run_job(job_id)


@shared_task(name="billing_suite.sweep")
def sweep() -> None:
    """Tell workers again of work that lies."""
    jobs.sweep()


@shared_task(name="billing_suite.plan")
def plan() -> None:
    """Queue what the calendar asks for."""
    with doorway("task"):
        schedules.plan_due()


def forget_handouts() -> None:
    """Upkeep: files that were handed out a day ago are dropped."""
    handouts.forget_handouts(before=now() - handouts.KEPT, by=Actor.system("handouts"))


def tell_celery(ids: Sequence[int]) -> None:
    """Send a wake-up per job; a broker that is away is no failure of the business."""
    if not settings.REDIS_URL:
        return
    with suppress(OperationalError, OSError):
        for job_id in ids:
            run_job.apply_async((job_id,), retry=False)


jobs.wake_with(tell_celery)
