"""What stands in somebody's calendar feed: rows first, then the file of RFC 5545."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from icalendar import Alarm, Calendar, Event, vDatetime

from crm.activities.models import Activity
from crm.activities.reminding import MORNING

MOST = 1_000  # what is due first; more is no to-do list
PRODUCT = "-//Billing Suite//Activities//EN"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One activity as a calendar shows it: the day it is due, and when to ring; `version` rises with each change."""

    key: str
    title: str
    words: str
    due_on: date
    rings_at: datetime | None
    version: int
    changed_at: datetime


def due_entries(user: Any) -> list[Entry]:
    """What somebody has to do by a day, with customers they may see, as of now: one query.

    The notes of an activity stay in the suite.
    """
    changes = Activity.history.filter(id=OuterRef("pk")).order_by().values("id")
    rows = Activity.objects.visible_to(user).own(user).to_do().for_list()
    told = rows.annotate(
        changes=Coalesce(Subquery(changes.annotate(n=Count("pk")).values("n")), 1),
        changed_at=Subquery(changes.annotate(last=Max("history_date")).values("last")),
    )
    return [_entry(row) for row in told.order_by("due_on", "pk")[:MOST]]


def _entry(row: Any) -> Entry:
    """A row in a calendar's words."""
    whom = ", ".join(filter(None, (row.contact.name if row.contact else "", row.customer.name)))
    about = f"About {row.about_reference}" if row.about_reference else ""
    return Entry(
        key=str(row.pk),
        title=f"{row.get_kind_display()}: {row.subject} ({row.customer.name})",
        words="\n".join(filter(None, (f"With {whom}", about))),
        due_on=row.due_on,
        rings_at=_morning(row.remind_on, row.customer.legal_entity.time_zone),
        version=row.changes - 1,
        changed_at=row.changed_at or datetime.combine(row.due_on, time(), UTC),
    )


def _morning(day: date | None, zone: str) -> datetime | None:
    """When the suite itself reminds: in the morning of that day, where the customer is served."""
    return datetime.combine(day, time(MORNING), ZoneInfo(zone)).astimezone(UTC) if day else None


def write_calendar(entries: Iterable[Entry], *, name: str, addresses: Sequence[str]) -> bytes:
    """The file: an all-day event for each entry with the address of its page; the same entries make the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry, address in zip(entries, addresses, strict=True):
        calendar.add_component(_event(entry, address))
    return bytes(calendar.to_ical())


def _event(entry: Entry, address: str) -> Event:
    event = Event()
    event.add("uid", f"activity-{entry.key}@billing-suite")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.version)
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + DAY)
    event.add("transp", "TRANSPARENT")
    event.add("summary", entry.title)
    event.add("description", f"{entry.words}\n{address}")
    event.add("url", address)
    if entry.rings_at is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", vDatetime(entry.rings_at), parameters={"VALUE": "DATE-TIME"})
        event.add_component(alarm)
    return event
