"""Activities in the API: what was done with a customer and what is to do."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, InstantField, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.activities.actions import (
    LOGGED,
    PLANNED,
    complete_activity,
    log_activity,
    plan_activity,
    postpone_activity,
)
from crm.activities.models import Activity
from crm.customers.api import CONTACTS, CUSTOMERS


class ActivitySheet(Shown):
    """A call, meeting, e-mail, task or note; `status` is planned or done."""

    status = serializers.CharField(read_only=True)

    class Meta:
        model = Activity
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "customer",
            "contact",
            "kind",
            "subject",
            "text",
            "about_kind",
            "about_id",
            "about_reference",
            "owner",
            "status",
            "happened_at",
            "due_on",
            "remind_on",
            "done_at",
            "outcome",
        )


class ActivityLogBody(Body):
    """Something that happened, now or at an earlier instant."""

    kind = serializers.ChoiceField(choices=LOGGED)
    subject = TextField(max_length=160)
    text = TextField(max_length=20_000, required=False, allow_blank=True)
    contact = RecordField(CONTACTS, required=False)
    happened_at = InstantField(required=False)


class ActivityPlanBody(Body):
    """Something to be done by a day; whoever plans it looks after it."""

    kind = serializers.ChoiceField(choices=PLANNED)
    subject = TextField(max_length=160)
    text = TextField(max_length=20_000, required=False, allow_blank=True)
    contact = RecordField(CONTACTS, required=False)
    due_on = DayField()
    remind_on = DayField(required=False)


class ActivityCompletionBody(Body):
    """What came of it."""

    outcome = TextField(max_length=2_000, required=False, allow_blank=True)


class ActivityPostponementBody(Body):
    """Another day, and another reminder or none."""

    due_on = DayField()
    remind_on = DayField(required=False)


ACTIVITIES = Listing(
    path="activities",
    model=Activity,
    row=ActivitySheet,
    filters={
        "customer": "customer",
        "contact": "contact",
        "kind": "kind",
        "owner": "owner",
        "about_id": "about_id",
        "due_from": "due_on__gte",
        "due_through": "due_on__lte",
    },
    orders=("-id", "due_on"),
    search=("subject", "text"),
)
DOORS = (
    ACTIVITIES,
    Deed(
        path="customers/<str:id>/activities/", verb=log_activity, on=CUSTOMERS, body=ActivityLogBody, shows=ACTIVITIES
    ),
    Deed(path="customers/<str:id>/plans/", verb=plan_activity, on=CUSTOMERS, body=ActivityPlanBody, shows=ACTIVITIES),
    Deed(
        path="activities/<str:id>/completion/",
        verb=complete_activity,
        on=ACTIVITIES,
        body=ActivityCompletionBody,
        shows=ACTIVITIES,
    ),
    Deed(
        path="activities/<str:id>/postponement/",
        verb=postpone_activity,
        on=ACTIVITIES,
        body=ActivityPostponementBody,
        shows=ACTIVITIES,
    ),
)
