"""How long people work: the week of a legal entity, a person's own hours, and days the office is closed."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.fields import WholeNumberField
from billing_suite.kernel.values.ids import Record
from projects.people.models.people import Person

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STANDARD_WEEK = (480, 480, 480, 480, 480, 0, 0)  # minutes, Monday first: where a legal entity has said nothing
DAY = 24 * 60


def within_days() -> Q:
    """No day is shorter than nothing or longer than a day."""
    return Q(**{f"{day}__gte": 0 for day in WEEKDAYS}, **{f"{day}__lte": DAY for day in WEEKDAYS})


def in_order() -> Q:
    """The last day is not before the first."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Hours(Dated):
    """Minutes of work on each day of the week, from a day on."""

    monday = WholeNumberField()
    tuesday = WholeNumberField()
    wednesday = WholeNumberField()
    thursday = WholeNumberField()
    friday = WholeNumberField()
    saturday = WholeNumberField()
    sunday = WholeNumberField()

    class Meta:
        abstract = True

    @property
    def week(self) -> tuple[int, ...]:
        """The minutes of the seven days, Monday first."""
        return tuple(getattr(self, day) for day in WEEKDAYS)

    @property
    def minutes(self) -> int:
        """The minutes of the whole week."""
        return sum(self.week)

    def take_week(self, minutes: Mapping[str, int]) -> None:
        """Set the days that are named; the others are free."""
        for day in WEEKDAYS:
            setattr(self, day, minutes.get(day, 0))


class WorkingWeekRows(Rows["WorkingWeek"]):
    """Working weeks of legal entities."""

    seen_with = "see_people"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "WorkingWeekRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class WorkingWeek(Record, Hours):
    """The week that people of a legal entity work unless their own hours say otherwise; no two overlap."""

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="working_weeks")

    objects: ClassVar = WorkingWeekRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=within_days(), name="a_working_week_has_days_of_24_hours"),
            CheckConstraint(condition=in_order(), name="a_working_week_ends_after_it_starts"),
        )
        ordering: ClassVar = ["legal_entity", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.legal_entity} from {self.valid_from}"


class CapacityRows(Rows["Capacity"]):
    """People's own hours."""

    seen_with = "see_people"
    anchors: ClassVar = {"legal_entity": "person__legal_entity"}

    def for_list(self) -> "CapacityRows":
        """With the person."""
        return self.select_related("person__user")


class Capacity(Record, Hours):
    """How long a person works on each weekday, and by which place's public holidays; no two overlap.

    Without a country the place is where their legal entity is.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="capacities")
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)

    objects: ClassVar = CapacityRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=within_days(), name="a_capacity_has_days_of_24_hours"),
            CheckConstraint(condition=in_order(), name="a_capacity_ends_after_it_starts"),
            CheckConstraint(condition=~Q(country="") | Q(region=""), name="a_region_is_of_a_country"),
        )
        verbose_name_plural = "capacities"
        ordering: ClassVar = ["person", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.person} from {self.valid_from}"


class OfficeDayRows(Rows["OfficeDay"]):
    """Days that are other than the calendar says."""

    seen_with = "see_people"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "OfficeDayRows":
        """With the legal entity."""
        return self.select_related("legal_entity")

    def within(self, first: date, last: date) -> "OfficeDayRows":
        """From a day to a day."""
        return self.filter(day__range=(first, last))


class OfficeDay(Record):
    """What a legal entity itself says of one day: closed, closed for a share of it, or open on a public holiday.

    `closed` is in per cent of the day: 100 is closed, 50 half a day, 0 open whatever the calendar says.
    """

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="office_days")
    day = models.DateField()
    name = models.CharField(max_length=80)
    closed = models.PositiveSmallIntegerField(default=100)

    objects: ClassVar = OfficeDayRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["legal_entity", "day"], name="one_office_day_a_date"),
            CheckConstraint(condition=Q(closed__lte=100), name="an_office_day_is_closed_by_100_per_cent_at_most"),
        )
        ordering: ClassVar = ["legal_entity", "day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


guards.declare(
    guards.audited(WorkingWeek),
    guards.apart(WorkingWeek, of="legal_entity_id", parent=LegalEntity),
    guards.audited(Capacity),
    guards.apart(Capacity, of="person_id", parent=Person),
    guards.audited(OfficeDay),
)
