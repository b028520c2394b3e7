"""Hold the same truth from two sides: invariants counted again by queries, registered room by room (STYLE 23)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One invariant, what it says, and the query that finds the rows that break it."""

    invariant: str
    says: str
    find: Callable[[], Iterable[Any]]


@dataclass(frozen=True)
class Finding:
    """What a check found: nothing, or how many rows and the first ten."""

    check: Check
    count: int
    first: list[str]

    @property
    def holds(self) -> bool:
        """Whether the invariant holds."""
        return self.count == 0


CHECKS: list[Check] = []


def check(invariant: str, says: str) -> Callable[[Callable[[], Iterable[Any]]], Callable[[], Iterable[Any]]]:
    """Register a query that yields a name for every row that breaks the invariant."""

    def register(find: Callable[[], Iterable[Any]]) -> Callable[[], Iterable[Any]]:
        CHECKS.append(Check(invariant, says, find))
        return find

    return register


def run_checks(tell: Callable[[int, int], None] = lambda done, total: None) -> list[Finding]:
    """Every check in the order of the invariants; `tell` hears how many are done."""
    findings = []
    for done, each in enumerate(sorted(CHECKS, key=lambda known: known.invariant)):
        tell(done, len(CHECKS))
        broken = [str(row) for row in each.find()]
        findings.append(Finding(each, len(broken), broken[:10]))
    return findings
