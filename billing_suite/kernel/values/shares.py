"""A whole number parted by weights, nothing lost: minutes over tasks, units over months."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from billing_suite.kernel.values.refusals import Invalid


def parts(whole: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Shares by weight that add up to the whole: rounded cumulatively, so nothing is lost (RULES 3)."""
    total = sum((Decimal(weight) for weight in weights), Decimal(0))
    if not weights or total <= 0 or any(weight < 0 for weight in weights):
        raise Invalid("a whole is split by weights that are not negative and not all zero", rule="RULES 3")
    shares: list[int] = []
    running, given = Decimal(0), 0
    for weight in weights:
        running += Decimal(weight)
        upto = int((whole * running / total).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        shares.append(upto - given)
        given = upto
    return shares
