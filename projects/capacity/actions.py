"""Verbs over bookings: book, change, confirm, release."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.outcome import Outcome, sort_out
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish, publish_many
from projects.capacity.models import Booking
from projects.people.models import DeliveryRole, Person
from projects.people.reports import plannable
from projects.plan.models import Project

LONGEST = 3 * 366  # days
EDITABLE = {"person", "role", "first_day", "last_day", "minutes", "share", "note"}


class BookingRefused(Refusal):
    """The booking cannot be made or moved like this."""

    code = "booking-refused"


@verb("book somebody")
def book(
    project: Project,
    *,
    person: Person | None = None,
    role: DeliveryRole | None = None,
    first_day: date,
    last_day: date,
    minutes: int | None = None,
    share: int | None = None,
    status: str = "soft",
    note: str = "",
    by: Actor,
) -> Booking:
    """Plan a person, or somebody in a role who is yet to be found, on a project from a day to a day.

    So many minutes a working day, or a share of each in per cent. Soft is pencilled in, hard is promised. What is
    more than the person can work is booked all the same and warned of.
    """
    booking = Booking(project=project, status=status)
    return written(booking, person, role, (first_day, last_day), (minutes, share), note, is_new=True)


@verb("change a booking", right="book")
def change_booking(booking: Booking, *, changes: Mapping[str, Any], by: Actor) -> Booking:
    """Another person, other days or another effort; who was a role gets a name like this. A released one stays.

    What is not named stays as it is; hours a day take the place of a share of the day, and the other way round.
    """
    held = in_state(standing([booking])[0], "soft", "hard")
    if unknown := sorted(set(changes) - EDITABLE):
        raise Invalid(f"a booking's {unknown[0]} is not changed", record=str(held), fields={unknown[0]: ["stays"]})
    told = {name: getattr(held, name) for name in EDITABLE} | dict(changes)
    for one, other in (("minutes", "share"), ("share", "minutes")):
        if changes.get(one) is not None and changes.get(other) is None:
            told[other] = None
    days, effort = (told["first_day"], told["last_day"]), (told["minutes"], told["share"])
    return written(held, told["person"], told["role"], days, effort, told["note"], is_new=False)


def written(
    booking: Booking,
    person: Person | None,
    role: DeliveryRole | None,
    days: tuple[date, date],
    effort: tuple[int | None, int | None],
    note: str,
    *,
    is_new: bool,
) -> Booking:
    """The booking as it is to be, once it can be."""
    booking.person, booking.role, booking.note = person, role, note.strip()
    (booking.first_day, booking.last_day), (booking.minutes, booking.share) = days, effort
    if person is not None:
        person.refresh_from_db(fields=["joined_on", "left_on"])
    bookable(booking)
    booking.full_clean(exclude=["id"])
    booking.save(force_insert=is_new)
    told = {"first_day": booking.first_day, "last_day": booking.last_day, "status": booking.status}
    publish("booking.made" if is_new else "booking.changed", booking, **told)
    return booking


def bookable(booking: Booking) -> None:
    """Refuse what no plan can mean: days out of order, nobody, no effort or two, a closed project, one who is gone."""
    project, person, first, last = booking.project, booking.person, booking.first_day, booking.last_day
    name = project.reference
    if last < first or (last - first).days > LONGEST:
        told = f"not before {first}, and within three years"
        raise Invalid(f"the last day is {told}", record=name, fields={"last_day": [told]})
    plannable(first, last, record=name)
    if person is None and booking.role is None:
        told = "a person, or the role that is to be filled"
        raise Invalid(f"a booking is of {told}", record=name, fields={"person": [told]})
    if (booking.minutes is None) == (booking.share is None):
        told = "hours a day, or a share of the day"
        raise Invalid(f"say either {told}", record=name, fields={"minutes": [told]})
    if project.status != "open":
        raise BookingRefused(f"{name} is closed", code="project-closed", record=name)
    if person is not None and (last < person.joined_on or (person.left_on and first > person.left_on)):
        raise BookingRefused(f"{person} does not work here from {first} to {last}", code="person-left", record=name)


def standing(bookings: Sequence[Booking]) -> list[Booking]:
    """These rows, locked, with what a decision needs."""
    rows = Booking.objects.select_for_update(of=("self",)).filter(pk__in=[booking.pk for booking in bookings])
    return list(rows.for_list().order_by("pk"))


def in_state(booking: Booking, *statuses: str) -> Booking:
    """The booking, or that it is in no such state."""
    if booking.status not in statuses:
        raise BookingRefused(f"{booking} is {booking.status}", code="wrong-state", record=str(booking), rule="INV-26")
    return booking


@verb("confirm bookings", right="book")
def confirm_bookings(bookings: Sequence[Booking], *, by: Actor) -> Outcome[Booking]:
    """What was pencilled in is promised: soft becomes hard. The refused are returned."""
    decided, refused = sort_out(standing(bookings), lambda each: in_state(each, "soft"))
    moved(decided, "hard")
    publish_many("booking.confirmed", [(each, {}) for each in decided])
    return Outcome(decided, refused)


@verb("release bookings", right="book")
def release_bookings(bookings: Sequence[Booking], *, at: datetime, by: Actor) -> Outcome[Booking]:
    """Give the time back: it is free again. The refused are returned."""
    decided, refused = sort_out(standing(bookings), lambda each: in_state(each, "soft", "hard"))
    moved(decided, "released", at)
    publish_many("booking.released", [(each, {}) for each in decided])
    return Outcome(decided, refused)


def moved(bookings: Sequence[Booking], status: str, at: datetime | None = None) -> None:
    """Write a new state, in one statement."""
    for booking in bookings:
        booking.status, booking.released_at = status, at
    Booking.objects.filter(pk__in=[each.pk for each in bookings]).update(status=status, released_at=at)
