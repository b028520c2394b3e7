"""Leave in the API: asked for, approved, withdrawn; and what a person can work on each day."""

from datetime import date, timedelta
from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, DayField, TextField, WholeField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown
from projects.people.actions import approve_leave, request_leave, withdraw_leave
from projects.people.api.people import PEOPLE
from projects.people.models import Leave, Person
from projects.people.reports import load_availability

LONGEST = 366


class LeaveSheet(Shown):
    """Days a person is away, for a share of each in per cent."""

    class Meta:
        model = Leave
        fields: ClassVar[tuple[str, ...]] = (
            "id", "person", "first_day", "last_day", "kind", "share", "status", "requested_by", "approved_by",
            "approved_at", "withdrawn_at", "why",
        )  # fmt: skip


LEAVE = Listing(
    path="leave",
    model=Leave,
    row=LeaveSheet,
    filters={
        "person": "person",
        "status": "status",
        "kind": "kind",
        "ends_from": "last_day__gte",
        "starts_through": "first_day__lte",
    },
    orders=("-first_day",),
)


class LeaveBody(Body):
    """Days off, whole or a share of each in per cent."""

    person = RecordField(PEOPLE)
    first_day = DayField()
    last_day = DayField()
    kind = serializers.ChoiceField(choices=Leave.KINDS, required=False)
    share = WholeField(1, 100, required=False)


class LeaveWithdrawalBody(Body):
    """Why it is taken back."""

    why = TextField(max_length=200, required=False, allow_blank=True)


class AvailabilityQuery(Body):
    """Whose days, from when to when."""

    person = RecordField(PEOPLE)
    first = DayField()
    last = DayField()


class DaySheet(serializers.Serializer[Any]):
    """What a person can work on a day, and what their hours and calendar give before leave."""

    day = serializers.DateField()
    available = serializers.IntegerField()
    working = serializers.IntegerField()


def available_days(user: Any, person: Person, first: date, last: date) -> list[dict[str, Any]]:
    """Minutes a person can work on each day: their hours, less public holidays, office days and approved leave."""
    if last < first or (last - first).days > LONGEST:
        told = f"not before {first}, and within a year"
        raise Invalid(f"the last day is {told}", fields={"last": [told]})
    loaded = load_availability([person], first, last)
    pairs = zip(loaded.days(person), loaded.working(person), strict=True)
    return [
        {"day": first + timedelta(days=index), "available": available, "working": working}
        for index, (available, working) in enumerate(pairs)
    ]


DOORS = (
    LEAVE,
    Deed(path="leave/", verb=request_leave, body=LeaveBody, shows=LEAVE),
    SetDeed(path="leave-approvals/", verb=approve_leave, of=LEAVE),
    Deed(path="leave/<str:id>/withdrawal/", verb=withdraw_leave, on=LEAVE, body=LeaveWithdrawalBody, shows=LEAVE),
    Report(
        path="available-days/",
        right="see_people",
        read=available_days,
        shows=DaySheet,
        query=AvailabilityQuery,
        many=True,
    ),
)
