"""Bookings, capacity and utilisation in the API."""

from datetime import date
from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, Changes, DayField, HoursField, TextField, WholeField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.query import NumberText
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from projects.capacity.actions import book, change_booking, confirm_bookings, release_bookings
from projects.capacity.forms import MOST_WEEKS, SPAN, teams
from projects.capacity.models import Booking
from projects.capacity.reports import Figures, capacity_table, utilisation, warnings_of
from projects.people.api import DELIVERY_ROLES, PEOPLE
from projects.plan.api import PROJECTS

FIELDS = (
    "id", "project", "person", "role", "first_day", "last_day", "minutes", "share", "status", "note", "released_at",
)  # fmt: skip


class BookingRow(Shown):
    """Minutes a day, or a share of each working day in per cent, of a person or of somebody in a role."""

    class Meta:
        model = Booking
        fields: ClassVar[tuple[str, ...]] = FIELDS


class BookingSheet(Shown):
    """A booking, and as of now where it asks more of its person than they can work."""

    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Booking
        fields: ClassVar[tuple[str, ...]] = (*FIELDS, "warnings")

    def get_warnings(self, booking: Booking) -> list[str]:
        """In words."""
        return warnings_of(booking)


BOOKINGS = Listing(
    path="bookings",
    model=Booking,
    row=BookingRow,
    sheet=BookingSheet,
    filters={
        "project": "project",
        "person": "person",
        "role": "role",
        "status": "status",
        "ends_from": "last_day__gte",
        "starts_through": "first_day__lte",
    },
    orders=("-first_day",),
)


class BookingBody(Body):
    """Who is planned on what: `hours` a day, or a `share` of each working day in per cent."""

    project = RecordField(PROJECTS)
    person = RecordField(PEOPLE, required=False, allow_null=True)
    role = RecordField(DELIVERY_ROLES, required=False, allow_null=True)
    first_day = DayField()
    last_day = DayField()
    hours = HoursField(source="minutes", required=False, allow_null=True)
    share = WholeField(1, 100, required=False, allow_null=True)
    status = serializers.ChoiceField(choices=Booking.STATUSES[:2], required=False)
    note = TextField(max_length=200, required=False, allow_blank=True)


class BookingChanges(Changes):
    """What is to be different; what is not named stays. Hours take the place of a share, and the other way round."""

    person = RecordField(PEOPLE, source="changes.person", required=False, allow_null=True)
    role = RecordField(DELIVERY_ROLES, source="changes.role", required=False, allow_null=True)
    first_day = DayField(source="changes.first_day", required=False)
    last_day = DayField(source="changes.last_day", required=False)
    hours = HoursField(source="changes.minutes", required=False)
    share = WholeField(1, 100, source="changes.share", required=False)
    note = TextField(max_length=200, source="changes.note", required=False, allow_blank=True)


# --- reports ----------------------------------------------------------------------------------------


class CapacityQuery(Body):
    """From which week, how many, and of whom."""

    start = DayField()
    weeks = NumberText(most=MOST_WEEKS, least=1, required=False)
    role = RecordField(DELIVERY_ROLES, required=False)
    team = TextField(max_length=150, required=False)
    legal_entity = RecordField(LEGAL_ENTITIES, required=False)


class FiguresSheet(serializers.Serializer[Figures]):
    """Minutes of a week; available + over = hard + soft + free."""

    available = serializers.IntegerField()
    hard = serializers.IntegerField()
    soft = serializers.IntegerField()
    free = serializers.IntegerField()
    over = serializers.IntegerField()


class PersonWeeksSheet(serializers.Serializer[Any]):
    """A person's weeks."""

    person = serializers.UUIDField(source="person.pk")
    name = serializers.CharField(source="person")
    weeks = FiguresSheet(many=True)


class RoleWeeksSheet(serializers.Serializer[Any]):
    """A role's people, what is booked for it without a name, and the sums."""

    role = serializers.CharField(source="role.code")
    name = serializers.CharField(source="role.name")
    people = PersonWeeksSheet(many=True)
    unnamed = FiguresSheet(many=True)
    weeks = FiguresSheet(many=True)


class CapacityTableSheet(serializers.Serializer[Any]):
    """Every role, week by week."""

    mondays = serializers.ListField(child=serializers.DateField())
    roles = RoleWeeksSheet(many=True)
    weeks = FiguresSheet(many=True)


def team_named(name: str) -> Any:
    """The team of this name; none is refused."""
    if not name:
        return None
    found = teams().filter(name=name).first()
    if found is None:
        raise Invalid(f"there is no team {name!r}", fields={"team": ["There is no such team."]})
    return found


def capacity_by_week(
    user: Any, start: date, weeks: int = 13, role: Any = None, team: str = "", legal_entity: Any = None
) -> Any:
    """People by role and week: minutes they can work, booked hard and soft, free, and overbooked."""
    return capacity_table(user, start=start, weeks=weeks, role=role, team=team_named(team), entity=legal_entity)


class UtilisationQuery(Body):
    """Whole months or quarters around two days, of whom, and a row for what."""

    since = DayField()
    through = DayField()
    per = serializers.ChoiceField(choices=["month", "quarter"], required=False)
    by = serializers.ChoiceField(choices=["person", "team", "role"], required=False)
    team = TextField(max_length=150, required=False)
    legal_entity = RecordField(LEGAL_ENTITIES, required=False)


class UsedSheet(serializers.Serializer[Any]):
    """Minutes of a period, and in per cent of what could be worked."""

    capacity = serializers.IntegerField()
    billable = serializers.IntegerField()
    approved = serializers.IntegerField()
    planned = serializers.IntegerField()
    percent = serializers.CharField(allow_null=True)
    planned_percent = serializers.CharField(allow_null=True)


class UsedRowSheet(serializers.Serializer[Any]):
    """A person, team or role."""

    id = serializers.CharField(source="key")
    name = serializers.CharField()
    note = serializers.CharField()
    periods = UsedSheet(many=True)
    total = UsedSheet()


class UtilisationSheet(serializers.Serializer[Any]):
    """Rows by period; whoever is in two teams counts in both, once in all."""

    starts = serializers.ListField(child=serializers.DateField())
    rows = UsedRowSheet(many=True)
    periods = UsedSheet(many=True)
    total = UsedSheet()


def utilisation_of(
    user: Any,
    since: date,
    through: date,
    per: str = "month",
    by: str = "person",
    team: str = "",
    legal_entity: Any = None,
) -> Any:
    """Billable approved minutes, and booked ones, over the minutes people could work."""
    if through < since or (through - since).days > SPAN:
        told = f"not before {since}, and within three years"
        raise Invalid(f"the last day is {told}", fields={"through": [told]})
    return utilisation(user, since=since, through=through, per=per, by=by, team=team_named(team), entity=legal_entity)


DOORS = (
    BOOKINGS,
    Deed(path="bookings/", verb=book, body=BookingBody, shows=BOOKINGS),
    Deed(path="bookings/<str:id>/changes/", verb=change_booking, on=BOOKINGS, body=BookingChanges, shows=BOOKINGS),
    SetDeed(path="booking-confirmations/", verb=confirm_bookings, of=BOOKINGS),
    SetDeed(path="booking-releases/", verb=release_bookings, of=BOOKINGS),
    Report(
        path="capacity/", right="see_capacity", read=capacity_by_week, shows=CapacityTableSheet, query=CapacityQuery
    ),
    Report(
        path="utilisation/", right="see_capacity", read=utilisation_of, shows=UtilisationSheet, query=UtilisationQuery
    ),
)
