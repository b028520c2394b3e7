"""What accepting an offer makes: contract, phases, tasks, milestones, budget and billing plan, decided and not written.

`accept_quote` writes exactly this, and whoever asks beforehand is shown it: there is no second reckoning.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from billing_suite.kernel.values.hours import minutes_of
from billing_suite.kernel.values.money import Money, split, zero
from crm.catalogue.models import BY_PERIOD
from crm.quotes.models import QuoteLine, QuoteMilestone, QuoteShare, QuoteVersion
from projects.contracts.promises import Promise, promises_of


@dataclass(frozen=True)
class PlannedShare:
    """What a milestone bills of one line."""

    line: QuoteLine
    net: Money


@dataclass(frozen=True)
class PlannedMilestone:
    """A delivery and what its acceptance bills."""

    position: int
    name: str
    due_on: date | None
    shares: list[PlannedShare]

    @property
    def net(self) -> Money:
        """What it bills in all."""
        return sum((share.net for share in self.shares), zero(self.shares[0].line.currency))


@dataclass(frozen=True)
class PlannedWork:
    """A task: the line it delivers, in its phase, with the minutes it is planned at."""

    line: QuoteLine
    phase: str
    name: str
    minutes: int


@dataclass(frozen=True)
class BillingStep:
    """What will be billed, and when: a day, or None for what waits for work or for a milestone without one."""

    on: date | None
    what: str
    how: str
    net: Money


@dataclass(frozen=True)
class AcceptancePlan:
    """All that acceptance makes."""

    version: QuoteVersion
    promises: list[Promise]
    phases: list[str]
    tasks: list[PlannedWork]
    milestones: list[PlannedMilestone]

    @property
    def net(self) -> Money:
        """What the contract pays."""
        return sum((promise.net for promise in self.promises), zero(self.version.currency))

    @property
    def minutes(self) -> int:
        """The budget in minutes."""
        return sum(minutes_of(promise.line.effort) for promise in self.promises)

    @property
    def billing(self) -> list[BillingStep]:
        """The billing plan."""
        worked = [(promise.line, promise.net) for promise in self.promises if promise.line.billed_by == "time"]
        periods = [(promise.line, period) for promise in self.promises for period in promise.periods]
        return billing_steps(worked, periods, [(each.name, each.due_on, each.net) for each in self.milestones])


def billing_steps(
    worked: Iterable[tuple[Any, Money]],
    periods: Iterable[tuple[Any, Any]],
    delivered: Iterable[tuple[str, date | None, Money]],
) -> list[BillingStep]:
    """A billing plan in order: what has a day by its day, then milestones without one, then what waits for work.

    `worked` are lines billed by time, `periods` lines with their periods, `delivered` milestones with day and net.
    """
    by_period = [
        BillingStep(period.starts_on, line.description, f"{line.span} {period.number}", period.net)
        for line, period in periods
    ]
    milestones = [BillingStep(due_on, name, "once it is accepted", net) for name, due_on, net in delivered]
    dated = [step for step in (*by_period, *milestones) if step.on is not None]
    return [
        *sorted(dated, key=lambda step: step.on or date.max),
        *(step for step in milestones if step.on is None),
        *(BillingStep(None, line.description, "as the work is approved", net) for line, net in worked),
    ]


def load_acceptance(version: QuoteVersion, taken: Container[int] = ()) -> AcceptancePlan:
    """The plan of a version in three queries, with the optional lines of these positions."""
    lines = list(version.lines.order_by("position"))
    milestones = list(version.milestones.order_by("position"))
    shares = list(version.shares.order_by("milestone__position", "pk"))
    return decide_acceptance(version, lines, milestones, shares, taken)


def decide_acceptance(
    version: QuoteVersion,
    lines: Sequence[QuoteLine],
    milestones: Iterable[QuoteMilestone],
    shares: Iterable[QuoteShare],
    taken: Container[int],
) -> AcceptancePlan:
    """Everything that a yes makes of these rows: pure."""
    promises = promises_of(version, lines, taken)
    held = [promise.line for promise in promises]
    return AcceptancePlan(
        version,
        promises,
        phases=list(dict.fromkeys(line.phase for line in held)),
        tasks=[_work(line) for line in held if line.billed_by not in BY_PERIOD or line.hours],
        milestones=_milestones(promises, milestones, shares),
    )


def _work(line: QuoteLine) -> PlannedWork:
    return PlannedWork(line, line.phase, line.description, minutes_of(line.effort))


def _milestones(
    promises: Sequence[Promise], milestones: Iterable[QuoteMilestone], shares: Iterable[QuoteShare]
) -> list[PlannedMilestone]:
    """Each line's net split over its milestones by their percentages, exactly; a milestone of lines that were not
    taken falls away.
    """
    by_line: dict[int, list[QuoteShare]] = {}
    for share in shares:
        by_line.setdefault(share.line_id, []).append(share)
    billed: dict[int, list[PlannedShare]] = {}
    for promise in promises:
        held = by_line.get(promise.line.pk, [])
        parts = split(promise.net, [share.percent for share in held]) if held else []
        for share, part in zip(held, parts, strict=True):
            billed.setdefault(share.milestone_id, []).append(PlannedShare(promise.line, part))
    kept = [each for each in milestones if each.pk in billed]
    return [PlannedMilestone(n, each.name, each.due_on, billed[each.pk]) for n, each in enumerate(kept, start=1)]
