"""What an offer comes to: lines, their discounts, the document's discount, and each line's part of it. Pure."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from billing_suite.kernel.values.money import Money, nearest, round_half_up, split, zero
from crm.quotes.models import QuoteLine, QuoteVersion

SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class PricedLine:
    """A line of an offer with what it comes to once the document's discount is spread (RULES 4)."""

    line: QuoteLine
    off: Money  # its part of the document's discount
    net: Money  # after both discounts
    price: Decimal  # per unit after both discounts, six places: what time is billed at


@dataclass(frozen=True)
class Priced:
    """An offer, or the part of it that is taken: before and after the document's discount."""

    lines: list[PricedLine]
    before: Money
    discount: Money
    net: Money
    listed: Money  # what our own lists ask for the same; a line that no list knows counts at its own price

    @property
    def hours(self) -> Decimal:
        """The effort planned."""
        return sum((each.line.effort for each in self.lines), Decimal(0))

    @property
    def discount_percent(self) -> Decimal:
        """How far the whole is below our lists, in per cent to two places; nothing where it is above."""
        if self.listed.amount <= 0 or self.net >= self.listed:
            return Decimal(0)
        share = (self.listed.amount - self.net.amount) * 100 / self.listed.amount
        return share.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def line_net(line: QuoteLine) -> Money:
    """Quantity x price less the line's discount, rounded once (RULES 2); on a retainer or a recurring line that is one
    period, and the line is all its periods.
    """
    one = line.quantity * line.price * (100 - line.discount) / 100
    return round_half_up(one, line.currency) * line.periods


def listed_net(line: QuoteLine) -> Money:
    """The same at our own list's price; at the line's own where no list knows it or asks less."""
    price = line.price if line.list_price is None else max(line.list_price, line.price)
    return round_half_up(line.quantity * price, line.currency) * line.periods


def price_document(
    lines: Sequence[QuoteLine], currency: str, *, discount: Decimal, amount: Money, taken: Container[int] = ()
) -> Priced:
    """The lines that are not optional, and the optional ones whose positions are taken, with the document's discount
    spread over them by net, exactly (RULES 4). `discount` is in per cent, or else `amount` comes off the whole.
    """
    held = [line for line in lines if not line.optional or line.position in taken]
    nets = [line.net for line in held]
    before = sum(nets, zero(currency))
    off = round_half_up(before.amount * discount / 100, currency) if discount else min(amount, before)
    shares = split(off, [net.amount for net in nets]) if before.amount > 0 else nets
    kept = 1 - Fraction(off.amount) / Fraction(before.amount) if before.amount > 0 else Fraction(1)
    if discount:
        kept = (100 - Fraction(discount)) / 100
    priced = [
        PricedLine(line, share, net - share, _unit_price(line, kept))
        for line, net, share in zip(held, nets, shares, strict=True)
    ]
    listed = sum((listed_net(line) for line in held), zero(currency))
    return Priced(priced, before, off, before - off, listed)


def price_version(version: QuoteVersion, lines: Sequence[QuoteLine], taken: Container[int] = ()) -> Priced:
    """A version as it stands, with the optional lines of these positions."""
    return price_document(
        lines, version.currency, discount=version.discount, amount=version.discount_amount, taken=taken
    )


def _unit_price(line: QuoteLine, kept: Fraction) -> Decimal:
    """The price per unit after both discounts, to six places."""
    exact = Fraction(line.price) * (100 - Fraction(line.discount)) / 100 * kept
    return nearest(exact * 1_000_000) * SIX_PLACES
