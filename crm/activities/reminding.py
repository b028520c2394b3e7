"""Reminders: each planned activity's owner is told on the day they asked for, once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.work.actions import notify
from crm.activities.models import Activity

MORNING = 6  # the hour from which on a reminder of that day is given, where the customer is served
MOST = 500  # reminders of one run; the next hour gives the rest


def is_time(activity: Activity, *, at: datetime) -> bool:
    """Whether the day of the reminder has come, by the legal entity that serves the customer."""
    local = at.astimezone(ZoneInfo(activity.customer.legal_entity.time_zone))
    day = activity.remind_on
    return day is not None and (day < local.date() or (day == local.date() and local.hour >= MORNING))


def reminder_words(activity: Activity) -> str:
    """What it is, with whom, by when."""
    whom = f" ({activity.contact.name})" if activity.contact else ""
    return (
        f"{activity.get_kind_display()} with {activity.customer.name}{whom}: {activity.subject}. "
        f"Due {activity.due_on:%d %b %Y}."
    )


@verb("remind of activities", right="log_activity", jobs=True)
def remind_of_activities(*, at: datetime, by: Actor) -> list[Activity]:
    """Put a line into the inbox of each owner whose reminder's day has come; each reminder is given once."""
    waiting = Activity.objects.to_do().filter(remind_on__isnull=False, reminded_at__isnull=True)
    near = waiting.for_list().order_by("remind_on", "pk")[:MOST]
    told = [one for one in near if is_time(one, at=at)]
    for one in told:
        notify(
            [one.owner],
            title=f"Due {one.due_on:%d %b}: {one.subject}",
            text=reminder_words(one),
            url=reverse("activity", args=[one.pk]),
            by_mail=False,
        )
    Activity.objects.filter(pk__in=[one.pk for one in told]).update(reminded_at=at)
    return told
