"""Readings of quotes: lines gathered by phase."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from billing_suite.kernel.values.money import Money, zero


@dataclass(frozen=True)
class PhaseShown:
    """The lines of one phase, with their hours and their net."""

    name: str
    lines: list[Any]
    hours: Decimal
    net: Money


def by_phase(lines: Iterable[Any], currency: str) -> list[PhaseShown]:
    """Lines of a quote or contract in their order, gathered by the phase they follow each other in."""
    shown = []
    for name, group in groupby(lines, key=lambda line: line.phase):
        held = list(group)
        net = sum((line.net for line in held), zero(currency))
        shown.append(PhaseShown(name, held, sum((line.hours for line in held), Decimal(0)), net))
    return shown
