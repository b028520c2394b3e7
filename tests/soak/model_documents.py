"""The model's documents: hours, invoices with their open amounts, receipts with their credits."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.soak.model_ledger import Ledger, Line
from tests.soak.model_rates import PLACES, half_up
from tests.soak.scene import PRICES

ROLES = ("designer", "developer")


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
    uses: list[tuple[date, int, int]] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Minor units not used yet."""
        return self.amount - self.used

    def take(self, part: int, day: date) -> int:
        """Use a part; its base amount, cumulative and rounded, the last one taking what remains (RULES 23)."""
        assert 0 < part <= self.left and day >= self.since
        self.used += part
        upto = half_up(Decimal(self.base) * self.used / self.amount)
        taken, self.used_base = upto - self.used_base, upto
        self.uses.append((day, part, taken))
        return taken

    def standing(self, as_of: date) -> tuple[int, int]:
        """Minor units and euro cents not used at the end of a day; nothing before it was there."""
        if as_of < self.since:
            return 0, 0
        uses = [(part, base) for day, part, base in self.uses if day <= as_of]
        return self.amount - sum(part for part, _ in uses), self.base - sum(base for _, base in uses)


@dataclass
class Documents(Ledger):
    """Invoices and receipts, and what they say to the books."""

    hours: dict[Any, tuple[str, str, int]] = field(default_factory=dict)  # ever approved: currency, role, minutes
    free: set[Any] = field(default_factory=set)  # approved and on no live invoice
    billed: dict[Any, set[Any]] = field(default_factory=dict)  # draft or issued invoice -> time entries
    items: dict[Any, Part] = field(default_factory=dict)
    credits: dict[Any, Part] = field(default_factory=dict)
    numbers: int = 0

    @property
    def taken(self) -> list[Any]:
        """Time on live invoices."""
        return [entry for entries in self.billed.values() for entry in entries]

    def nets(self, key: Any, currency: str) -> list[int]:
        """The nets of an invoice's hours."""
        minutes: dict[str, int] = {}
        for entry in self.billed[key]:
            own, role, spent = self.hours[entry]
            assert own == currency
            minutes[role] = minutes.get(role, 0) + spent
        return net_of(currency, minutes)

    def bill(self, key: Any, entries: set[Any]) -> None:
        """Free hours are drafted."""
        assert entries <= self.free, "hours that are not free"
        self.billed[key] = entries
        self.free -= entries

    def discard(self, key: Any) -> set[Any]:
        """A draft's hours are free again."""
        freed = self.billed.pop(key)
        self.free |= freed
        return freed

    def issue(self, key: Any, currency: str, day: date) -> int:
        """An invoice: receivable against revenue and, at home, 19 % tax on the sum; its gross."""
        net = sum(self.nets(key, currency))
        tax = half_up(Decimal(net) * 19 / 100) if currency == "EUR" else 0
        revenue = Line(self.parts["revenue"], -self.rates.to_base(net, currency, day), -net)
        taxes = Line(self.parts["tax_payable"], -self.rates.to_base(tax, currency, day), -tax)
        base = -revenue.base - taxes.base
        self.book(day, currency, [Line(self.parts["receivable"], base, net + tax), revenue, taxes])
        self.items[key] = Part(currency, net + tax, base, day)
        self.numbers += 1
        return net + tax

    def receive(self, key: Any, currency: str, amount: int, day: date) -> None:
        """Money on the bank, the customer's credit."""
        base = self.rates.to_base(amount, currency, day)
        credit = Line(self.parts["customer_credits"], -base, -amount)
        self.book(day, currency, [Line(self.parts["bank"], base, amount), credit])
        self.credits[key] = Part(currency, amount, base, day)

    def allocate(self, receipt: Any, invoice: Any, part: int, day: date) -> None:
        """Credit used at its own rate, receivable relieved at its own, the difference realised."""
        credit, item = self.credits[receipt], self.items[invoice]
        assert credit.currency == item.currency
        used, relieved = credit.take(part, day), item.take(part, day)
        gain = used - relieved
        lines = [
            Line(self.parts["customer_credits"], used, part),
            Line(self.parts["receivable"], -relieved, -part),
            Line(self.parts["exchange_gain" if gain > 0 else "exchange_loss"], -gain),
        ]
        self.book(day, item.currency, [line for line in lines if line.base or line.minor])
