"""Days a person is away: asked for, approved by another, or withdrawn."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.ids import Record
from projects.people.models.people import Person

ALLOWED: dict[str, tuple[str, ...]] = {
    "requested": ("approved", "withdrawn"),
    "approved": ("withdrawn",),
    "withdrawn": (),
}


class LeaveRows(Rows["Leave"]):
    """Leave."""

    seen_with = "see_leave"
    anchors: ClassVar = {"legal_entity": "person__legal_entity"}

    def reach(self, user: object) -> Q:
        """One's own, and those of the legal entities one reaches."""
        return super().reach(user) | Q(person__user=user_key(user))

    def for_list(self) -> "LeaveRows":
        """With the person, and who asked and approved."""
        return self.select_related("person__user", "person__legal_entity", "requested_by", "approved_by")

    def own(self, user: object) -> "LeaveRows":
        """One person's."""
        return self.filter(person__user=user_key(user))

    def awaiting(self, user: object) -> "LeaveRows":
        """Requested, of and by others than this approver (INV-27)."""
        key = user_key(user)
        return self.filter(status="requested").exclude(person__user=key).exclude(requested_by=key)

    def within(self, first: date, last: date) -> "LeaveRows":
        """With a day between these."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Leave(Record):
    """A person's absence from a day to a day, for a share of each day in per cent; no two that stand overlap."""

    KINDS = (
        ("vacation", "Vacation"),
        ("illness", "Illness"),
        ("parental", "Parental leave"),
        ("unpaid", "Unpaid leave"),
        ("other", "Other leave"),
    )
    STATUSES = (("requested", "Requested"), ("approved", "Approved"), ("withdrawn", "Withdrawn"))

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leave")
    first_day = models.DateField()
    last_day = models.DateField()
    kind = models.CharField(max_length=10, choices=KINDS, default="vacation")
    share = models.PositiveSmallIntegerField(default=100)
    status = models.CharField(max_length=10, choices=STATUSES, default="requested")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)  # it was withdrawn

    objects: ClassVar = LeaveRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_it_starts"),
            CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="leave_is_a_share_of_the_day"),
            CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_leave_says_who_and_when",
            ),
            CheckConstraint(
                condition=~Q(status="approved") | Q(approved_by__isnull=False), name="leave_is_approved_by_somebody"
            ),
            CheckConstraint(
                condition=~Q(status="requested") | Q(approved_by__isnull=True), name="requested_leave_is_not_approved"
            ),
            CheckConstraint(  # INV-27
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("requested_by")),
                name="leave_is_approved_by_another_than_asked_for_it",
            ),
            CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | ~Q(status="withdrawn") & Q(withdrawn_at__isnull=True, why=""),
                name="withdrawn_leave_says_when",
            ),
        )
        verbose_name_plural = "leave"
        ordering: ClassVar = ["-first_day", "-id"]
        indexes = (models.Index(fields=["person", "first_day"], name="leave_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.first_day} to {self.last_day}"

    @property
    def share_told(self) -> str:
        """The share of each day in words."""
        return {100: "Whole days", 50: "Half days"}.get(self.share, f"{self.share} % of each day")


guards.declare(
    guards.audited(Leave),
    guards.transitions(Leave, "status", allowed=ALLOWED, initial=("requested",), inv="INV-26"),
    guards.set_once(Leave, "person_id", inv="INV-28"),
    guards.set_once(Leave, "first_day", inv="INV-28"),
    guards.set_once(Leave, "last_day", inv="INV-28"),
    guards.set_once(Leave, "share", inv="INV-28"),
    guards.apart(
        Leave,
        of="person_id",
        parent=Person,
        first="first_day",
        last="last_day",
        live="{row}.\"status\" <> 'withdrawn'",
    ),
)
