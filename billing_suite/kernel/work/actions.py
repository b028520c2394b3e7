"""Verbs over work: tell people, retry and plan."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from billing_suite.kernel.access.approvals import users_with_role
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.outcome import Outcome, sort_out
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish, publish_many
from billing_suite.kernel.work.jobs import wake_after_commit
from billing_suite.kernel.work.mail import queue_mail
from billing_suite.kernel.work.models import Job, Notification, Schedule


class NotParked(Refusal):
    """Only parked work is retried by hand."""

    code = "not-parked"


class NotWaiting(Refusal):
    """Only waiting work is parked by hand."""

    code = "not-waiting"


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
    here = [job.owner] if job.owner and job.owner.is_active else []
    people = here or list(users_with_role("controller"))
    notify(people, title=f"Work has stopped: {job.about or job.task}", text=error[:2000], url=_url(job))


@verb("retry parked work")
def retry_job(job: Job, *, at: datetime, by: Actor) -> Job:
    """Put a parked job back in line, with all its tries."""
    changed = Job.objects.filter(pk=job.pk, status="parked").update(status="due", due_at=at, attempts=0)
    if not changed:
        raise NotParked(f"{job} is not parked", record=str(job.pk), rule="INV-39")
    publish("job.retried", job)
    wake_after_commit([job.pk])
    return Job.objects.get(pk=job.pk)


@verb("retry parked work in bulk", right="retry_job")
def retry_jobs(jobs: Sequence[Job], *, at: datetime, by: Actor) -> Outcome[Job]:
    """Put parked jobs back in line; what is not parked is returned as refused."""
    held = Job.objects.select_for_update().filter(pk__in=[job.pk for job in jobs]).order_by("pk")
    done, refused = sort_out(held, _parked)
    Job.objects.filter(pk__in=[job.pk for job in done]).update(status="due", due_at=at, attempts=0)
    publish_many("job.retried", [(job, {}) for job in done])
    wake_after_commit([job.pk for job in done])
    return Outcome(done, refused)


def _parked(job: Job) -> Job:
    if job.status != "parked":
        raise NotParked(f"{job} is not parked", record=str(job.pk), rule="INV-39")
    return job


@verb("park work", right="retry_job")
def park_job(job: Job, *, reason: str, by: Actor) -> Job:
    """Take waiting work out of line until somebody retries it, and say why; its owner is told.

    Work that runs or is done is refused: a worker holds it, or nothing is left to stop.
    """
    words = reason.strip()
    if not words:
        raise Invalid("say why the work is parked", fields={"reason": ["required"]})
    error = f"Parked by {by.label}: {words}"[:2000]
    if not Job.objects.filter(pk=job.pk, status="due").update(status="parked", last_error=error):
        raise NotWaiting(f"{job} does not wait", record=str(job.pk), rule="INV-39")
    publish("job.parked", job, reason=words[:300])
    parked = Job.objects.select_related("owner").get(pk=job.pk)
    if parked.owner and str(parked.owner_id) != by.key:
        notify([parked.owner], title=f"Work is parked: {parked.about or parked.task}", text=error, url=_url(parked))
    return parked


@verb("take work over", right="retry_job")
def take_job(job: Job, *, by: Actor) -> Job:
    """Become the owner of work: whoever it stops for from now on."""
    Job.objects.filter(pk=job.pk).exclude(status="done").update(owner=by.key)
    publish("job.taken", job)
    return Job.objects.select_related("owner").get(pk=job.pk)


def _url(job: Job) -> str:
    return f"/pipeline/jobs/{job.pk}/"


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
    schedule.full_clean(exclude=["id", "arguments"])
    schedule.save(force_insert=True)
    return schedule


@verb("read a notification", right="read_notifications")
def read_notification(notification: Notification, *, at: datetime, by: Actor) -> Notification:
    """Mark one's own inbox line as read."""
    return _read([notification], at=at)[0]


@verb("read notifications")
def read_notifications(notifications: Sequence[Notification], *, at: datetime, by: Actor) -> Outcome[Notification]:
    """Mark lines of one's own inbox as read; those read before keep their time."""
    return Outcome(_read(notifications, at=at))


def _read(notifications: Sequence[Notification], *, at: datetime) -> list[Notification]:
    ids = [one.pk for one in notifications]
    Notification.objects.filter(pk__in=ids, read_at__isnull=True).update(read_at=at)
    return list(Notification.objects.filter(pk__in=ids))
