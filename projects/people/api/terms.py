"""Hours, roles, calendars and costs of people in the API."""

from typing import Any, ClassVar

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    CountryField,
    CurrencyField,
    DayField,
    DecimalString,
    TextField,
    WholeField,
)
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from projects.people.actions import (
    agree_hours,
    change_person_role,
    record_departure,
    set_office_day,
    set_person_cost,
    set_working_week,
)
from projects.people.api.people import DELIVERY_ROLES, PEOPLE
from projects.people.models import WEEKDAYS, Capacity, OfficeDay, PersonCost, PersonRole, WorkingWeek
from projects.people.models.calendars import DAY


class PersonRoleSheet(Shown):
    """What a person works as from a day on."""

    class Meta:
        model = PersonRole
        fields: ClassVar[tuple[str, ...]] = ("id", "person", "role", "valid_from", "valid_to")


class WorkingWeekSheet(Shown):
    """Minutes of each weekday at a legal entity."""

    class Meta:
        model = WorkingWeek
        fields: ClassVar[tuple[str, ...]] = ("id", "legal_entity", "valid_from", "valid_to", *WEEKDAYS)


class CapacitySheet(Shown):
    """Minutes a person works on each weekday, and whose public holidays they have."""

    class Meta:
        model = Capacity
        fields: ClassVar[tuple[str, ...]] = (
            "id", "person", "valid_from", "valid_to", *WEEKDAYS, "country", "region",
        )  # fmt: skip


class OfficeDaySheet(Shown):
    """What a legal entity says of a day: `closed` per cent of it."""

    class Meta:
        model = OfficeDay
        fields: ClassVar[tuple[str, ...]] = ("id", "legal_entity", "day", "name", "closed")


class PersonCostSheet(Shown):
    """What an hour of a person costs, in place of their role's cost rate."""

    class Meta:
        model = PersonCost
        fields: ClassVar[tuple[str, ...]] = ("id", "person", "currency", "cost", "valid_from", "valid_to")


PERSON_ROLES = Listing(
    path="person-roles",
    model=PersonRole,
    row=PersonRoleSheet,
    filters={"person": "person", "role": "role"},
    orders=("-valid_from",),
)
WORKING_WEEKS = Listing(
    path="working-weeks",
    model=WorkingWeek,
    row=WorkingWeekSheet,
    filters={"legal_entity": "legal_entity"},
    orders=("-valid_from",),
)
CAPACITIES = Listing(
    path="capacities",
    model=Capacity,
    row=CapacitySheet,
    filters={"person": "person"},
    orders=("-valid_from",),
)
OFFICE_DAYS = Listing(
    path="office-days",
    model=OfficeDay,
    row=OfficeDaySheet,
    filters={"legal_entity": "legal_entity", "since": "day__gte", "through": "day__lte"},
    orders=("day",),
)
PERSON_COSTS = Listing(
    path="person-costs",
    model=PersonCost,
    row=PersonCostSheet,
    filters={"person": "person"},
    orders=("-valid_from",),
)


class PersonRoleBody(Body):
    """Another role from a day on."""

    role = RecordField(DELIVERY_ROLES)
    valid_from = DayField()


class DepartureBody(Body):
    """Somebody's last day."""

    left_on = DayField()


class WeekBody(Body):
    """Minutes by weekday; a day that is not named is free."""

    def get_fields(self) -> dict[str, Any]:
        """A field a day."""
        return {day: WholeField(0, DAY, required=False) for day in WEEKDAYS}


class WorkingWeekBody(Body):
    """The week of a legal entity from a day on."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    valid_from = DayField()
    minutes = WeekBody()


class CapacityBody(Body):
    """A person's own hours from a day on."""

    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True)
    minutes = WeekBody()
    country = CountryField(required=False)
    region = TextField(max_length=10, required=False, allow_blank=True)


class OfficeDayBody(Body):
    """Closed for so many per cent of a day; 0 opens it on a public holiday."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    day = DayField()
    name = TextField(max_length=80)
    closed = WholeField(0, 100, required=False)


class PersonCostBody(Body):
    """What an hour of a person costs from a day on."""

    currency = CurrencyField()
    cost = DecimalString()
    valid_from = DayField()


DOORS = (
    PERSON_ROLES,
    WORKING_WEEKS,
    CAPACITIES,
    OFFICE_DAYS,
    PERSON_COSTS,
    Deed(path="people/<str:id>/roles/", verb=change_person_role, on=PEOPLE, body=PersonRoleBody, shows=PEOPLE),
    Deed(path="people/<str:id>/departure/", verb=record_departure, on=PEOPLE, body=DepartureBody, shows=PEOPLE),
    Deed(path="people/<str:id>/capacities/", verb=agree_hours, on=PEOPLE, body=CapacityBody, shows=CAPACITIES),
    Deed(path="people/<str:id>/costs/", verb=set_person_cost, on=PEOPLE, body=PersonCostBody, shows=PERSON_COSTS),
    Deed(path="working-weeks/", verb=set_working_week, body=WorkingWeekBody, shows=WORKING_WEEKS),
    Deed(path="office-days/", verb=set_office_day, body=OfficeDayBody, shows=OFFICE_DAYS),
)
