"""The one place that reads the clock; only doors call it, verbs take dates as arguments (INV-49)."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """The local date in a time zone: a legal entity's business date (RULES 36)."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def unix_milliseconds() -> int:
    """Milliseconds since 1970, for identifiers."""
    return time.time_ns() // 1_000_000
