"""Money is whole minor units with a currency (INV-07); one function rounds (RULES 1)."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from moneyed import Currency, Money, get_currency
from moneyed.classes import CURRENCIES, CurrencyDoesNotExist

from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.values.shares import parts

__all__ = [
    "Money",
    "currency_codes",
    "dump",
    "exponent",
    "from_minor",
    "money",
    "nearest",
    "parse",
    "parse_decimal",
    "round_half_up",
    "split",
    "to_minor",
    "zero",
]

PLAIN_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?", re.ASCII)
# ISO 4217 minor units where the library's table (CLDR usage) differs from the standard's list.
ISO_EXPONENTS = {"CLF": 4, "UYW": 4, "UYI": 0}


class CurrencyMismatch(Refusal):
    """Two currencies met where one was expected; the suite converts only by a stored rate."""

    code = "currency-mismatch"


def exponent(currency: str) -> int:
    """How many decimals the currency has by ISO 4217 (JPY 0, EUR 2, KWD 3, CLF 4)."""
    return _known(currency)[1]


@cache
def _known(currency: str) -> tuple[Currency, int]:
    """The library's currency, and its decimals."""
    try:
        found = get_currency(currency)
    except CurrencyDoesNotExist:
        raise Invalid(f"{currency!r} is not an ISO 4217 currency", rule="INV-07") from None
    return found, ISO_EXPONENTS.get(currency, len(str(found.sub_unit)) - 1)


def currency_codes() -> list[str]:
    """Every ISO 4217 code the suite knows, sorted."""
    return sorted(CURRENCIES)


def round_half_up(amount: Decimal, currency: str) -> Money:
    """The one rounding of the suite: half away from zero, to the currency's minor unit (RULES 1)."""
    quantum = Decimal(1).scaleb(-exponent(currency))
    return Money(amount.quantize(quantum, rounding=ROUND_HALF_UP) + 0, currency)  # + 0: nothing has no sign


def nearest(minor: Fraction | int) -> int:
    """Whole minor units from an exact fraction of them, by the same rounding: half away from zero (RULES 1)."""
    over, under = abs(minor.numerator), minor.denominator
    whole = (2 * over + under) // (2 * under)
    return whole if minor >= 0 else -whole


def money(amount: str | int | Decimal, currency: str) -> Money:
    """An exact amount; one with more decimals than the currency has is refused, never rounded."""
    value = parse_decimal(amount) if isinstance(amount, str) else Decimal(amount)
    rounded = round_half_up(value, currency)
    if rounded.amount != value:
        raise Invalid(f"{value} has more decimals than {currency} knows", rule="INV-07")
    return rounded


def zero(currency: str) -> Money:
    """Nothing, in this currency."""
    return from_minor(0, currency)


def to_minor(value: Money) -> int:
    """Whole minor units of an exact amount."""
    scaled = value.amount.scaleb(exponent(value.currency.code))
    if scaled != scaled.to_integral_value():
        raise Invalid(f"{value.amount} {value.currency.code} is not a whole number of minor units", rule="INV-07")
    return int(scaled)


def from_minor(minor: int, currency: str) -> Money:
    """The amount that so many minor units are."""
    known, decimals = _known(currency)
    return Money(Decimal(minor).scaleb(-decimals), known)


def split(whole: Money, weights: Sequence[int | Decimal]) -> list[Money]:
    """Shares by weight that add up to the whole: rounded cumulatively, so no cent is lost (RULES 3)."""
    currency = whole.currency.code
    return [from_minor(part, currency) for part in parts(to_minor(whole), weights)]


def dump(value: Money) -> dict[str, str]:
    """Money as JSON: the amount a string with the currency's decimals; an inexact one is refused."""
    currency = value.currency.code
    exact = from_minor(to_minor(value), currency)
    return {"amount": f"{exact.amount:.{exponent(currency)}f}", "currency": currency}


def parse_decimal(text: Any) -> Decimal:
    """A plain decimal; exponents, underscores, other digits and blanks are refused (INV-07)."""
    if not isinstance(text, str) or not PLAIN_DECIMAL.fullmatch(text):
        raise Invalid(f"{str(text)[:40]!r} is not a plain decimal number", rule="INV-07")
    return Decimal(text)


def parse(value: Any) -> Money:
    """JSON money back to Money: exactly the two keys, the amount a string."""
    if not isinstance(value, Mapping) or set(value) != {"amount", "currency"}:
        raise Invalid('money is {"amount": "1234.50", "currency": "EUR"}', rule="INV-07")
    if not isinstance(value["amount"], str) or not isinstance(value["currency"], str):
        raise Invalid("amount and currency of money are strings", rule="INV-07")
    return money(value["amount"], value["currency"])
