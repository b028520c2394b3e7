"""What tax an offer would bear, asked of the floor that knows tax by those below it.

The room of taxes registers its reading; who offers asks here. Where the facts do not decide, there is a sentence that
says so, and never a tax of zero (RULES 8).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from billing_suite.kernel.values.money import Money


@dataclass(frozen=True)
class ShownTax:
    """One tax of an offer: its name, rate in per cent, what it is on, and what it comes to."""

    name: str
    rate: Decimal
    base: Money
    tax: Money


@dataclass(frozen=True)
class TaxShown:
    """The taxes of an offer and what it comes to with them; or, in `undecided`, why that is not known yet."""

    taxes: list[ShownTax] = field(default_factory=list)
    gross: Money | None = None
    notes: list[str] = field(default_factory=list)  # why no tax is charged, in the law's words
    undecided: str = ""


Lines = Sequence[tuple[str, Money]]  # kind of supply, net
Reading = Callable[[Any, Lines, date], TaxShown]
_READING: dict[str, Reading] = {}


def register_tax_preview(reading: Reading) -> None:
    """Answer from now on what tax an offer to a customer would bear on a day; the last one registered answers."""
    _READING["tax"] = reading


def preview_tax(customer: Any, lines: Lines, on: date) -> TaxShown:
    """The taxes of so many nets, supplied to a customer on a day, by what is known of both today."""
    reading = _READING.get("tax")
    return reading(customer, lines, on) if reading else TaxShown(undecided="no taxes are set up")
