"""Who is booked on which project, from when to when, and how firmly."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q

from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import WholeNumberField
from billing_suite.kernel.values.ids import Record
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Project

ALLOWED: dict[str, tuple[str, ...]] = {"soft": ("hard", "released"), "hard": ("released",), "released": ()}


class BookingRows(Rows["Booking"]):
    """Bookings."""

    seen_with = "see_capacity"
    anchors: ClassVar = {
        "project": "project",
        "customer": "project__customer",
        "legal_entity": "project__legal_entity",
    }

    def reach(self, user: object) -> Q:
        """One's own, and those of the projects one reaches."""
        return super().reach(user) | Q(person__user=user_key(user))

    def for_list(self) -> "BookingRows":
        """With project, person and role."""
        return self.select_related(
            "project__legal_entity", "project__customer", "person__user", "person__legal_entity", "role"
        )

    def standing(self) -> "BookingRows":
        """Those that were not released."""
        return self.exclude(status="released")

    def within(self, first: date, last: date) -> "BookingRows":
        """With a day between these."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Booking(Record):
    """So many minutes a day, or a share of each working day, of a person or of somebody in a role for a project.

    Soft is pencilled in, hard is promised. Who is booked without a name stands in by their role.
    """

    STATUSES = (("soft", "Soft"), ("hard", "Hard"), ("released", "Released"))

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings")
    role = models.ForeignKey(DeliveryRole, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    minutes = WholeNumberField(null=True, blank=True)  # a day
    share = models.PositiveSmallIntegerField(null=True, blank=True)  # per cent of each working day
    status = models.CharField(max_length=10, choices=STATUSES, default="soft")
    note = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = BookingRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_booking_ends_after_it_starts"),
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(role__isnull=False), name="a_booking_is_of_a_person_or_a_role"
            ),
            CheckConstraint(
                condition=Q(minutes__isnull=False, share__isnull=True) | Q(minutes__isnull=True, share__isnull=False),
                name="a_booking_is_of_minutes_or_a_share",
            ),
            CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gt=0, minutes__lte=1440),
                name="a_booking_is_within_a_day",
            ),
            CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=1, share__lte=100),
                name="a_booking_is_a_share_of_the_day",
            ),
            CheckConstraint(
                condition=Q(status="released", released_at__isnull=False)
                | ~Q(status="released") & Q(released_at__isnull=True),
                name="a_released_booking_says_when",
            ),
        )
        ordering: ClassVar = ["-first_day", "-id"]
        indexes = (
            models.Index(fields=["person", "first_day"], name="bookings_of_a_person"),
            models.Index(fields=["project", "first_day"], name="bookings_of_a_project"),
            models.Index(fields=["last_day"], name="bookings_by_end"),
        )

    def __str__(self) -> str:
        return f"{self.who} on {self.project.reference}"

    @property
    def who(self) -> str:
        """The person, or the role that is to be filled."""
        return str(self.person) if self.person_id else f"Somebody as {str(self.role).lower()}"

    def day(self, working: int) -> int:
        """What it takes of a day with so many working minutes: nothing of a day that is off."""
        if not working:
            return 0
        return self.minutes if self.minutes is not None else working * (self.share or 0) // 100


guards.declare(
    guards.audited(Booking),
    guards.transitions(Booking, "status", allowed=ALLOWED, initial=("soft", "hard"), inv="INV-26"),
    guards.set_once(Booking, "project_id", inv="INV-26"),
    guards.frozen(Booking, when="OLD.status = 'released'", inv="INV-26", called="released"),
)
