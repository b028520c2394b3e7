"""One person's minutes on one task on one day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from billing_suite.kernel.access.people import holds
from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import SixPlacesField, WholeNumberField
from billing_suite.kernel.values.ids import Record
from crm.catalogue.models import Rate
from projects.people.models import Person
from projects.plan.models import Project, Task

APPROVES_ALL = "approve_all_time"


def decided_by(key: object) -> Q:
    """Time on which a person decides: that of projects they lead, of projects without a lead, or with the right all."""
    return Q(project__lead=key) | Q(project__lead__isnull=True) | Q(holds(key, APPROVES_ALL))


class TimeEntryRows(Rows["TimeEntry"]):
    """Time entries."""

    seen_with = "see_time"
    anchors: ClassVar = {
        "project": "project",
        "customer": "project__customer",
        "legal_entity": "project__legal_entity",
    }

    def reach(self, user: object) -> Q:
        """One's own, and those of the projects one reaches."""
        return super().reach(user) | Q(person__user=user_key(user))

    def for_list(self) -> "TimeEntryRows":
        """With person, project and task."""
        return self.select_related("person__user", "project", "task", "approved_by")

    def approved(self) -> "TimeEntryRows":
        """Approved, so with a frozen rate."""
        return self.filter(status="approved")

    def billable(self) -> "TimeEntryRows":
        """May be charged."""
        return self.filter(billable=True)

    def by_entry(self) -> "TimeEntryRows":
        """Billable work that is charged entry by entry; what a fixed price or a retainer pays for is covered."""
        return self.billable().filter(task__contract_line__billed_by="time")

    def worked_through(self, day: object) -> "TimeEntryRows":
        """Worked on or before a day."""
        return self.filter(work_date__lte=day)

    def standing(self) -> "TimeEntryRows":
        """Neither taken back nor taking back: what was worked as it is known by now."""
        return self.filter(corrects__isnull=True, counter__isnull=True)

    def own(self, user: object) -> "TimeEntryRows":
        """One person's."""
        return self.filter(person__user=user_key(user))

    def awaiting(self, user: object) -> "TimeEntryRows":
        """Submitted, by and of others than this approver (INV-27), on the projects they decide on."""
        key = user_key(user)
        waiting = self.filter(status="submitted").exclude(person__user=key).exclude(submitted_by=key)
        return waiting.filter(decided_by(key))

    def waiting_since(self, day: object) -> "TimeEntryRows":
        """Submitted, and worked before a day."""
        return self.filter(status="submitted", work_date__lt=day)


class TimeEntry(Record):
    """Minutes worked: draft, submitted, approved with its rate frozen by the card of the work date (RULES 15)."""

    STATUSES = (("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"))
    ALLOWED: ClassVar = {
        "draft": ("submitted",),
        "submitted": ("approved", "draft"),
        "approved": ("draft",),  # withdrawn while unclaimed; the claim guard forbids it afterwards (INV-16)
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="time_entries")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="time_entries")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="time_entries")
    work_date = models.DateField()
    minutes = WholeNumberField()
    note = models.CharField(max_length=300, blank=True)
    billable = models.BooleanField(default=True)
    covered = models.BooleanField(default=False)  # by a price that is not the hour's (RULES 14), once approved
    status = models.CharField(max_length=10, choices=STATUSES, default="draft")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    return_comment = models.CharField(max_length=300, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, null=True, related_name="+")
    price = SixPlacesField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    rate_reason = models.CharField(max_length=200, blank=True)
    external_id = models.CharField(max_length=80, null=True, unique=True)
    corrects = models.OneToOneField(  # what this takes back, whole; its minutes are the other's with a minus
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="counter"
    )

    objects: ClassVar = TimeEntryRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(corrects__isnull=True, minutes__gt=0, minutes__lte=1440)
                | Q(corrects__isnull=False, minutes__lt=0, minutes__gte=-1440),
                name="an_entry_is_within_a_day",
            ),
            CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False, approved_by__isnull=False)
                | ~Q(status="approved") & Q(approved_at__isnull=True, approved_by__isnull=True),
                name="approved_time_says_by_whom",
            ),
            CheckConstraint(
                condition=~Q(status="approved", billable=True)
                | Q(covered=True)
                | Q(price__isnull=False, rate__isnull=False) & ~Q(currency=""),
                name="approved_time_has_its_rate",
            ),
            CheckConstraint(
                condition=Q(covered=False) | Q(status="approved", price__isnull=True, rate__isnull=True, currency=""),
                name="covered_time_has_no_rate",
            ),
            CheckConstraint(  # INV-27
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="approver_is_not_submitter",
            ),
        )
        verbose_name_plural = "time entries"
        ordering: ClassVar = ["-work_date", "-id"]
        indexes = (
            models.Index(fields=["project", "status", "work_date"]),
            models.Index(fields=["person", "work_date"]),
            models.Index(fields=["-work_date", "-id"]),
            models.Index(fields=["project", "person"], condition=Q(status="submitted"), name="time_awaiting_approval"),
        )

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.work_date}"


class TimerRows(Rows["Timer"]):
    """Timers."""

    seen_with = "see_time"
    anchors: ClassVar = {"project": "task__project", "legal_entity": "task__project__legal_entity"}

    def reach(self, user: object) -> Q:
        """One's own, and those on projects one reaches."""
        return super().reach(user) | Q(person__user=user_key(user))

    def for_list(self) -> "TimerRows":
        """With person, task and project."""
        return self.select_related("person__user", "person__legal_entity", "task__project")


class Timer(Record):
    """The clock that somebody lets run on a task; stopping it makes draft entries, and one runs a person."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="timer")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="timers")
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()

    objects: ClassVar = TimerRows.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_at"]

    def __str__(self) -> str:
        return f"Timer on {self.task.name}"


guards.declare(
    guards.audited(Timer),
    guards.audited(TimeEntry),
    guards.transitions(TimeEntry, "status", allowed=TimeEntry.ALLOWED, initial=("draft",), inv="INV-26"),
)
