"""A verb over a set: the refused are returned, the others go through (STYLE rule 2)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from billing_suite.kernel.values.refusals import Refusal

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What went through, and what was refused with its reason."""

    done: Sequence[T]
    refused: Sequence[Refusal] = field(default=())


def sort_out(items: Iterable[T], decide: Callable[[T], D]) -> tuple[list[D], list[Refusal]]:
    """Decide each item by itself: its decision, or its refusal."""
    decided: list[D] = []
    refused: list[Refusal] = []
    for item in items:
        try:
            decided.append(decide(item))
        except Refusal as refusal:
            refused.append(refusal)
    return decided, refused


def only(outcome: Outcome[T]) -> T:
    """The one record of a set of one, or its refusal raised."""
    if outcome.refused:
        raise outcome.refused[0]
    return outcome.done[0]
