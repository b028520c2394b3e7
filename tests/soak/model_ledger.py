"""The model's ledger: dated lines, which account plays which part, which month takes postings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tests.soak.model_rates import Rates
from tests.soak.scene import CHART, PARTS


class Line(NamedTuple):
    """One signed amount (debit positive) in euro cents, and in minor units of the document."""

    number: str
    base: int
    minor: int = 0


class Booked(NamedTuple):
    """A line with its day and the document's currency."""

    day: date
    currency: str
    line: Line


def turned(lines: Iterable[Line]) -> list[Line]:
    """The mirror: every sign turned."""
    return [Line(line.number, -line.base, -line.minor) for line in lines]


@dataclass
class Ledger:
    """What the books must say, and where they may say it."""

    rates: Rates = field(default_factory=Rates)
    lines: list[Booked] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=lambda: dict(PARTS))
    chart: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(CHART, True))  # number: takes postings
    months: dict[int, str] = field(default_factory=lambda: dict.fromkeys(range(1, 13), "open"))  # of 2026

    def takes(self, day: date, *, controllers: bool = False) -> bool:
        """Whether an entry may be dated on a day: a soft-closed month takes the controller's only (INV-05)."""
        status = self.months[day.month] if day.year == 2026 else "not there"
        return status == "open" or (status == "soft_closed" and controllers)

    def book(self, day: date, currency: str, lines: Sequence[Line], *, controllers: bool = False) -> None:
        """One balanced event."""
        assert sum(line.base for line in lines) == 0 == sum(line.minor for line in lines), lines
        assert self.takes(day, controllers=controllers), f"posted on {day}, which takes no such posting"
        for line in lines:
            assert self.chart[line.number], f"{line.number} is retired"
            self.lines.append(Booked(day, currency, line))

    def at_home(self, day: date, *lines: tuple[str, int], controllers: bool = False) -> None:
        """One balanced event in euro."""
        self.book(day, "EUR", [Line(number, base, base) for number, base in lines], controllers=controllers)

    def balances(self, as_of: date) -> dict[str, int]:
        """What stands on each account at the end of a day."""
        found: dict[str, int] = defaultdict(int)
        for booked in self.lines:
            if booked.day <= as_of:
                found[booked.line.number] += booked.line.base
        return {number: amount for number, amount in found.items() if amount}

    def held(self, number: str, as_of: date) -> dict[str, tuple[int, int]]:
        """Minor units and euro cents on an account at the end of a day, by foreign currency."""
        found: dict[str, tuple[int, int]] = {}
        for day, currency, line in self.lines:
            if day <= as_of and currency != "EUR" and line.number == number:
                minor, base = found.get(currency, (0, 0))
                found[currency] = minor + line.minor, base + line.base
        return found

    def converted(self, lines: Sequence[tuple[str, int]], currency: str, day: date) -> list[Line]:
        """What people write: each account's sum converted once, the first of the largest takes the remainder."""
        made = [Line(number, self.rates.to_base(minor, currency, day), minor) for number, minor in lines]
        largest = max(range(len(made)), key=lambda place: (abs(made[place].minor), -place))
        left = sum(line.base for line in made)
        return [line._replace(base=line.base - left) if n == largest else line for n, line in enumerate(made)]
