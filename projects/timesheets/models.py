"""By when a week's time is in, and who was reminded of it."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.ids import Record
from projects.people.models import Person

WEEKDAYS = (
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
)


class SheetDeadlineRows(Rows["SheetDeadline"]):
    """Deadlines."""

    seen_with = "see_time"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "SheetDeadlineRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class SheetDeadline(Record):
    """By when in the following week the people of a legal entity have submitted a week's time, and after how many days
    a lead is told of time that still waits for approval. Without one nobody is reminded.
    """

    legal_entity = models.OneToOneField(LegalEntity, on_delete=models.PROTECT, related_name="sheet_deadline")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=1)
    hour = models.PositiveSmallIntegerField(default=12)
    waits_days = models.PositiveSmallIntegerField(default=5)
    history = history()

    objects: ClassVar = SheetDeadlineRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=5), name="a_deadline_is_on_a_working_day"),
            CheckConstraint(condition=Q(hour__lte=23), name="a_deadline_is_at_an_hour_of_the_day"),
            CheckConstraint(condition=Q(waits_days__gte=1, waits_days__lte=60), name="a_lead_has_one_to_sixty_days"),
        )
        ordering: ClassVar = ["legal_entity__name"]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.hour}:00"

    def has_passed(self, monday: date, at: datetime) -> bool:
        """Whether by an instant the time of the week before this Monday is due, where the people work."""
        zone = ZoneInfo(self.legal_entity.time_zone)
        due = datetime.combine(monday + timedelta(days=self.weekday - 1), time(self.hour), zone)
        return at >= due


class SheetReminder(models.Model):
    """Somebody was reminded: of their own week, or as a lead of what waits in a week. Once each."""

    KINDS = (("missing", "Missing or not submitted"), ("waiting", "Waits for approval"))

    kind = models.CharField(max_length=8, choices=KINDS)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    monday = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["kind", "recipient", "monday"], name="one_reminder_a_week"),
            CheckConstraint(
                condition=Q(kind="missing", person__isnull=False) | Q(kind="waiting", person__isnull=True),
                name="a_missing_week_is_a_persons",
            ),
        )
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}, week of {self.monday}"


guards.declare(
    guards.audited(SheetDeadline),
    guards.append_only(SheetReminder, inv="INV-26"),
)
