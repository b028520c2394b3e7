"""The model's journals: what people write, what comes again by the calendar, what takes itself back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.soak.model_documents import Documents
from tests.soak.model_ledger import Line, turned
from tests.soak.model_rates import month_end

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
Written = Sequence[tuple[str, int]]  # account and signed minor units


@dataclass
class Journal:
    """A journal that somebody wrote: a draft until another person's yes posts it."""

    on: date
    currency: str
    lines: Written
    back: date | None = None  # the day on which it takes itself back
    makers: set[str] = field(default_factory=set)
    mirrors: Any = None
    state: str = "draft"
    booked: list[Line] = field(default_factory=list)
    mirrored: Any = None  # the journal, or True for the calendar, that took it back or is to do so

    @property
    def is_taken_back(self) -> bool:
        """By itself or by another, or it is itself what takes one back."""
        return bool(self.back or self.mirrors or self.mirrored)


@dataclass
class Recurring:
    """A journal that comes every so many months."""

    currency: str
    lines: Written
    cadence: str
    first: date
    until: date | None
    accrues: bool
    maker: str
    state: str = "draft"
    posted: set[date] = field(default_factory=set)

    def day(self, number: int) -> date:
        """The day of an occurrence: that of the first, a month's last day where there is none, or where it was one."""
        last = month_end(self.first, -MONTHS[self.cadence] * number)
        return last if self.first == month_end(self.first) else last.replace(day=min(self.first.day, last.day))

    def days(self, through: date) -> list[date]:
        """Each day on which it comes, through one."""
        end = min(through, self.until or through)
        return [day for number in range(40) if (day := self.day(number)) <= end]


@dataclass
class Journals(Documents):
    """Journals and the calendar's alarms: (what, of which, on which day), each due, parked or done."""

    journals: dict[Any, Journal] = field(default_factory=dict)  # an occurrence's key is its recurring one and its day
    recurring: dict[Any, Recurring] = field(default_factory=dict)
    alarms: dict[tuple[str, Any, date], str] = field(default_factory=dict)

    def post(self, key: Any, *, controllers: bool = False) -> None:
        """A draft is posted; one that takes itself back will do so on its day."""
        journal = self.journals[key]
        assert journal.state == "draft"
        if journal.mirrors is None:
            lines = self.converted(journal.lines, journal.currency, journal.on)
        else:
            lines = turned(self.journals[journal.mirrors].booked)
        self.book(journal.on, journal.currency, lines, controllers=controllers)
        journal.state, journal.booked = "posted", lines
        if journal.back:
            self.alarms[("reversal", key, journal.back)] = "due"

    def mirror(self, key: Any, on: date, maker: str) -> Journal:
        """The draft that would take a posted journal back."""
        journal = self.journals[key]
        assert journal.state == "posted" and on >= journal.on
        assert not journal.is_taken_back, "taken back twice"
        return Journal(on, journal.currency, [], makers={maker}, mirrors=key)

    def drop(self, key: Any) -> None:
        """A draft is discarded; what it mirrors may be mirrored anew."""
        journal = self.journals[key]
        assert journal.state == "draft"
        journal.state = "discarded"
        if journal.mirrors is not None:
            self.journals[journal.mirrors].mirrored = None

    def take_back(self, key: Any) -> None:
        """An accrual's mirror on the day it says, once."""
        journal = self.journals[key]
        assert journal.state == "posted" and journal.back
        if not journal.mirrored:
            self.book(journal.back, journal.currency, turned(journal.booked))
            journal.mirrored = True

    def due(self, key: Any, through: date) -> list[date]:
        """The days of a recurring journal that are to be posted."""
        recurring = self.recurring[key]
        return [day for day in recurring.days(through) if day not in recurring.posted] if self.runs(key) else []

    def runs(self, key: Any) -> bool:
        """Approved, and not ended."""
        return self.recurring[key].state == "active"

    def occur(self, key: Any, through: date) -> None:
        """Each day that is due is posted, and the next one waits for its day."""
        recurring = self.recurring[key]
        for day in self.due(key, through):
            back = month_end(day) + timedelta(days=1) if recurring.accrues else None
            self.journals[key, day] = Journal(day, recurring.currency, recurring.lines, back)
            self.post((key, day))
            recurring.posted.add(day)
        following = [day for day in recurring.days(through + timedelta(days=370)) if day > through]
        if self.runs(key) and following:
            self.alarms.setdefault(("occurrence", key, following[0]), "due")

    def ring(self, today: date) -> None:
        """What the calendar does by itself: all that is due, or where that cannot be posted nothing, and it parks."""
        while ringing := self.rings(today):
            for alarm in ringing:
                what, key, day = alarm
                if not (self.may_occur(key, day) if what == "occurrence" else self.may_go_back(key)):
                    self.alarms[alarm] = "parked"
                    continue
                self.alarms[alarm] = "done"
                self.occur(key, day) if what == "occurrence" else self.take_back(key)

    def rings(self, today: date) -> list[tuple[str, Any, date]]:
        """What is due by a day."""
        return [alarm for alarm, state in self.alarms.items() if state == "due" and alarm[2] <= today]

    def may_occur(self, key: Any, through: date) -> bool:
        """Every month is open, every account in use, every rate there."""
        recurring, days = self.recurring[key], self.due(key, through)
        in_use = not days or all(self.chart[number] for number, _ in recurring.lines)
        return in_use and all(self.takes(day) and self.rates.on(recurring.currency, day) for day in days)

    def may_go_back(self, key: Any) -> bool:
        """The month of an accrual's mirror is open, and its accounts are in use."""
        journal = self.journals[key]
        assert journal.back
        in_use = all(self.chart[line.number] for line in journal.booked)
        return bool(journal.mirrored) or (in_use and self.takes(journal.back))
