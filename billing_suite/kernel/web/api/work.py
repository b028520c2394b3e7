"""Events, jobs, schedules and notifications in the API."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, DayField, TextField, WholeField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.people import USERS
from billing_suite.kernel.web.api.shown import Shown
from billing_suite.kernel.work.actions import (
    park_job,
    plan_schedule,
    read_notification,
    read_notifications,
    retry_job,
    retry_jobs,
    take_job,
)
from billing_suite.kernel.work.models import Event, Job, Notification, Schedule

TASK = r"^(billing_suite|crm|projects|accounting)(\.[a-z_]+)*\.tasks\.[a-z_]+$"  # no other code is ever called


class ScheduleRows(OfficeRows[Schedule]):
    """Schedules."""

    seen_with = "see_work"

    def for_list(self) -> "ScheduleRows":
        """With legal entity and owner."""
        return self.select_related("legal_entity", "owner")


class EventSheet(Shown):
    """Something that happened; ids, not names."""

    payload = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Event
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "type",
            "version",
            "subject_kind",
            "subject_id",
            "reference",
            "actor",
            "request_id",
            "at",
            "payload",
        )


class JobSheet(Shown):
    """A piece of work: waiting, running, done, or failed and why."""

    class Meta:
        model = Job
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "task",
            "about",
            "status",
            "due_at",
            "attempts",
            "done_count",
            "total_count",
            "last_error",
            "owner",
            "actor",
            "request_id",
            "created_at",
            "finished_at",
        )


class ScheduleSheet(Shown):
    """A job by the calendar."""

    class Meta:
        model = Schedule
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "name",
            "task",
            "cadence",
            "hour",
            "legal_entity",
            "owner",
            "active",
            "starts_on",
        )


class NotificationSheet(Shown):
    """A line in one's inbox."""

    class Meta:
        model = Notification
        fields: ClassVar[tuple[str, ...]] = ("id", "title", "text", "url", "at", "read_at")


class ReasonBody(Body):
    """Why work is parked."""

    reason = TextField(max_length=300)


class ScheduleBody(Body):
    """A job to be planned."""

    name = TextField(max_length=60)
    task = serializers.RegexField(TASK, max_length=120, help_text="A task by its dotted name: floor.room.tasks.name")
    cadence = serializers.ChoiceField(choices=Schedule.CADENCES)
    hour = WholeField(0, 23)
    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    owner = RecordField(USERS)
    starts_on = DayField()


EVENTS = Listing(
    path="events",
    model=Event,
    row=EventSheet,
    filters={
        "type": "type",
        "subject_kind": "subject_kind",
        "subject_id": "subject_id",
        "reference": "reference",
        "from": "at__gte",
        "through": "at__lte",
    },
    orders=("-id",),
)
JOBS = Listing(
    path="jobs",
    model=Job,
    row=JobSheet,
    joins=("owner",),
    filters={"status": "status", "task": "task", "owner": "owner"},
    orders=("-id", "due_at"),
    search=("about", "task"),
)
SCHEDULES = Listing(
    path="schedules",
    model=Schedule,
    row=ScheduleSheet,
    rows=lambda: ScheduleRows(model=Schedule),
    filters={"legal_entity": "legal_entity", "active": "active"},
    orders=("name",),
)
NOTIFICATIONS = Listing(
    path="notifications",
    model=Notification,
    row=NotificationSheet,
    filters={"unread": "read_at__isnull"},
    orders=("-at",),
)
DOORS = (
    EVENTS,
    JOBS,
    Deed(path="jobs/<str:id>/retry/", verb=retry_job, on=JOBS, shows=JOBS),
    Deed(path="jobs/<str:id>/parking/", verb=park_job, on=JOBS, body=ReasonBody, shows=JOBS),
    Deed(path="jobs/<str:id>/takeover/", verb=take_job, on=JOBS, shows=JOBS),
    SetDeed(path="job-retries/", verb=retry_jobs, of=JOBS),
    SCHEDULES,
    Deed(path="schedules/", verb=plan_schedule, body=ScheduleBody, shows=SCHEDULES),
    NOTIFICATIONS,
    Deed(path="notifications/<str:id>/reading/", verb=read_notification, on=NOTIFICATIONS, shows=NOTIFICATIONS),
    SetDeed(path="notification-readings/", verb=read_notifications, of=NOTIFICATIONS),
)
