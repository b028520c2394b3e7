"""What comes by the calendar: recurring journals, accruals that take themselves back, jobs that park."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounting.books import actions as books
from accounting.books.models import ManualJournal, RecurringJournal
from billing_suite.kernel.work.actions import retry_jobs
from billing_suite.kernel.work.models import Job
from tests.builders import noon
from tests.soak.model_journals import MONTHS, Recurring, Written
from tests.soak.model_rates import month_end
from tests.soak.rules_journals import LINES, JournalRules, journal_of, offers, signed
from tests.soak.story import BY_THE_CALENDAR, CLERKS, CURRENCY, WHO

CADENCE = st.sampled_from(["monthly", "monthly", *MONTHS])
CLERK = st.sampled_from([*CLERKS * 2, "otto"])


class CalendarRules(JournalRules):
    """Journals that nobody posts by hand."""

    @rule(
        lines=LINES,
        currency=CURRENCY,
        cadence=CADENCE,
        first=st.integers(-40, 10),
        ends=st.booleans(),
        until=st.one_of(st.none(), st.integers(0, 100)),
        accrues=st.booleans(),
        who=CLERK,
        approver=st.one_of(st.none(), CLERK),
    )
    def set_up_recurring(
        self,
        lines: Written,
        currency: str,
        cadence: str,
        first: int,
        ends: bool,
        until: int | None,
        accrues: bool,
        who: str,
        approver: str | None,
    ) -> None:
        """One that comes again, from a day or a month's end on, and may be an accrual each time."""
        day = self.today + timedelta(days=first)
        start, told = month_end(day) if ends else day, signed(lines, takes=False)
        last = None if until is None else start + timedelta(days=until)

        def draft() -> RecurringJournal:
            return books.draft_recurring_journal(
                self.entity,
                description="Soak",
                lines=offers(told, currency),
                cadence=cadence,
                first_on=start,
                until=last,
                reverses_next=accrues,
                by=self.by(who),
            )

        def drafted(made: RecurringJournal) -> None:
            self.model.recurring[made.pk] = Recurring(currency, told, cadence, start, last, accrues, who)

        known = len(self.model.recurring)
        self.attempt(draft, drafted)
        if approver and len(self.model.recurring) > known:
            self.approve_recurring(approver)

    @rule(who=CLERK)
    @precondition(lambda self: any(each.state == "draft" for each in self.model.recurring.values()))
    def approve_recurring(self, who: str) -> None:
        """Whoever may says yes, once for all that come."""
        held = RecurringJournal.objects.filter(status="draft").order_by("reference").last()
        assert held is not None

        def approved(_: Any) -> None:
            recurring = self.model.recurring[held.pk]
            assert recurring.state == "draft" and recurring.maker != who, "nobody approves what they wrote"
            recurring.state = "active"
            self.model.alarms["occurrence", held.pk, recurring.first] = "due"

        self.attempt(lambda: books.approve_recurring_journal(held, at=noon(self.today), by=self.by(who)), approved)

    @rule(data=st.data(), who=WHO)
    @precondition(lambda self: bool(self.model.recurring))
    def end_recurring(self, data: Any, who: str) -> None:
        """One comes no more, mostly one that has not ended yet."""
        going = sorted((key for key, each in self.model.recurring.items() if each.state != "ended"), key=str)
        held = RecurringJournal.objects.get(pk=going[0]) if going else self.some_recurring(data)

        def ended(_: Any) -> None:
            assert self.model.recurring[held.pk].state != "ended"
            self.model.recurring[held.pk].state = "ended"

        self.attempt(lambda: books.end_recurring_journal(held, by=self.by(who)), ended)

    @rule(data=st.data(), lines=LINES, who=CLERK, ahead=st.one_of(st.integers(-10, 20), st.integers(20, 70)))
    def post_due(self, data: Any, lines: Written, who: str, ahead: int) -> None:
        """Somebody posts what is due, late or before the calendar does, mostly of one that goes on."""
        running = sorted((key for key in self.model.recurring if self.model.runs(key)), key=str)
        if not running:
            self.set_up_recurring(lines, "EUR", "monthly", -5, False, None, False, "fay", "hannah")
        if self.model.recurring:
            held = RecurringJournal.objects.get(pk=running[-1]) if running and ahead % 5 else self.some_recurring(data)
            self.post(held, self.today + timedelta(days=ahead), who)

    def post(self, held: RecurringJournal, through: date, who: str) -> None:
        """What of this one is due through a day."""

        def posted(made: list[ManualJournal]) -> None:
            assert [journal.on for journal in made] == self.model.due(held.pk, through)
            self.model.occur(held.pk, through)

        self.attempt(lambda: books.post_occurrences(held, through=through, by=self.by(who)), posted, name="post_due")

    def some_recurring(self, data: Any) -> RecurringJournal:
        """One of them."""
        key = data.draw(st.sampled_from(sorted(self.model.recurring, key=str)))
        return RecurringJournal.objects.get(pk=key)

    @rule()
    @precondition(lambda self: bool(self.model.rings(self.today)))
    def ring(self) -> None:
        """Jobs run by themselves."""
        self.attempt(self.run_jobs)

    @rule(data=st.data(), lines=LINES, days=st.integers(1, 31), who=CLERK)
    def take_accrual_back(self, data: Any, lines: Written, days: int, who: str) -> None:
        """Somebody takes an accrual back before its day, or again; where there is none, one is written first."""
        if not self.accruals():
            self.write(lines, "EUR", False, "fay", 0, days, "hannah")
        if accruals := self.accruals():
            self.take_back(data.draw(st.sampled_from(accruals)), who)

    def accruals(self) -> list[Any]:
        """The posted ones."""
        return sorted((key for key, each in self.model.journals.items() if each.booked and each.back), key=str)

    def take_back(self, key: Any, who: str) -> None:
        """This accrual, by somebody."""
        journal = journal_of(key)

        def taken_back(_: Any) -> None:
            self.model.take_back(key)

        self.attempt(lambda: books.post_reversal(journal, by=self.by(who)), taken_back, name="take_accrual_back")

    @rule(lines=LINES, who=CLERK, rings=st.booleans())
    @precondition(lambda self: set(self.model.months.values()) != {"open"})
    def try_again(self, lines: Written, who: str, rings: bool) -> None:
        """What has parked is put back in line; where nothing has, first something comes into a month that is closed."""
        if "parked" not in self.model.alarms.values():
            month = min(month for month, status in self.model.months.items() if status != "open")
            first = (date(2026, month, 15) - self.today).days
            self.set_up_recurring(lines, "EUR", "quarterly", first, False, 40, False, "fay", "hannah")
            self.attempt(self.run_jobs, name="ring")
        self.retry(who)
        if rings:
            self.attempt(self.run_jobs, name="ring")

    def retry(self, who: str) -> None:
        """By somebody."""
        jobs = list(Job.objects.filter(task__startswith=BY_THE_CALENDAR, status="parked"))

        def queued(_: Any) -> None:
            for alarm, state in self.model.alarms.items():
                self.model.alarms[alarm] = "due" if state == "parked" else state

        self.attempt(lambda: retry_jobs(jobs, at=noon(self.today), by=self.by(who)), queued, name="try_again")
