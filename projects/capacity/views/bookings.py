"""Bookings: the list, one of them, and what is done with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.outcome import only
from billing_suite.kernel.web.pages import (
    Bulk,
    BulkPage,
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from billing_suite.kernel.web.show import show_hours
from projects.capacity.actions import book, change_booking, confirm_bookings, release_bookings
from projects.capacity.forms import BookingChangeForm, BookingForm
from projects.capacity.models import Booking
from projects.capacity.reports import warnings_of
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Project

HELD = ("see_capacity",)
ANYWHERE = "UTC"  # a list over legal entities has one today


def effort_of(booking: Booking) -> Any:
    """Hours a day, or the share of it."""
    return show_hours(booking.minutes) if booking.minutes is not None else f"{booking.share} %"


def booking_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a booking's pages."""
    return [Crumb("Bookings", reverse("bookings")), *more]


def role_choices(user: Any) -> list[tuple[str, str]]:
    """Every delivery role by its name."""
    return [(str(role.pk), role.name) for role in DeliveryRole.objects.order_by("name")]


def projects_for(user: Any) -> Any:
    """Open projects one may see."""
    return Project.objects.visible_to(user).filter(status="open").order_by("-reference")


def people_for(user: Any) -> Any:
    """People one may see who have not left."""
    return Person.objects.visible_to(user).select_related("user").filter(left_on__isnull=True).order_by("user__name")


class BookingList(ListPage):
    """Who is planned on what."""

    model = Booking
    rights = HELD
    title = "Bookings"
    eyebrow = "Delivery"
    intro = "Who is planned on which project, from when to when, and how firmly."
    columns = (
        LinkColumn("Who", "who", "person__user__name", to="booking"),
        Column("Project", lambda booking: f"{booking.project.reference} {booking.project.name}", "project__reference"),
        DateColumn("First day", "first_day", "first_day"),
        DateColumn("Last day", "last_day", "last_day"),
        Column("Each day", effort_of),
        StatusColumn("Status", "status", "status"),
        Column("Note", "note"),
    )
    order = "-first_day"
    search = ("person__user__name", "role__name", "project__reference", "project__name", "note")
    search_hint = "Person, role, project or note"
    choices = (Choice("role", "Role", role_choices),)
    presets = (
        Preset("ahead", "Now and ahead", lambda rows, request: rows.standing().filter(last_day__gte=today(ANYWHERE))),
        Preset("soft", "Soft", lambda rows, request: rows.filter(status="soft")),
        Preset("unnamed", "Without a name", lambda rows, request: rows.standing().filter(person__isnull=True)),
        Preset("all", "All", lambda rows, request: rows),
    )
    bulk = (
        Bulk("Confirm", "booking-confirmations", "book", "check"),
        Bulk("Release", "booking-releases", "book", "x"),
    )
    empty_title = "Nobody is booked"
    empty_words = "A booking plans a person, or somebody in a role, on a project."
    empty_icon = "calendar"

    def buttons(self) -> Sequence[Button]:
        """Book somebody."""
        return [Button("Book", reverse("booking-new"), "plus", "book", "primary")]


