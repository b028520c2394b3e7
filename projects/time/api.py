"""Time entries in the API: logged, imported, submitted, approved, returned."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, DayField, FlagField, HoursField, TextField, WholeField, rows_of
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import NameSheet, Shown
from projects.people.api import PEOPLE
from projects.plan.api import TASKS
from projects.time.actions import approve_time, change_time, discard_time, log_time, return_time, submit_time
from projects.time.correcting import correct_time
from projects.time.importing import ImportResult, import_time
from projects.time.models import TimeEntry, Timer
from projects.time.timers import discard_timer, start_timer, stop_timer
from projects.time.weeks import MOST_CELLS, copy_week, fill_week

LONGEST_SHEET = 5_000_000  # characters: within the size of a request (INV-50)


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
            "corrects",
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


class CellBody(Body):
    """One task on one day: the hours it is to have, 0 for none; `was` is the minutes its writer saw there."""

    task = RecordField(TASKS)
    work_date = DayField()
    hours = HoursField(source="minutes")
    was = WholeField(0, 1440, required=False)
    note = TextField(max_length=300, required=False, allow_blank=True)


class TimeWeekBody(Body):
    """The cells of a person's week; all are saved or none."""

    person = RecordField(PEOPLE)
    cells = rows_of(CellBody, most=MOST_CELLS)


class CopyBody(Body):
    """The week into which the latest week before it is copied."""

    person = RecordField(PEOPLE)
    monday = DayField()


class TimerSheet(Shown):
    """A clock that runs on a task."""

    class Meta:
        model = Timer
        fields: ClassVar[tuple[str, ...]] = ("id", "person", "task", "note", "started_at")


class TimerBody(Body):
    """A clock to be started."""

    person = RecordField(PEOPLE)
    task = RecordField(TASKS)
    note = TextField(max_length=300, required=False, allow_blank=True)


class CorrectionBody(Body):
    """Approved time as it should have been; 0 hours take it back whole."""

    hours = HoursField(source="minutes")
    reason = TextField(max_length=200)
    note = TextField(max_length=300, required=False, allow_blank=True)
    billable = FlagField(required=False)
    on = DayField(required=False)


class ReturnBody(Body):
    """Why the time comes back."""

    comment = TextField(max_length=300)


class ImportBody(Body):
    """A time sheet of another tool, as the text of its file (docs/importing.md says how it is read)."""

    sheet = TextField(max_length=LONGEST_SHEET, trim_whitespace=False, source="data")
    partial = FlagField(required=False, help_text="Book the good rows although others are wrong.")  # type: ignore[assignment]
    date_format = TextField(max_length=20, required=False, allow_blank=True)


class CopySheet(serializers.Serializer[Any]):
    """The drafts that copying a week made, and why each other could not be made."""

    done = NameSheet(many=True)
    refused = serializers.ListField(child=serializers.CharField())


class BadCellSheet(serializers.Serializer[Any]):
    """What is wrong with one row."""

    line = serializers.IntegerField()
    column = serializers.CharField()
    reason = serializers.CharField()


class ImportSheet(serializers.Serializer[ImportResult]):
    """What an import did; every new row became a draft entry."""

    rows = serializers.IntegerField()
    booked = serializers.IntegerField()
    minutes = serializers.IntegerField()
    known = serializers.IntegerField()
    bad_rows = serializers.IntegerField()
    bad = BadCellSheet(many=True)


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
TIMERS = Listing(
    path="timers",
    model=Timer,
    row=TimerSheet,
    filters={"person": "person", "task": "task"},
    orders=("-started_at",),
)
DOORS = (
    TIME_ENTRIES,
    TIMERS,
    Deed(path="timers/", verb=start_timer, body=TimerBody, shows=TIMERS),
    Deed(path="timers/<str:id>/stop/", verb=stop_timer, on=TIMERS, shows=TimeEntrySheet),
    Deed(
        path="timers/<str:id>/discarding/",
        verb=discard_timer,
        on=TIMERS,
        shows=TIMERS,
        nothing="The clock is gone, and no entry was made of it.",
    ),
    Deed(path="time-entries/", verb=log_time, body=TimeEntryBody, shows=TIME_ENTRIES),
    Deed(
        path="time-entries/<str:id>/changes/",
        verb=change_time,
        on=TIME_ENTRIES,
        body=TimeEntryChanges,
        shows=TIME_ENTRIES,
    ),
    Deed(
        path="time-entries/<str:id>/correction/",
        verb=correct_time,
        on=TIME_ENTRIES,
        body=CorrectionBody,
        shows=TimeEntrySheet,
    ),
    Deed(path="time-weeks/", verb=fill_week, body=TimeWeekBody, shows=TimeEntrySheet),
    Deed(path="time-weeks/copies/", verb=copy_week, body=CopyBody, shows=CopySheet),
    Deed(path="time-imports/", verb=import_time, body=ImportBody, shows=ImportSheet),
    SetDeed(path="time-submissions/", verb=submit_time, of=TIME_ENTRIES),
    SetDeed(path="time-discardings/", verb=discard_time, of=TIME_ENTRIES),
    SetDeed(path="time-approvals/", verb=approve_time, of=TIME_ENTRIES),
    SetDeed(path="time-returns/", verb=return_time, of=TIME_ENTRIES, body=ReturnBody),
)
