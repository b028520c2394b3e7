"""One story: who acts, which day it is, and what every rule does with a yes and a no."""

import inspect
from collections import Counter, deque
from collections.abc import Callable
from datetime import date
from typing import Any
from unittest.mock import patch

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.stateful import Rule, RuleBasedStateMachine, RuleStrategy

from accounting.books.models import LedgerAccount
from accounting.books.reports import balances
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import BrokenRule, Refusal
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Job
from tests.builders import noon
from tests.soak.model import Model
from tests.soak.scene import CURRENCIES, Scene

CLERKS = ["hannah", "fay", "clara"]
WHO = st.sampled_from([*CLERKS * 4, "jonas", "lena", "ada", "otto"])
FINANCE = st.sampled_from([*CLERKS[:2] * 3, "clara", "lena", "otto"])
CONTROLLER = st.sampled_from(["clara", "clara", "clara", "clara", "hannah", "ada"])
CURRENCY = st.sampled_from(sorted(CURRENCIES))
SCENES: list[Scene] = []  # set once by the runner
SEEN: Counter[tuple[str, bool]] = Counter()  # how often each rule went through, and was refused
BY_THE_CALENDAR = "accounting.books.tasks.post_"


def nothing(done: Any) -> None:
    """What the model does where the books do not change."""


class EveryRule(RuleStrategy):
    """Hypothesis leaves about half of the rules out of each story; here every story has them all, and takes turns."""

    def __init__(self, machine: RuleBasedStateMachine) -> None:
        super().__init__(machine)
        self.recent: deque[str] = deque(maxlen=10)

    def _rule_is_enabled(self, rule: Rule) -> bool:
        return rule.function.__name__ not in self.recent and self.is_valid(rule)

    def do_draw(self, data: ConjectureData) -> tuple[Rule, dict[str, Any]]:
        rule, arguments = super().do_draw(data)
        self.recent.append(rule.function.__name__)
        return rule, arguments


class Story(RuleBasedStateMachine):
    """In a transaction that is rolled back at its end; jobs go by the story's clock."""

    def __init__(self) -> None:
        super().__init__()
        self._rules_strategy = EveryRule(self)
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.scene, self.model, self.today = SCENES[0], Model(), date(2026, 3, 2)
        self.clock = patch("billing_suite.kernel.work.jobs.now", lambda: noon(self.today))
        self.clock.start()
        self.last: Callable[[], None] | None = None

    def teardown(self) -> None:
        """Count everything again, then take it all back."""
        try:
            broken = [f"{f.check.invariant} {f.check.says}: {f.first}" for f in run_checks() if not f.holds]
            assert not broken, broken
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, work: Callable[[], Any], effect: Callable[[Any], None] = nothing, *, name: str = "") -> None:
        """Do it; a refusal leaves the model as it is. The database's own no is a bug of the verb."""
        frame = inspect.currentframe()
        assert frame is not None and frame.f_back is not None
        rule = name or frame.f_back.f_code.co_name

        def do() -> None:
            try:
                done = work()
            except BrokenRule as error:
                raise AssertionError(f"only the database said no: {error}") from error
            except Refusal:
                SEEN[rule, False] += 1
                return
            effect(done)
            if not isinstance(done, Outcome) or done.done:
                SEEN[rule, True] += 1
            elif done.refused:
                SEEN[rule, False] += 1

        self.last = do
        do()

    @property
    def entity(self) -> LegalEntity:
        """The legal entity as it is now."""
        return LegalEntity.objects.get(pk=self.scene.stage.entity.pk)

    def by(self, name: str) -> Actor:
        """Somebody of the cast."""
        return self.scene.stage.by(name)

    def run_jobs(self) -> None:
        """What is due is done; none stumbles, and those that park are the model's."""
        finish_all()
        self.model.ring(self.today)
        stumbled = Job.objects.filter(status="due", attempts__gt=0).first()
        assert stumbled is None, f"{stumbled}: {stumbled.last_error}"
        parked = Job.objects.filter(task__startswith=BY_THE_CALENDAR, status="parked")
        assert len(parked) == list(self.model.alarms.values()).count("parked"), [job.last_error for job in parked]

    def compare(self, *days: date) -> None:
        """Every account at the end of these days, to the cent."""
        numbers = dict(LedgerAccount.objects.filter(legal_entity=self.scene.stage.entity).values_list("pk", "number"))
        for day in days:
            held = {numbers[key]: amount for key, amount in balances(self.scene.stage.entity, as_of=day).items()}
            assert held == self.model.balances(day), day
