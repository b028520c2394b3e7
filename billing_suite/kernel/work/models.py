"""The job table is the truth; a queue's message is only a wake-up (DESIGN 7)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows, Rows, user_key
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record


class WorkRows(OfficeRows["Job"]):
    """Jobs."""

    seen_with = "see_work"


class EventRows(OfficeRows["Event"]):
    """Events."""

    seen_with = "see_work"


class Event(models.Model):
    """Something that happened in a business transaction; carries ids, not names (INV-36, INV-44)."""

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    request_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)

    objects: ClassVar = EventRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["subject_kind", "subject_id"]),)

    def __str__(self) -> str:
        return f"{self.type} {self.reference}"


class Job(models.Model):
    """One piece of work to be done at least once, by whoever claims its lease (INV-38, INV-39)."""

    STATUSES = (("due", "Waiting"), ("running", "Running"), ("done", "Done"), ("parked", "Failed"))

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    about = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=120, null=True, unique=True)
    lane = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=STATUSES, default="due")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    done_count = models.BigIntegerField(default=0)
    total_count = models.BigIntegerField(default=0)
    last_error = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=80)
    request_id = models.CharField(max_length=64)
    timeline = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar = WorkRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(status="running", lease_until__isnull=False) | ~Q(status="running"),
                name="running_work_has_a_lease",
            ),
            CheckConstraint(
                condition=Q(status="done", finished_at__isnull=False) | ~Q(status="done"),
                name="done_work_says_when",
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(status="due"), name="job_due"),
            models.Index(fields=["lease_until"], condition=Q(status="running"), name="job_leased"),
            models.Index(
                fields=["lane", "id"],
                condition=Q(status__in=["due", "running"]) & ~Q(lane=""),
                name="job_lane",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.about}".strip()


class Schedule(Record):
    """A job by the calendar of a legal entity's time zone, once a period."""

    CADENCES = (("hourly", "Hourly"), ("daily", "Daily"), ("weekly", "Weekly"), ("monthly", "Monthly"))

    name = models.CharField(max_length=60, unique=True)
    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    cadence = models.CharField(max_length=10, choices=CADENCES)
    hour = models.PositiveSmallIntegerField(default=6)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    starts_on = models.DateField()
    history = history()

    def __str__(self) -> str:
        return self.name


class ScheduledRun(models.Model):
    """A schedule's period that has its job: the unique pair makes it once, whoever plans (INV-23)."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="runs")
    period = models.CharField(max_length=20)
    job = models.ForeignKey(Job, on_delete=models.PROTECT)

    class Meta:
        constraints = (UniqueConstraint(fields=["schedule", "period"], name="one_run_a_period"),)

    def __str__(self) -> str:
        return f"{self.schedule} {self.period}"


class NotificationRows(OfficeRows["Notification"]):
    """Notifications: a person sees their own."""

    def visible_to(self, user: object) -> "NotificationRows":
        """One's own inbox."""
        return self.filter(recipient=user_key(user))


class HandoutRows(Rows["Handout"]):
    """Handouts: a person sees what they asked for."""

    def visible_to(self, user: object) -> "HandoutRows":
        """One's own."""
        return self.filter(asked_by=user_key(user))


class Handout(Record):
    """A file that a job makes for the one who asked: a preview, a statement, an export. Kept for a day.

    What is issued is filed with its document; this is a copy to look at or take along.
    """

    about = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handouts")
    asked_at = models.DateTimeField()
    name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    content = models.BinaryField(null=True)
    refusal = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar = HandoutRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(ended_at__isnull=True, content__isnull=True, refusal="")
                | (Q(ended_at__isnull=False) & (Q(content__isnull=False, refusal="") | ~Q(refusal=""))),
                name="a_handout_is_made_or_refused_or_waits",
            ),
        )
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.about

    @property
    def status(self) -> str:
        """Waiting, made or refused."""
        if self.ended_at is None:
            return "waiting"
        return "refused" if self.refusal else "made"


class Notification(Record):
    """A line in somebody's inbox: what happened, to which record, what to do."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar = NotificationRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["recipient", "-at"]),)

    def __str__(self) -> str:
        return self.title


class OutgoingMail(Record):
    """An e-mail to be sent at least once; its id is in the Message-ID, so duplicates are known (INV-40)."""

    STATUSES = (
        ("queued", "Queued"),
        ("sending", "Sending"),
        ("sent", "Sent"),
        ("uncertain", "Uncertain"),
        ("withdrawn", "Withdrawn"),
    )

    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)  # ids of stored files
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=STATUSES, default="queued")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | ~Q(status="sent"),
                name="sent_mail_says_when",
            ),
        )
        indexes = (models.Index(fields=["about_kind", "about_id"]),)

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"


guards.declare(guards.append_only(Event, inv="INV-36"), guards.audited(Schedule))
