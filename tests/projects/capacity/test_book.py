"""Bookings: made, changed, confirmed, released; what cannot be is refused, what is too much is warned of."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound, Refusal
from projects.capacity.actions import BookingRefused, book, change_booking, confirm_bookings, release_bookings
from projects.capacity.models import Booking
from projects.capacity.reports import warnings_of
from projects.people.actions import approve_leave, record_departure, request_leave
from projects.plan.actions import close_project
from projects.plan.models import Project
from tests.builders import MARCH, SET_UP, Stage, behind_the_verbs, noon
from tests.projects.time.cast import second_office

pytestmark = pytest.mark.django_db
AT = noon(MARCH)
FRIDAY = MARCH + timedelta(days=4)
NEXT = MARCH + timedelta(days=7)


def booked(stage: Stage, project: Project, who: str = "mia", **more: Any) -> Booking:
    """A week of somebody's, whole days, as far as nothing else is said."""
    given: dict[str, Any] = {"first_day": MARCH, "last_day": FRIDAY, "share": 100} | more
    if who:
        given["person"] = stage.people[who]
    return book(project, **given, by=stage.by("jonas"))


def test_a_person_is_pencilled_in_promised_and_given_back(stage: Stage, project: Project) -> None:
    booking = booked(stage, project, note=" Portal ")
    assert (booking.status, booking.note, booking.who) == ("soft", "Portal", "Mia Keller")
    assert not confirm_bookings([booking], by=stage.by("jonas")).refused
    assert confirm_bookings([booking], by=stage.by("jonas")).refused[0].rule == "INV-26"
    assert not release_bookings([booking], at=AT, by=stage.by("jonas")).refused
    booking.refresh_from_db()
    assert (booking.status, booking.released_at) == ("released", AT)
    assert release_bookings([booking], at=AT, by=stage.by("jonas")).refused
    with pytest.raises(BookingRefused):
        change_booking(booking, changes={"note": "again"}, by=stage.by("jonas"))


def test_a_role_is_booked_until_somebody_is_found(stage: Stage, project: Project) -> None:
    booking = booked(stage, project, "", role=stage.people["tom"].role)
    assert booking.who == "Somebody as designer" and not warnings_of(booking)
    changed = change_booking(booking, changes={"person": stage.people["tom"]}, by=stage.by("jonas"))
    assert changed.who == "Tom Brandt" and changed.role == stage.people["tom"].role


def test_hours_take_the_place_of_a_share_and_what_is_not_named_stays(stage: Stage, project: Project) -> None:
    booking = booked(stage, project, note="Portal")
    changed = change_booking(booking, changes={"minutes": 240}, by=stage.by("jonas"))
    assert (changed.minutes, changed.share, changed.note, changed.last_day) == (240, None, "Portal", FRIDAY)
    changed = change_booking(booking, changes={"share": 20, "last_day": NEXT}, by=stage.by("jonas"))
    assert (changed.minutes, changed.share, changed.last_day) == (None, 20, NEXT)
    with pytest.raises(Invalid):
        change_booking(booking, changes={"status": "hard"}, by=stage.by("jonas"))


@pytest.mark.parametrize(
    "given",
    [
        {"last_day": MARCH - timedelta(days=1)},
        {"last_day": date(2040, 1, 1)},
        {"share": None},
        {"minutes": 60},
        {"share": None, "minutes": 0},
        {"share": None, "minutes": 1441},
        {"share": 101},
        {"share": 0},
        {"status": "released"},
        {"status": "maybe"},
        {"person": None},
        {"first_day": date(2024, 1, 1), "last_day": date(2024, 2, 1)},
    ],
)
def test_what_no_plan_can_mean_is_refused(stage: Stage, project: Project, given: dict[str, Any]) -> None:
    who = {"person": stage.people["mia"]}
    with pytest.raises(Refusal) as refused:
        booked(stage, project, "", **(who | given))
    assert refused.value.status in (400, 409)
    assert not Booking.objects.exists()


