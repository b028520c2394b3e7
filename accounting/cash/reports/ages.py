"""How long overdue: the five buckets of every aging (RULES 34), for the database to sort by."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

BUCKETS = ("Not due", "1–30", "31–60", "61–90", "Over 90")
KEYS = ("not_due", "1_30", "31_60", "61_90", "over_90")
LAST_DAYS = (0, 30, 60, 90)  # the last day overdue of each bucket but the last: due today is not overdue


def bucket_on(as_of: date, due: str = "due_on") -> Any:
    """The place in BUCKETS of what is due on the day in the field `due`."""
    cases = [
        When(**{f"{due}__gte": as_of - timedelta(days=last)}, then=Value(place)) for place, last in enumerate(LAST_DAYS)
    ]
    return Case(*cases, default=Value(len(LAST_DAYS)), output_field=IntegerField())


def due_in(key: str, as_of: date, due: str = "due_on") -> Q:
    """What is due on a day that falls into one of KEYS; ValueError for any other word."""
    place = KEYS.index(key)
    held = Q()
    if place < len(LAST_DAYS):
        held &= Q(**{f"{due}__gte": as_of - timedelta(days=LAST_DAYS[place])})
    if place:
        held &= Q(**{f"{due}__lt": as_of - timedelta(days=LAST_DAYS[place - 1])})
    return held
