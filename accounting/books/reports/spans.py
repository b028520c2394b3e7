"""The days that reports compare: the same span a year before, the months of a span."""

from datetime import date, timedelta

from billing_suite.kernel.values.dates import month_end, month_start


def year_before(day: date) -> date:
    """The same day a year before; a month's last day stays one."""
    start = month_start(day, -12)
    last = month_end(start)
    return last if day == month_end(day) else start.replace(day=min(day.day, last.day))


def start_year_before(day: date) -> date:
    """The day a span of a year before begins: the day after the year before of the day before."""
    return year_before(day - timedelta(days=1)) + timedelta(days=1)


def months_of(since: date, through: date) -> list[tuple[date, date]]:
    """The months of a span, the first and the last as far as it reaches."""
    spans = []
    start = since
    while start <= through:
        end = min(month_end(start), through)
        spans.append((start, end))
        start = end + timedelta(days=1)
    return spans