def test_nobody_is_booked_on_a_closed_project_or_after_they_left(stage: Stage, project: Project) -> None:
    record_departure(stage.people["tom"], left_on=MARCH - timedelta(days=1), by=stage.by("ada"))
    with pytest.raises(BookingRefused, match="does not work here"):
        booked(stage, project, "tom")
    close_project(project, by=stage.by("jonas"))
    project.refresh_from_db()
    with pytest.raises(BookingRefused, match="closed"):
        booked(stage, project)


def test_who_may_not_plan_books_nobody(stage: Stage, project: Project) -> None:
    with pytest.raises(NotAllowed):
        book(project, person=stage.people["mia"], first_day=MARCH, last_day=MARCH, share=1, by=stage.by("fay"))
    second_office()
    nia = add_user("nia@spree.example", name="Nia", roles=["delivery"], teams=["New York"], by=SET_UP)
    booking = booked(stage, project)
    assert not Booking.objects.visible_to(nia).exists()
    with pytest.raises(NotFound):
        release_bookings([booking], at=AT, by=Actor.user(nia))


# --- too much is said, never silently done --------------------------------------------------------------


def test_two_bookings_that_are_too_much_are_warned_of(stage: Stage, project: Project) -> None:
    first = booked(stage, project, share=60)
    assert not warnings_of(first)
    second = booked(stage, project, share=None, minutes=240, first_day=FRIDAY, last_day=NEXT)
    told = [
        f"Mia Keller is overbooked on {FRIDAY}, by up to 0:48 h a day",
        "Mia Keller has 1 other booking within these days",
    ]
    assert warnings_of(second) == told
    assert warnings_of(first) == told, "the one before says it too"
    release_bookings([first], at=AT, by=stage.by("jonas"))
    assert not warnings_of(second)


def test_leave_after_a_booking_is_a_conflict_that_is_told(stage: Stage, project: Project) -> None:
    booking = booked(stage, project, last_day=NEXT)
    leave = request_leave(stage.people["mia"], first_day=FRIDAY, last_day=NEXT, by=stage.by("mia"))
    assert not warnings_of(booking), "nobody has approved it"
    approve_leave([leave], at=AT, by=stage.by("jonas"))
    assert warnings_of(booking) == [
        f"Mia Keller is away on {FRIDAY}, by up to 8:00 h a day",
        f"Mia Keller is away on {NEXT}, by up to 8:00 h a day",
    ]


def test_who_leaves_within_a_booking_is_a_conflict_too(stage: Stage, project: Project) -> None:
    booking = booked(stage, project)
    record_departure(stage.people["mia"], left_on=FRIDAY - timedelta(days=1), by=stage.by("ada"))
    booking = Booking.objects.get()
    assert warnings_of(booking) == [f"Mia Keller is away on {FRIDAY}, by up to 8:00 h a day"]


@pytest.mark.once
def test_a_warning_costs_the_same_however_much_is_booked(stage: Stage, project: Project) -> None:
    booking = booked(stage, project)

    def cost() -> int:
        held = Booking.objects.for_list().get(pk=booking.pk)
        with CaptureQueriesContext(connection) as queries:
            warnings_of(held)
        return len(queries)

    few = cost()
    for _ in range(10):
        booked(stage, project, share=5)
    assert cost() == few <= 7


# --- the database knows it too --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 60},
        {"share": None},
        {"share": 0},
        {"person": None},
        {"last_day": date(2020, 1, 1)},
        {"status": "released"},
        {"status": "gone", "released_at": AT},
    ],
)
def test_inv26_a_booking_that_means_nothing_is_refused_beneath_the_verbs(
    stage: Stage, project: Project, change: dict[str, Any]
) -> None:
    booking = booked(stage, project)
    with behind_the_verbs(), pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(**change)


def test_inv26_a_released_booking_stays_as_it_was(stage: Stage, project: Project) -> None:
    booking = booked(stage, project)
    release_bookings([booking], at=AT, by=stage.by("jonas"))
    for change in ({"status": "hard", "released_at": None}, {"last_day": NEXT}):
        with behind_the_verbs(), pytest.raises(IntegrityError, match="INV-26"), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(**change)
