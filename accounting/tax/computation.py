"""What taxes make of lines: net, tax and gross, each cent accounted for; pure, exact until the one rounding.

Every amount here is in whole minor units of one currency, exact ones as fractions. An invoice's totals and the
preview of an integrator's own definitions are both computed here, and nowhere else (RULES 1, 3 to 7).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from billing_suite.kernel.values.money import nearest
from billing_suite.kernel.values.refusals import Invalid

Kind = Literal["percent", "fixed", "division"]
Rounding = Literal["document", "line"]


@dataclass(frozen=True)
class Tax:
    """One tax or component, in its place among those that apply.

    percent: rate of the base. fixed: so many minor units a unit of quantity. division: the rate is of the price
    with all division taxes in it. included: the line's amount contains it. adds_to_base: its amount joins the base
    of later ones that are base_affected (a compound tax, RULES 6).
    """

    code: str
    kind: Kind = "percent"
    rate: Decimal = Decimal(0)  # per cent
    amount: Fraction = Fraction(0)  # minor units a unit, of fixed
    included: bool = False
    adds_to_base: bool = False
    base_affected: bool = True


@dataclass(frozen=True)
class TaxedLine:
    """A line's amount in minor units after its discount (with what is included in it), its quantity and taxes."""

    amount: int
    taxes: tuple[Tax, ...]
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True)
class LineTax:
    """One tax of one line: base and amount in minor units."""

    code: str
    base: int
    amount: int


@dataclass(frozen=True)
class ComputedLine:
    """A line's net and its taxes; gross is their sum."""

    net: int
    taxes: tuple[LineTax, ...]

    @property
    def tax(self) -> int:
        """All taxes of the line."""
        return sum(tax.amount for tax in self.taxes)

    @property
    def gross(self) -> int:
        """What the line costs with its taxes."""
        return self.net + self.tax


@dataclass(frozen=True)
class Computation:
    """Net, each tax's base and amount over the document, and each line's part; all add up."""

    net: int
    taxes: tuple[LineTax, ...]
    lines: tuple[ComputedLine, ...]

    @property
    def tax(self) -> int:
        """All taxes of the document."""
        return sum(tax.amount for tax in self.taxes)

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax


@dataclass(frozen=True)
class Share:
    """A quantity as parts of the line's net and of its quantity: both exact."""

    of_net: Fraction
    of_quantity: Fraction

    def at(self, net: Fraction | int, quantity: Fraction) -> Fraction:
        """The quantity for a net and a quantity."""
        return self.of_net * net + self.of_quantity * quantity if self.of_quantity else self.of_net * net


@dataclass(frozen=True)
class Shape:
    """How a row of taxes works on any line: each one's base and amount, and what the included ones take."""

    bases: tuple[Share, ...]
    amounts: tuple[Share, ...]
    included: Share

    def net(self, amount: int, quantity: Fraction) -> Fraction:
        """The exact net of an amount that contains the included taxes."""
        if not self.included.of_net and not self.included.of_quantity:
            return Fraction(amount)
        return (amount - self.included.of_quantity * quantity) / (1 + self.included.of_net)


@lru_cache(maxsize=1024)
def shape_of(taxes: tuple[Tax, ...]) -> Shape:
    """Taxes in their order as parts of the net: percentages, amounts a unit and divisions are all linear in it."""
    dividing = sum((Fraction(tax.rate) / 100 for tax in taxes if tax.kind == "division"), Fraction(0))
    if dividing >= 1:
        raise Invalid("division taxes take the whole price: their rates add up to 100 % or more", rule="RULES 6")
    added = Share(Fraction(0), Fraction(0))
    bases, amounts = [], []
    for tax in taxes:
        base = Share(1 + added.of_net, added.of_quantity) if tax.base_affected else Share(Fraction(1), Fraction(0))
        amount = _amount_of(tax, base, dividing)
        if tax.adds_to_base:
            added = Share(added.of_net + amount.of_net, added.of_quantity + amount.of_quantity)
        bases.append(base)
        amounts.append(amount)
    taken = [amount for tax, amount in zip(taxes, amounts, strict=True) if tax.included]
    included = Share(
        sum((share.of_net for share in taken), Fraction(0)), sum((share.of_quantity for share in taken), Fraction(0))
    )
    if included.of_net <= -1:
        raise Invalid("the included taxes take the whole price", rule="RULES 7")
    return Shape(tuple(bases), tuple(amounts), included)


def _amount_of(tax: Tax, base: Share, dividing: Fraction) -> Share:
    if tax.kind == "fixed":
        return Share(Fraction(0), tax.amount)
    rate = Fraction(tax.rate) / 100
    if tax.kind == "division":
        rate /= 1 - dividing
    return Share(base.of_net * rate, base.of_quantity * rate)


def compute(lines: Sequence[TaxedLine], rounding: Rounding = "document") -> Computation:
    """Net and taxes of a document; by document each tax is rounded once, by line on each line (RULES 5, 7).

    By document, a line's cents are those that its tax grows by when the lines are added up in their order, so the
    lines are the whole. An included tax is taken out first: net = amount - tax.
    """
    running = _Running(rounding)
    computed = tuple(running.add(line) for line in lines)
    return Computation(sum(line.net for line in computed), running.taxes(), computed)


