"""Time in the thread, below its project."""

from typing import Any

from django.db.models import Q

from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.thread import register_hop
from projects.plan.models import Project
from projects.time.models import TimeEntry


def named(entry: Any) -> str:
    """Day and hours; the year is the page's to say."""
    return f"{entry.work_date.day} {entry.work_date:%b}, {hours_of(entry.minutes)} h"


register_hop(
    TimeEntry,
    label="Time",
    icon="clock",
    url_name="time-entry",
    above=Project,
    up=lambda entries: Q(pk__in={entry.project_id for entry in entries}),
    down=lambda projects: Q(project__in=projects),
    reference=named,
)
