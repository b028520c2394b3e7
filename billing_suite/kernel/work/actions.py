"""Verbs over work: tell people, retry and plan."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from billing_suite.kernel.access.approvals import users_with_role
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import later_many, wake
from billing_suite.kernel.work.mail import queue_mail
from billing_suite.kernel.work.models import Job, Notification, Schedule


class NotParked(Refusal):
    """Only parked work is retried by hand."""

    code = "not-parked"


def notify(users: Iterable[User], *, title: str, text: str = "", url: str = "", by_mail: bool = True) -> None:
    """An inbox row for each person, and an e-mail. Call within a verb."""
    people = {user.pk: user for user in users if user.is_active}
    at = now()
    Notification.objects.bulk_create(
        [Notification(recipient=user, title=title[:160], text=text, url=url, at=at) for user in people.values()]
    )
    if by_mail:
        queue_mail([user.email for user in people.values()], subject=title, text=text or title)


def alert_parked(job: Job, error: str) -> None:
    """The system tells a parked job's owner, or the controllers where it has none."""
    _alert(job, error, by=Actor.system("jobs"))


@verb("alert the owner of parked work", jobs=True)
def _alert(job: Job, error: str, *, by: Actor) -> None:
    """One notification per parking; never a reason to fail again."""
    people = [job.owner] if job.owner else list(users_with_role("controller"))
    notify(people, title=f"Work has stopped: {job.about or job.task}", text=error[:2000], url="/pipeline/")


@verb("retry parked work")
def retry_job(job: Job, *, at: datetime, by: Actor) -> Job:
    """Put a parked job back in line, with all its tries."""
    changed = Job.objects.filter(pk=job.pk, status="parked").update(status="due", due_at=at, attempts=0)
    if not changed:
        raise NotParked(f"{job} is not parked", record=str(job.pk), rule="INV-39")
    wake([job.pk])
    return Job.objects.get(pk=job.pk)


@verb("plan a schedule", jobs=True)
def plan_schedule(
    name: str,
    *,
    task: str,
    cadence: str,
    hour: int,
    entity: LegalEntity,
    owner: User,
    starts_on: date,
    by: Actor,
) -> Schedule:
    """A job by the calendar, in the entity's time zone, from a day on."""
    schedule = Schedule(
        name=name,
        task=task,
        cadence=cadence,
        hour=hour,
        legal_entity=entity,
        owner=owner,
        starts_on=starts_on,
    )
    schedule.full_clean(exclude=["id"])
    schedule.save(force_insert=True)
    return schedule


@verb("read a notification", right="read_notifications")
def read_notification(notification: Notification, *, at: datetime, by: Actor) -> Notification:
    """Mark one's own inbox line as read."""
    notification.read_at = at
    notification.save(update_fields=["read_at"])
    return notification


__all__ = ["Any", "alert_parked", "later_many", "notify", "plan_schedule", "read_notification", "retry_job"]
