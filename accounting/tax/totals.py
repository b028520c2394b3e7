"""Net, tax and gross of a document: one rounding a tax group and component (RULES 5, 6, 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounting.tax.computation import Rounding, Tax, TaxedLine, compute
from accounting.tax.decision import TaxDecision
from billing_suite.kernel.values.money import Money, from_minor, to_minor
from billing_suite.kernel.values.refusals import Invalid


@dataclass(frozen=True)
class TaxedComponent:
    """One component of one group: its base, its amount, both in document currency."""

    group: int
    decision: TaxDecision
    component: str
    rate: Decimal
    registration: str
    base: Money
    tax: Money


@dataclass(frozen=True)
class LineTotal:
    """A line's part of the document: its net without tax, and its tax."""

    net: Money
    tax: Money


@dataclass(frozen=True)
class Totals:
    """A document's totals, and the group and the part of each line in the order given."""

    net: Money
    tax: Money
    gross: Money
    groups: Sequence[int]
    components: Sequence[TaxedComponent]
    lines: Sequence[LineTotal]


def total_up(lines: Iterable[tuple[Money, TaxDecision]], currency: str, *, inclusive: bool = False) -> Totals:
    """Tax = round(sum of the group's nets x rate / 100), one rounding a group, component and document (RULES 5).

    With `inclusive` the amounts contain their tax: tax = gross x rate / (100 + rate), net = gross - tax (RULES 7).
    Lines are taxed alike when category, components and reason are equal. A place that rounds by line says so in
    its decision; a document has one way of rounding.
    """
    given = list(lines)
    decisions, groups = grouped(decision for _, decision in given)
    taxes = [component_taxes(number, decision, inclusive) for number, decision in enumerate(decisions)]
    amounts = [TaxedLine(to_minor(amount), taxes[group]) for (amount, _), group in zip(given, groups, strict=True)]
    made = compute(amounts, rounding_of(decisions))
    found = {tax.code: tax for tax in made.taxes}
    components = [
        TaxedComponent(
            group,
            decision,
            part.name,
            part.rate,
            part.registration,
            from_minor(found[tax.code].base, currency),
            from_minor(found[tax.code].amount, currency),
        )
        for group, decision in enumerate(decisions)
        for part, tax in zip(decision.components, taxes[group], strict=True)
    ]
    parts = [LineTotal(from_minor(line.net, currency), from_minor(line.tax, currency)) for line in made.lines]
    net, tax = from_minor(made.net, currency), from_minor(made.tax, currency)
    return Totals(net, tax, net + tax, groups, components, parts)


def rounding_of(decisions: Iterable[TaxDecision]) -> Rounding:
    """The document's one way of rounding: that of its taxed groups."""
    found = {decision.rounding for decision in decisions if decision.category == "S"}
    if len(found) > 1:
        raise Invalid("one document cannot round some taxes by line and others by group", rule="RULES 5")
    return found.pop() if found else "document"


def grouped(each: Iterable[TaxDecision]) -> tuple[list[TaxDecision], list[int]]:
    """The different decisions in the order of their first line, and the number of each line's."""
    numbers: dict[object, int] = {}
    decisions: list[TaxDecision] = []
    groups: list[int] = []
    for decision in each:
        group = numbers.setdefault(decision.key, len(numbers))
        if group == len(decisions):
            decisions.append(decision)
        groups.append(group)
    return decisions, groups


def component_taxes(group: int, decision: TaxDecision, inclusive: bool) -> tuple[Tax, ...]:
    """A decision's components as taxes: a compound one is on top of all that stand before it."""
    compound = any(part.compound for part in decision.components)
    return tuple(
        Tax(
            f"{group}:{part.name}",
            rate=part.rate,
            included=inclusive,
            adds_to_base=compound,
            base_affected=part.compound,
        )
        for part in decision.components
    )
