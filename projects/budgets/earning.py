"""How a budget stands, by the rules of earned value: pure, over sums of minutes.

Earned value after ANSI/EIA-748: what is done of the work, at the price that was planned for it. Per cent done are those
of the tasks, weighted by their estimates. The estimate at completion is what was worked plus what is still to do:
somebody's own estimate where there is one, else what the tasks still hold; where no task says how far it is, the
budget's rest.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from billing_suite.kernel.values.money import Money, round_half_up


@dataclass(frozen=True)
class Standing:
    """A promise: its budget, first and in force; what was worked on it; how far it is; and what it will have taken."""

    line: Any
    revision: int
    baseline: int
    baseline_amount: Money
    budget: int
    amount: Money
    approved: int
    pending: int
    estimated: int  # minutes of its tasks
    done: int  # of them, those that are done
    stated: int | None  # minutes to complete by somebody's own estimate

    @property
    def worked(self) -> int:
        """Approved, and logged but not approved."""
        return self.approved + self.pending

    @property
    def left(self) -> int:
        """What the budget still holds; below zero once it is overrun."""
        return self.budget - self.worked

    @property
    def used(self) -> Decimal | None:
        """Of the budget, in per cent to one place; None without a budget."""
        return percent(self.worked, self.budget)

    @property
    def progress(self) -> Decimal | None:
        """How much of the work is done, in per cent to one place; None where no task has hours."""
        return percent(self.done, self.estimated)

    @property
    def to_complete(self) -> int:
        """Minutes still to do."""
        if self.stated is not None:
            return self.stated
        if self.done:
            return self.estimated - self.done
        return max(self.budget - self.worked, 0)

    @property
    def at_completion(self) -> int:
        """Minutes it will have taken."""
        return self.worked + self.to_complete

    @property
    def variance(self) -> int:
        """The budget less what it will have taken: below zero is an overrun."""
        return self.budget - self.at_completion

    @property
    def earned(self) -> int:
        """Of the budgeted minutes, those whose work is done."""
        if not self.estimated:
            return 0
        return int((Decimal(self.budget) * self.done / self.estimated).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def earned_amount(self) -> Money:
        """Of the price, what the work that is done is worth (RULES 4)."""
        if not self.estimated:
            return self.amount * 0
        return round_half_up(self.amount.amount * self.done / self.estimated, self.amount.currency.code)

    @property
    def efficiency(self) -> Decimal | None:
        """Earned minutes per minute worked, to two places: below one, it takes longer than planned."""
        if not self.worked:
            return None
        return (Decimal(self.earned) / self.worked).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    @property
    def tone(self) -> str:
        """Overrun, about to be, or fine."""
        if self.left < 0:
            return "danger"
        return "warning" if self.variance < 0 else ""


def percent(part: int, whole: int) -> Decimal | None:
    """In per cent to one place."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) if whole else None
