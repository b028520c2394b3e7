"""An independent model of the books: dicts and whole numbers, written from the rules and not from the code."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.soak.scene import PRICES, rate_on

PLACES = {"EUR": 2, "GBP": 2, "USD": 2, "JPY": 0, "KWD": 3}
ROLES = ("designer", "developer")


def half_up(value: Decimal) -> int:
    """Ties away from zero (RULES 1)."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_base(minor: int, currency: str, day: date) -> int:
    """Euro cents for an amount at the day's rate, rounded once (RULES 22)."""
    return half_up(Decimal(minor).scaleb(2 - PLACES[currency]) * rate_on(currency, day))


def net_of(currency: str, minutes: dict[str, int]) -> list[int]:
    """Net of each role's line: hours to two decimals times the price, rounded once (RULES 2)."""
    nets = []
    for role, price in zip(ROLES, PRICES[currency], strict=True):
        if minutes.get(role):
            hours = (Decimal(minutes[role]) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            nets.append(half_up((hours * Decimal(price)).scaleb(PLACES[currency])))
    return nets


@dataclass
class Part:
    """Something that is used up bit by bit: an open invoice, or a receipt in credit; its base amount goes along."""

    currency: str
    amount: int
    base: int
    since: date
    used: int = 0
    used_base: int = 0

    @property
    def left(self) -> int:
        """Minor units not used yet."""
        return self.amount - self.used

    def take(self, part: int) -> int:
        """Use a part; its base amount, cumulative and rounded, the last one taking what remains (RULES 23)."""
        self.used += part
        upto = half_up(Decimal(self.base) * self.used / self.amount)
        taken, self.used_base = upto - self.used_base, upto
        return taken


@dataclass
class Model:
    """What the books must say."""

    accounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # euro cents by number
    dated: list[tuple[date, str, int]] = field(default_factory=list)
    items: dict[Any, Part] = field(default_factory=dict)
    credits: dict[Any, Part] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)  # months
    approved: dict[Any, tuple[str, str, int]] = field(default_factory=dict)  # free time: currency, role, minutes
    billed: dict[Any, set[Any]] = field(default_factory=dict)  # draft or issued invoice -> time entries
    numbers: int = 0

    def book(self, day: date, *lines: tuple[str, int]) -> None:
        """One balanced event."""
        assert sum(amount for _, amount in lines) == 0, lines
        assert day.month not in self.closed, f"posted into {day}, which is closed"
        for number, amount in lines:
            self.accounts[number] += amount
            self.dated.append((day, number, amount))

    def balances(self, as_of: date) -> dict[str, int]:
        """What stands on each account at the end of a day."""
        found: dict[str, int] = defaultdict(int)
        for day, number, amount in self.dated:
            if day <= as_of:
                found[number] += amount
        return {number: amount for number, amount in found.items() if amount}

    def issue(self, key: Any, currency: str, nets: list[int], day: date) -> int:
        """An invoice: receivable against revenue and, at home, 19 % tax on the sum; its gross."""
        net = sum(nets)
        tax = half_up(Decimal(net) * 19 / 100) if currency == "EUR" else 0
        base = {"4000": -to_base(net, currency, day), "2200": -to_base(tax, currency, day)}
        self.book(day, ("1200", -sum(base.values())), *base.items())
        self.items[key] = Part(currency, net + tax, -sum(base.values()), day)
        self.numbers += 1
        return net + tax

    def receive(self, key: Any, currency: str, amount: int, day: date) -> None:
        """Money on the bank, the customer's credit."""
        base = to_base(amount, currency, day)
        self.book(day, ("1000", base), ("2100", -base))
        self.credits[key] = Part(currency, amount, base, day)

    def allocate(self, receipt: Any, invoice: Any, part: int, day: date) -> None:
        """Credit used at its own rate, receivable relieved at its own, the difference realised."""
        used, relieved = self.credits[receipt].take(part), self.items[invoice].take(part)
        gain = used - relieved
        self.book(day, ("2100", used), ("1200", -relieved), ("7100" if gain > 0 else "7200", -gain))
