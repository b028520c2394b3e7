"""A month's and a year's end: revalued, carried over, soft-closed, closed, and opened again."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounting.books import actions as books
from accounting.books.models import JournalEntry, Period
from billing_suite.kernel.firm.closing import close_items
from tests.builders import SET_UP, noon
from tests.soak.model_journals import Written
from tests.soak.model_rates import month_end
from tests.soak.rules_calendar import CalendarRules
from tests.soak.rules_journals import LINES, written
from tests.soak.scene import YEAR_END
from tests.soak.story import CLERKS, CONTROLLER, WHO

AGO = st.sampled_from([1, 1, 1, 1, 0, 2])
YEAR_ENDS = st.sampled_from([YEAR_END, YEAR_END, YEAR_END, date(2027, 4, 30), date(2026, 12, 31)])


def periods(**more: Any) -> list[Period]:
    """Those of these kinds, in order."""
    return list(Period.objects.filter(**more).order_by("starts_on"))


class PeriodRules(CalendarRules):
    """Periods, and what is posted at their ends."""

    @rule(ago=AGO, who=WHO)
    def revalue(self, ago: int, who: str) -> None:
        """What is held in other currencies at a month's last rates, taken back the next day; once, or what changed."""
        on = month_end(self.today, ago)

        def revalued(entries: list[JournalEntry]) -> None:
            assert len(entries) == self.model.revalue(on, controllers=who == "clara")
            assert not self.model.unrevalued(on)
            self.compare(on)

        self.attempt(lambda: books.revalue(self.entity, on=on, at=noon(self.today), by=self.by(who)), revalued)

    @rule(ends_on=YEAR_ENDS, who=CONTROLLER)
    def carry_year(self, ends_on: date, who: str) -> None:
        """Profit or loss goes to retained earnings; later once more, if something came late."""

        def carried(entry: JournalEntry | None) -> None:
            assert self.model.carry(ends_on, controllers=who == "clara") == (entry is not None)
            self.compare(ends_on)

        self.attempt(
            lambda: books.close_year(self.entity, ends_on=ends_on, at=noon(self.today), by=self.by(who)), carried
        )

    @rule(ago=AGO, who=CONTROLLER)
    def soft_close(self, ago: int, who: str) -> None:
        """From now on a month takes the controller's journals only."""
        period = Period.objects.get(ends_on=month_end(self.today, ago))

        def closed(_: Any) -> None:
            assert self.model.months[period.starts_on.month] == "open"
            self.model.months[period.starts_on.month] = "soft_closed"

        self.attempt(lambda: books.soft_close_period(period, at=noon(self.today), by=self.by(who)), closed)

    @rule(lines=LINES, first=WHO, ago=st.integers(0, 27))
    @precondition(lambda self: "open" in self.model.months.values())
    def write_into_soft_closed(self, lines: Written, first: str, ago: int) -> None:
        """A journal of a soft-closed month, put to somebody, and to the controller if that was in vain."""
        if "soft_closed" not in self.model.months.values():
            self.soft_close(1, "clara")
        for month in [month for month, status in self.model.months.items() if status == "soft_closed"][-1:]:
            known, day = set(self.model.journals), date(2026, month, 28 - ago)
            self.draft(lines, "EUR", False, "fay", (self.today - day).days, None)
            for who in (first, "clara"):
                if drafts := written(pk__in=self.model.journals.keys() - known):
                    self.approve(drafts, who, "write_into_soft_closed")

    @rule(who=CONTROLLER, prepared=st.booleans())
    def close(self, who: str, prepared: bool) -> None:
        """Every month that is over, in order, until one is refused; prepared, or as it stands."""
        for period in periods(status__in=["open", "soft_closed"], ends_on__lt=self.today):
            if prepared:
                self.prepare(period.ends_on)
            for item in close_items():
                books.tick_close_item(period, item=item.key, at=noon(self.today), by=self.by("fay"))
            before = dict(self.model.months)
            self.close_one(period, who)
            if self.model.months == before:
                break

    def close_one(self, period: Period, who: str) -> None:
        """One month."""
        self.attempt(
            lambda: books.close_period(period, at=noon(self.today), by=self.by(who)),
            lambda done: self.model.close(period.ends_on),
            name="close",
        )

    def prepare(self, ends_on: date) -> None:
        """What a month's end asks for."""
        self.run_jobs()
        for who in ("clara", "hannah", "fay"):
            if drafts := written(on__lte=ends_on):
                self.approve(drafts, who, "approve_written")
        if drafts := written(on__lte=ends_on):
            self.discard_written("clara")
        self.revalue_at(ends_on)
        if ends_on == YEAR_END:
            self.carry_year(ends_on, "clara")

    def revalue_at(self, ends_on: date) -> None:
        """As of a month's end, by the controller."""
        self.revalue((self.today.year - ends_on.year) * 12 + self.today.month - ends_on.month, "clara")

    @rule(who=st.sampled_from([*CLERKS, "clara", "clara", "clara", "clara"]))
    @precondition(lambda self: set(self.model.months.values()) != {"open"})
    def reopen(self, who: str) -> None:
        """The last closed or soft-closed month is opened again, or one before it that may not be."""
        period = periods(status__in=["closed", "soft_closed"])[-1]

        def opened(_: Any) -> None:
            later = [self.model.months[month] for month in range(period.starts_on.month + 1, 13)]
            assert period.status == "soft_closed" or "closed" not in later, "opened out of order"
            self.model.months[period.starts_on.month] = "open"

        self.attempt(lambda: books.reopen_period(period, reason="soak", at=noon(self.today), by=self.by(who)), opened)

    @rule(rebuilds=st.booleans(), limit=st.integers(1, 5))
    def fold(self, rebuilds: bool, limit: int) -> None:
        """Balances are folded, or made anew."""
        self.attempt(lambda: books.rebuild_balances(by=SET_UP) if rebuilds else books.fold_balances(limit, by=SET_UP))
