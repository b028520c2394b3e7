"""Net, tax and gross of a document: one rounding per tax group and component (RULES 5, 6)."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from accounting.tax.decision import TaxDecision
from billing_suite.kernel.values.money import Money, round_half_up, zero


@dataclass(frozen=True)
class TaxedComponent:
    """One component of one group: its base, its amount, both in document currency."""

    group: int
    decision: TaxDecision
    component: str
    rate: Any
    base: Money
    tax: Money


@dataclass(frozen=True)
class Totals:
    """A document's totals, and the group of each line in the order given."""

    net: Money
    tax: Money
    gross: Money
    groups: Sequence[int]
    components: Sequence[TaxedComponent]


def total_up(lines: Iterable[tuple[Money, TaxDecision]], currency: str) -> Totals:
    """Tax = round(sum of the group's nets x rate / 100), one rounding a group, component and document (RULES 5)."""
    numbers: dict[Hashable, int] = {}
    nets: list[Money] = []
    decisions: list[TaxDecision] = []
    groups: list[int] = []
    for net, decision in lines:
        group = numbers.setdefault(decision.key, len(numbers))
        if group == len(nets):
            nets.append(zero(currency))
            decisions.append(decision)
        nets[group] += net
        groups.append(group)
    components = [
        TaxedComponent(
            group,
            decision,
            part.name,
            part.rate,
            nets[group],
            round_half_up(nets[group].amount * part.rate / 100, currency),
        )
        for group, decision in enumerate(decisions)
        for part in decision.components
    ]
    net = sum(nets, zero(currency))
    tax = sum((part.tax for part in components), zero(currency))
    return Totals(net, tax, net + tax, groups, components)
