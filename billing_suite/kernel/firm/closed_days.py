"""Days that no work may be dated on any more: whoever keeps the books says which, the floors below ask."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

ClosedDays = Mapping[tuple[Any, date], str]
READERS: list[Callable[[Collection[Any], Collection[date]], ClosedDays]] = []


def register_closed_days(*readers: Callable[[Collection[Any], Collection[date]], ClosedDays]) -> None:
    """For a room's `closing` module. A reader gets legal entities' ids and days; of those that are closed it gives
    by what, as "2026-03". It reads in a constant number of queries, and within a verb holds what it read, so that
    nothing is closed meanwhile."""
    READERS.extend(readers)


def closed_days(asked: Iterable[tuple[Any, date]]) -> dict[tuple[Any, date], str]:
    """Of these legal entities and days the closed ones, each with the name of the period that closed it."""
    pairs = set(asked)
    entities, days = {entity for entity, _ in pairs}, {day for _, day in pairs}
    found: dict[tuple[Any, date], str] = {}
    for read in READERS if pairs else ():
        found |= {pair: words for pair, words in read(entities, days).items() if pair in pairs}
    return found
