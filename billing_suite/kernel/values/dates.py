"""Business dates: months, working days, validity (DESIGN 3)."""

import calendar
from datetime import date, timedelta

from django.db import models
from django.db.models import Q


def month_start(day: date, months: int = 0) -> date:
    """The first of the month of `day`, moved by so many months."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_on(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    month = month_start(day, months)
    return month.replace(day=min(day.day, month_end(month).day))


def day_before(day: date) -> date:
    """The day before; before all time there is none, and the first day stays."""
    return date.fromordinal(max(day.toordinal() - 1, 1))


def working_day(month: date, nth: int) -> date:
    """The nth Monday-to-Friday of a month (1 is the first), or its last one when there are fewer."""
    day, seen, last = month_start(month), 0, month_start(month)
    while day <= month_end(month):
        if day.weekday() < 5:
            seen, last = seen + 1, day
            if seen == nth:
                return day
        day += timedelta(days=1)
    return last


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose validity covers a date; `valid_to` is the last day, empty means without end."""
    starts = Q(**{f"{prefix}valid_from__lte": on})
    return starts & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on}))


def meets(first: date, last: date) -> Q:
    """Rows whose validity covers a day between two."""
    return Q(valid_from__lte=last) & (Q(valid_to__isnull=True) | Q(valid_to__gte=first))


class Dated(models.Model):
    """Valid from a day, through a last day or without end."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def covers(self, on: date) -> bool:
        """Whether this row is in force on a date."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
