"""Time entries in the API: logged, submitted, approved, returned."""

from typing import ClassVar

from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, DayField, FlagField, HoursField, TextField
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from projects.people.api import PEOPLE
from projects.plan.api import TASKS
from projects.time.actions import approve_time, change_time, log_time, return_time, submit_time
from projects.time.models import TimeEntry


class TimeEntrySheet(Shown):
    """Minutes of one person on one task and day, with the rate once it is frozen."""

    hours = HoursField(source="minutes", read_only=True)

    class Meta:
        model = TimeEntry
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "person",
            "project",
            "task",
            "work_date",
            "minutes",
            "hours",
            "note",
            "billable",
            "status",
            "return_comment",
            "approved_by",
            "approved_at",
            "price",
            "currency",
            "rate_reason",
            "external_id",
        )


class TimeEntryBody(Body):
    """Time to be logged; `hours` is 1.5, 1:30 or 90m."""

    person = RecordField(PEOPLE)
    task = RecordField(TASKS)
    work_date = DayField()
    hours = HoursField(source="minutes")
    note = TextField(max_length=300, required=False, allow_blank=True)
    billable = FlagField(required=False)


class TimeEntryChanges(Body):
    """A draft as it is to be."""

    hours = HoursField(source="minutes")
    note = TextField(max_length=300, allow_blank=True)
    billable = FlagField()


class ReturnBody(Body):
    """Why the time comes back."""

    comment = TextField(max_length=300)


TIME_ENTRIES = Listing(
    path="time-entries",
    model=TimeEntry,
    row=TimeEntrySheet,
    filters={
        "person": "person",
        "project": "project",
        "task": "task",
        "status": "status",
        "billable": "billable",
        "worked_from": "work_date__gte",
        "worked_through": "work_date__lte",
        "external_id": "external_id",
    },
    orders=("-work_date",),
)
DOORS = (
    TIME_ENTRIES,
    Deed(path="time-entries/", verb=log_time, body=TimeEntryBody, shows=TIME_ENTRIES),
    Deed(
        path="time-entries/<str:id>/changes/",
        verb=change_time,
        on=TIME_ENTRIES,
        body=TimeEntryChanges,
        shows=TIME_ENTRIES,
    ),
    SetDeed(path="time-submissions/", verb=submit_time, of=TIME_ENTRIES),
    SetDeed(path="time-approvals/", verb=approve_time, of=TIME_ENTRIES),
    SetDeed(path="time-returns/", verb=return_time, of=TIME_ENTRIES, body=ReturnBody),
)