@dataclass
class _Base:
    """What a tax is on, over the document: amounts, the included taxes in them by code, what earlier taxes added."""

    amounts: int = 0
    taken: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    beside: Fraction = Fraction(0)

    def whole(self) -> int:
        """In whole minor units, each included tax rounded once: whatever the order of the lines, the same."""
        return self.amounts - sum(nearest(tax) for tax in self.taken.values()) + nearest(self.beside)


class _Running:
    """The taxes so far, exact and given, by code in the order of their first line."""

    def __init__(self, rounding: Rounding) -> None:
        self.rounding = rounding
        self.exact: dict[str, Fraction] = defaultdict(Fraction)
        self.bases: dict[str, _Base] = defaultdict(_Base)
        self.given: dict[str, list[int]] = {}  # code: base, amount

    def add(self, line: TaxedLine) -> ComputedLine:
        """One more line: the included taxes are taken out, the others put on what is left."""
        shape, quantity = shape_of(line.taxes), Fraction(line.quantity)
        exact = shape.net(line.amount, quantity)
        shares = [share.at(exact, quantity) for share in shape.amounts]
        pairs = list(zip(line.taxes, shares, strict=True))
        amounts = [self.rounded(tax.code, share) if tax.included else None for tax, share in pairs]
        net = line.amount - sum(amount for amount in amounts if amount is not None)
        told: list[LineTax] = []
        joined = 0
        for i, (tax, amount) in enumerate(zip(line.taxes, amounts, strict=True)):
            base = self.base(line, shape, i, exact, net, joined)
            if amount is None:
                amount = self.put_on(tax, shape, i, shares[i], base)
            told.append(LineTax(tax.code, base, amount))
            joined += amount if tax.adds_to_base else 0
        self.note(told)
        return ComputedLine(net, tuple(told))

    def put_on(self, tax: Tax, shape: Shape, i: int, exact: Fraction, base: int) -> int:
        """A tax that is not included: by document its exact share, by line on what was rounded before it."""
        if self.rounding == "document" or tax.kind == "fixed":
            return self.rounded(tax.code, exact)
        return nearest(shape.amounts[i].of_net / shape.bases[i].of_net * base)

    def base(self, line: TaxedLine, shape: Shape, i: int, exact: Fraction, net: int, joined: int) -> int:
        """The line's base of a tax: its net, and what earlier taxes added."""
        tax, quantity = line.taxes[i], Fraction(line.quantity)
        if self.rounding == "line":
            return net + (joined if tax.base_affected else 0)
        held = self.bases[tax.code]
        held.amounts += line.amount
        for other, share in zip(line.taxes, shape.amounts, strict=True):
            if other.included:
                held.taken[other.code] += share.at(exact, quantity)
        beside = shape.bases[i].at(exact, quantity) - exact
        before, held.beside = held.beside, held.beside + beside
        return net + (nearest(held.beside) - nearest(before) if beside else 0)

    def rounded(self, code: str, exact: Fraction) -> int:
        """By line the nearest; by document what the rounded sum grows by."""
        if self.rounding == "line":
            return nearest(exact)
        before = self.exact[code]
        self.exact[code] = before + exact
        return nearest(before + exact) - nearest(before)

    def note(self, told: Sequence[LineTax]) -> None:
        """Add a line's taxes to the document's."""
        for each in told:
            held = self.given.setdefault(each.code, [0, 0])
            held[0] += each.base
            held[1] += each.amount

    def taxes(self) -> tuple[LineTax, ...]:
        """Each tax over the document."""
        by_document = self.rounding == "document"
        return tuple(
            LineTax(code, self.bases[code].whole() if by_document else base, amount)
            for code, (base, amount) in self.given.items()
        )


def spread(whole: int, weights: Sequence[int]) -> list[int]:
    """An amount over lines by weights of either sign, rounded cumulatively: the shares are the whole (RULES 3, 4)."""
    total = sum(weights)
    if not total:
        if whole:
            raise Invalid("a discount needs an amount that it reduces", rule="RULES 4")
        return [0] * len(weights)
    shares, running, given = [], 0, 0
    for weight in weights:
        running += weight
        upto = nearest(Fraction(whole * running, total))
        shares.append(upto - given)
        given = upto
    return shares


def discounted(lines: Sequence[TaxedLine], discount: int, rounding: Rounding, *, on_gross: bool) -> Computation:
    """The document with a discount on it, spread over its lines exactly and before tax (RULES 4).

    On the net, the taxes follow from what is left; on the gross, what is left contains all taxes.
    """
    whole = compute(lines, rounding)
    parts = [line.gross if on_gross else line.net for line in whole.lines]
    left = [part - share for part, share in zip(parts, spread(discount, parts), strict=True)]
    return compute(
        [
            TaxedLine(amount, tuple(replace(tax, included=on_gross) for tax in line.taxes), line.quantity)
            for amount, line in zip(left, lines, strict=True)
        ],
        rounding,
    )