class BookingPage(DetailPage):
    """One booking, and what is wrong with it."""

    model = Booking
    rights = HELD
    template_name = "projects/capacity/booking.html"
    eyebrow = "Booking"

    def rows(self) -> Any:
        """With project, person and role."""
        rows: Any = super().rows()
        return rows.for_list()

    def title(self) -> str:
        """Who."""
        return str(self.record.who)

    def intro(self) -> str:
        """On what."""
        return str(self.record.project)

    def crumbs(self) -> Sequence[Crumb]:
        """Under bookings."""
        return booking_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Who, where, when, how much."""
        held = self.record
        person = reverse("person-capacity", args=[held.person_id]) if held.person_id else ""
        told = [Fact("Person", held.person, person)] if held.person_id else []
        told += [Fact("Role", held.role.name)] if held.role_id else []
        return [
            *told,
            Fact("Project", str(held.project), reverse("project", args=[held.project_id])),
            Fact("First day", held.first_day),
            Fact("Last day", held.last_day),
            Fact("Each day", effort_of(held)),
            Fact("Note", held.note),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """Promise it, change it, give it back."""
        held, key = self.record, self.record.pk
        stands = held.status != "released"
        return [
            VerbButton(
                "Confirm",
                reverse("booking-confirmation", args=[key]),
                "check",
                "book",
                "primary",
                enabled=held.status == "soft",
                why_not=f"It is {held.get_status_display().lower()}.",
            ),
            VerbButton(
                "Change",
                reverse("booking-changes", args=[key]),
                "pencil",
                "book",
                enabled=stands,
                why_not="It is released.",
            ),
            VerbButton(
                "Release",
                reverse("booking-release", args=[key]),
                "x",
                "book",
                enabled=stands,
                why_not="It is released.",
            ),
        ]

    def more(self) -> dict[str, Any]:
        """Where it asks too much."""
        return {"warnings": warnings_of(self.record)}


class Warned(FormPage):
    """A page whose verb may overbook somebody: what is too much is said at once."""

    form_class = BookingForm
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """Open projects and people one may see."""
        return {"projects": projects_for(self.request.user), "people": people_for(self.request.user)}

    def success_url(self, done: Booking) -> str:
        """The booking, with what is too much of it said first."""
        for words in warnings_of(done):
            messages.warning(self.request, words)
        return reverse("booking", args=[done.pk])

    def success_message(self, done: Booking) -> str:
        """Named."""
        return f"{done.who} is booked on {done.project.reference}."


class Book(Warned):
    """Somebody is planned on a project."""

    verb = staticmethod(book)
    title = "Book somebody"
    submit_label = "Book"

    def initial(self) -> Mapping[str, Any]:
        """The person and project that the page before was of, from today."""
        given = {name: self.request.GET.get(name, "") for name in ("person", "project")}
        return {name: key for name, key in given.items() if is_key(key)} | {"first_day": today(ANYWHERE), "share": 100}

    def perform(self, form: Any) -> Booking:
        """One call of the verb."""
        given = dict(form.cleaned_data)
        return book(given.pop("project"), **given, by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "Days off are left out. Who is booked beyond what they can work is booked all the same, and it is said."

    def crumbs(self) -> Sequence[Crumb]:
        """Under bookings."""
        return booking_crumbs()


def is_key(text: str) -> bool:
    """Whether a text can be an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class OneBooking(VerbPage):
    """A verb on one booking."""

    model = Booking

    def rows(self) -> Any:
        """With project, person and role."""
        rows: Any = super().rows()
        return rows.for_list()

    def question(self) -> str:
        """Which one."""
        return f"{self.record.who} on {self.record.project}, {self.record.first_day} to {self.record.last_day}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the booking."""
        return booking_crumbs(Crumb(str(self.record), reverse("booking", args=[self.record.pk])))

    def success_url(self, done: Booking) -> str:
        """Back to it."""
        return reverse("booking", args=[self.record.pk])

    def success_message(self, done: Booking) -> str:
        """Its state."""
        return f"The booking is {done.get_status_display().lower()}."


class ChangeBooking(Warned, OneBooking):
    """Other days, another effort, another person."""

    verb = staticmethod(change_booking)
    form_class = BookingChangeForm
    title = "Change the booking"
    submit_label = "Save"

    def initial(self) -> Mapping[str, Any]:
        """As it stands."""
        held = self.record
        names = ("person", "role", "first_day", "last_day", "minutes", "share", "note")
        return {name: getattr(held, name) for name in names}

    def perform(self, form: Any) -> Booking:
        """One call of the verb."""
        return change_booking(self.record, changes=form.cleaned_data, by=self.by)

    def success_url(self, done: Booking) -> str:
        """The booking, with what is too much of it said first."""
        return Warned.success_url(self, done)

    def success_message(self, done: Booking) -> str:
        """What it is now."""
        return f"{done.who} is booked on {done.project.reference}, {done.first_day} to {done.last_day}."


class ConfirmBooking(OneBooking):
    """What was pencilled in is promised."""

    verb = staticmethod(confirm_bookings)
    title = "Confirm the booking"
    submit_label = "Confirm"

    def perform(self, form: Any) -> Booking:
        """One call of the verb with a set of one."""
        return only(confirm_bookings([self.record], by=self.by))


class ReleaseBooking(OneBooking):
    """The time is free again."""

    verb = staticmethod(release_bookings)
    title = "Release the booking"
    submit_label = "Release"
    danger = True

    def perform(self, form: Any) -> Booking:
        """One call of the verb with a set of one."""
        return only(release_bookings([self.record], at=now(), by=self.by))


class ConfirmMany(BulkPage):
    """The ticked bookings are promised."""

    model = Booking
    verb = staticmethod(confirm_bookings)
    rights = ("book",)
    done_words = "confirmed"
    back_url_name = "bookings"


class ReleaseMany(BulkPage):
    """The ticked bookings are given back."""

    model = Booking
    verb = staticmethod(release_bookings)
    rights = ("book",)
    done_words = "released"
    back_url_name = "bookings"

    def arguments(self) -> Mapping[str, Any]:
        """Doors read the clock."""
        return {"at": now()}
