"""The clock: started on a task, stopped into draft entries, or thrown away."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import NotFound, Refusal
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.actions import bookable, booked_minutes, check_own, log_many
from projects.time.models import TimeEntry, Timer

LONGEST = timedelta(hours=24)
HALF, MINUTE = 30, 60  # seconds
RULE = "Rounded to the nearest minute, one at least; across midnight each day gets its part."


class TimerRefused(Refusal):
    """The clock cannot be started or stopped like this."""

    code = "timer-refused"


@verb("start a timer", right="log_time")
def start_timer(person: Person, *, task: Task, note: str = "", at: datetime, by: Actor) -> Timer:
    """The clock runs on a task from now on; one runs a person. What could not be booked is refused at once."""
    check_own([person.user_id], by)
    running = Timer.objects.select_related("task").filter(person=person).first()
    if running is not None:
        raise TimerRefused(f"a timer runs on {running.task.name}: stop it first", code="timer-runs", record=f"{person}")
    today = person.legal_entity.local_date(at)
    first = TimeEntry(person=person, project=task.project, task=task, work_date=today, minutes=1)
    bookable(first, booked_minutes([first]))
    return Timer.objects.create(person=person, task=task, note=note[:300], started_at=at)


@verb("stop a timer", right="log_time")
def stop_timer(timer: Timer, *, at: datetime, by: Actor) -> list[TimeEntry]:
    """What the clock showed becomes a draft entry, one for each day of the person's time zone, or none of them.

    Rounded half up to whole minutes over the whole, one at least. More than 24 hours is refused: such a clock
    was forgotten, and only its person knows how long they worked.
    """
    held = _held(timer, by)
    if at - held.started_at > LONGEST:
        raise TimerRefused("it ran for more than 24 hours: log the time by hand and discard it", code="timer-forgotten")
    zone = ZoneInfo(held.person.legal_entity.time_zone)
    entries = [
        TimeEntry(
            person=held.person,
            project=held.task.project,
            task=held.task,
            work_date=day,
            minutes=minutes,
            note=held.note,
        )
        for day, minutes in day_parts(held.started_at, at, zone)
    ]
    outcome = log_many(entries, by=by)
    if outcome.refused:
        raise outcome.refused[0]
    held.delete()
    return list(outcome.done)


@verb("discard a timer", right="log_time")
def discard_timer(timer: Timer, *, by: Actor) -> None:
    """The clock is thrown away; no entry comes of it."""
    _held(timer, by).delete()


def _held(timer: Timer, by: Actor) -> Timer:
    rows = Timer.objects.select_for_update(of=("self",)).filter(pk=timer.pk)
    held = rows.select_related("person__user", "person__legal_entity", "task__project", "task__phase").first()
    if held is None:
        raise NotFound("no such timer", code="no-such-timer")
    check_own([held.person.user_id], by)
    return held


def day_parts(started: datetime, ended: datetime, zone: ZoneInfo) -> list[tuple[date, int]]:
    """Whole minutes between two instants by local day; rounded over the whole, so that no second counts twice."""
    parts: list[tuple[date, int]] = []
    told, at = 0, started
    while at < ended:
        day = at.astimezone(zone).date()
        until = min(ended, datetime.combine(day + timedelta(days=1), time(), zone).astimezone(ended.tzinfo))
        whole = ((until - started) // timedelta(seconds=1) + HALF) // MINUTE
        if whole > told:
            parts.append((day, whole - told))
        told, at = whole, until
    return parts or [(started.astimezone(zone).date(), 1)]
