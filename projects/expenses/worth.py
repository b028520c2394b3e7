"""What an expense is worth: paid back in the employer's currency, charged on in the contract's. Pure (RULES 19, 21)."""

from dataclasses import dataclass
from decimal import Decimal

from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, round_half_up


@dataclass(frozen=True)
class Worth:
    """What is paid back, what is charged on if anything is, and the words that say how."""

    base: Money
    rebill: Money | None
    reason: str


def worth_of(gross: Money, tax: Money, *, markup: Decimal, to_base: UsedRate, to_contract: UsedRate | None) -> Worth:
    """The whole is paid back. Charged on is what it cost us, so without the tax that we reclaim, with the mark-up; each
    converted and rounded once.
    """
    base = to_base.convert(gross)
    paid = f"paid back at {to_base.rate.normalize():f} of {to_base.on} ({to_base.source})"
    if to_contract is None:
        return Worth(base, None, f"{paid}; not charged on")
    net = gross - tax
    rebill = round_half_up(net.amount * to_contract.rate * (100 + markup) / 100, to_contract.quote)
    plus = f" plus {markup.normalize():f} %" if markup else ""
    said = f"charged on at cost{plus}, at {to_contract.rate.normalize():f} of {to_contract.on} ({to_contract.source})"
    return Worth(base, rebill, f"{paid}; {said} (RULES 19)")
