"""The clock goes on, things are done twice, hours are logged, approved, and returned."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from projects.time.actions import approve_time, log_time, return_time, submit_time
from projects.time.models import TimeEntry
from tests.builders import noon
from tests.soak.model_documents import ROLES
from tests.soak.model_rates import month_end
from tests.soak.scene import LAST
from tests.soak.story import CURRENCY, Story

LIMIT = LAST - timedelta(days=33)


class TimeRules(Story):
    """Time, in both senses."""

    @rule(days=st.integers(1, 12), rings=st.booleans())
    @precondition(lambda self: self.today < LIMIT)
    def later(self, days: int, rings: bool) -> None:
        """The clock goes on, and may ring."""
        self.today += timedelta(days=days)
        if rings and self.model.rings(self.today):
            self.attempt(self.run_jobs, name="ring")

    @rule(days=st.integers(1, 4), rings=st.booleans())
    @precondition(lambda self: self.today < LIMIT)
    def next_month(self, days: int, rings: bool) -> None:
        """The first days of a new month, when the last one is looked through."""
        self.later((month_end(self.today) - self.today).days + days, rings)

    @rule()
    @precondition(lambda self: bool(self.last))
    def again(self) -> None:
        """The last call once more."""
        assert self.last is not None
        self.last()
        self.last = None

    @rule(
        currency=CURRENCY, role=st.sampled_from(ROLES), minutes=st.integers(1, 600), who=st.sampled_from(["mia", "tom"])
    )
    def work(self, currency: str, role: str, minutes: int, who: str) -> None:
        """Hours are logged and handed in."""
        task, person = self.scene.tasks[currency, role], self.scene.stage.people[who]

        def log() -> None:
            entry = log_time(person, task=task, work_date=self.today, minutes=minutes, by=self.by(who))
            submit_time([entry], by=self.by(who))

        self.attempt(log)

    @rule(who=st.sampled_from(["jonas", "jonas", "jonas", "mia", "fay"]))
    @precondition(lambda self: TimeEntry.objects.filter(status="submitted").exists())
    def approve_hours(self, who: str) -> None:
        """Whoever may approves what is handed in."""
        entries = list(TimeEntry.objects.filter(status="submitted"))

        def known(outcome: Any) -> None:
            for entry in outcome.done:
                role = "designer" if entry.task.name == "Design" else "developer"
                assert entry.person.user_id != self.scene.stage.users[who].pk, "nobody approves their own time"
                self.model.hours[entry.pk] = (entry.currency, role, entry.minutes)
                self.model.free.add(entry.pk)

        self.attempt(lambda: approve_time(entries, at=noon(self.today), by=self.by(who)), known)

    @rule(any_of_it=st.booleans())
    def return_hours(self, any_of_it: bool) -> None:
        """Approved time goes back, unless it is billed."""
        if not self.model.free:
            self.work("GBP", "designer", 45, "tom")
            self.approve_hours("jonas")
        free = {} if any_of_it or not self.model.free else {"pk__in": self.model.free}
        entries = list(TimeEntry.objects.filter(status="approved", **free).order_by("-pk")[:3])

        def gone(outcome: Any) -> None:
            for entry in outcome.done:
                self.model.free.remove(entry.pk)  # KeyError: billed time came back

        self.attempt(lambda: return_time(entries, comment="again", by=self.by("jonas")), gone)
