"""Corrections of approved time: taken back by a counter-entry and said anew; what was billed stays as it was."""

from datetime import date

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from projects.time.actions import BookedDays, TimeRefused, bookable, booked_minutes, check_own, hold_days
from projects.time.models import TimeEntry

ONE_DAY = 24 * 60


@verb("correct approved time", right="log_time")
def correct_time(
    entry: TimeEntry,
    *,
    minutes: int,
    reason: str,
    note: str = "",
    billable: bool = True,
    on: date | None = None,
    by: Actor,
) -> list[TimeEntry]:
    """A counter-entry that takes the whole entry back at its own rate, and the right one, if any (0 minutes: none).

    Both are drafts, to be submitted and approved as any time; the entry itself never changes, billed or not. An
    entry is taken back once: what is wrong in the right one is corrected there. They are dated as the entry, or on
    another day where the books of its day are closed.
    """
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(pk=entry.pk)
    held = rows.select_related("person__user", "project", "task__project", "task__phase").get()
    check_own([held.person.user_id], by)
    _correctable(held)
    if not reason.strip():
        raise Invalid("say what was wrong", fields={"reason": ["required"]})
    if not 0 <= minutes <= ONE_DAY:
        raise Invalid("an entry has at most 24 hours", fields={"minutes": ["too many"]})
    hold_days([held.person_id])
    counter = _like(held, minutes=-held.minutes, note=f"Takes back: {reason.strip()}", billable=held.billable, on=on)
    counter.corrects = held
    made = [counter]
    if minutes:
        made.append(_like(held, minutes=minutes, note=note or held.note, billable=billable, on=on))
    booked = booked_minutes(made)
    booked[counter.person_id, counter.work_date] = booked.get((counter.person_id, counter.work_date), 0) - held.minutes
    for each in made[1:]:
        bookable(each, booked)
    _open_day(counter, booked)
    TimeEntry.objects.bulk_create(made)
    publish("time.corrected", held, minutes=minutes - held.minutes)
    return made


def _correctable(entry: TimeEntry) -> None:
    """Only approved time that nobody took back yet; a counter-entry is not corrected itself."""
    named = f"{entry.project.reference} {entry.work_date}"
    if entry.status != "approved":
        raise TimeRefused(f"it is {entry.status}: change it, or have it returned", code="wrong-state", record=named)
    if entry.corrects_id is not None:
        raise TimeRefused("a counter-entry is not corrected: log what is missing", code="is-counter", record=named)
    if TimeEntry.objects.filter(corrects=entry).exists():
        raise TimeRefused("it is taken back already: correct what took its place", code="taken-back", record=named)


def _open_day(counter: TimeEntry, booked: BookedDays) -> None:
    """A counter-entry too is dated in open books; a closed project does not keep an error from being taken back."""
    period = booked.closed.get((counter.project.legal_entity_id, counter.work_date))
    if period:
        raise TimeRefused(
            f"{counter.work_date} lies in {period}, which is closed: date the correction in an open period",
            code="period-closed",
            record=f"{counter.project.reference} {counter.work_date}",
            rule="INV-05",
        )


def _like(entry: TimeEntry, *, minutes: int, note: str, billable: bool, on: date | None) -> TimeEntry:
    """An unsaved entry of the same person on the same task."""
    return TimeEntry(
        person=entry.person,
        project=entry.project,
        task=entry.task,
        work_date=on or entry.work_date,
        minutes=minutes,
        note=note[:300],
        billable=billable,
    )
