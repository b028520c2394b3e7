"""The timeline of a record: what every room knows to have happened with it, latest first, page by page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from billing_suite.kernel.web.viewer import Viewer

PAGE = 30


@dataclass(frozen=True)
class Moment:
    """One thing that happened: when, what, to which record, and who did it."""

    at: datetime
    icon: str
    words: str
    url: str = ""
    note: str = ""
    who: str = ""
    amount: Any = None  # Money


Read = Callable[[Any, Any, datetime | None, int], Iterable[Moment]]


@dataclass(frozen=True)
class Source:
    """What one room adds. `read(record, user, before, most)` gives at most so many moments, the latest first, all
    before an instant, in a constant number of queries that begin with `visible_to(user)`.
    """

    kind: str
    label: str
    right: str
    read: Read


_SOURCES: list[Source] = []


def register_source(kind: str, label: str, right: str) -> Callable[[Read], Read]:
    """Register what a room knows of a kind of record, such as "crm.customer", for holders of a right."""

    def register(read: Read) -> Read:
        _SOURCES.append(Source(kind, label, right, read))
        return read

    return register


def sources_for(kind: str, viewer: Viewer) -> list[Source]:
    """The sources that this person may read, by their label."""
    held = [source for source in _SOURCES if source.kind == kind and source.right in viewer.rights]
    return sorted(held, key=lambda source: source.label)


def timeline_of(
    record: Any, sources: Iterable[Source], user: Any, *, before: datetime | None = None, most: int = PAGE
) -> tuple[list[Moment], datetime | None]:
    """The latest moments of these sources, and before which instant to read on, if there are more."""
    found = [moment for source in sources for moment in source.read(record, user, before, most + 1)]
    found.sort(key=lambda moment: moment.at, reverse=True)
    shown = found[:most]
    return shown, shown[-1].at if len(found) > most else None


def at_noon(day: date) -> datetime:
    """The instant that stands for a day where no time is known."""
    return datetime.combine(day, time(12), UTC)


def earlier(field: str, before: datetime | None) -> dict[str, Any]:
    """The lookup of what is before an instant, by an instant or a day."""
    return {} if before is None else {f"{field}__lt": before}
