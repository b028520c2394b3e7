"""What an accepted offer promises, line by line and period by period. Pure: nothing is written."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing_suite.kernel.values.dates import day_before, months_on
from billing_suite.kernel.values.money import Money, split
from crm.catalogue.models import BY_PERIOD, MONTHS
from crm.quotes.models import QuoteLine, QuoteVersion
from crm.quotes.pricing import PricedLine, price_version


@dataclass(frozen=True)
class Period:
    """A span that is billed at once."""

    number: int
    starts_on: date
    ends_on: date
    net: Money


@dataclass(frozen=True)
class Promise:
    """One line as the contract holds it: net and price per unit after every discount."""

    line: QuoteLine
    net: Money
    price: Decimal
    agreed: bool  # the price holds for the contract
    periods: list[Period] = field(default_factory=list)


def promises_of(version: QuoteVersion, lines: Sequence[QuoteLine], taken: Container[int]) -> list[Promise]:
    """The lines that are accepted, with the optional ones of these positions, each with its periods if it has any."""
    return [_promise(version, priced) for priced in price_version(version, lines, taken).lines]


def _promise(version: QuoteVersion, priced: PricedLine) -> Promise:
    """A discount makes the price an agreed one: the card of the work date knows none."""
    line = priced.line
    agreed = line.agreed or priced.price != line.price
    return Promise(line, priced.net, priced.price, agreed, periods_of(line, version.starts_on, priced.net))


def periods_of(line: QuoteLine, starts_on: date, net: Money) -> list[Period]:
    """The net of a retainer or a recurring line, split exactly over its periods (RULES 3), the first at the start."""
    if line.billed_by not in BY_PERIOD:
        return []
    step = MONTHS[line.span]
    days = [months_on(starts_on, step * n) for n in range(line.periods + 1)]
    shares = split(net, [1] * line.periods)
    return [
        Period(n, first, day_before(after), share)
        for n, (first, after, share) in enumerate(zip(days, days[1:], shares, strict=False), start=1)
    ]
