"""The close checklist: what must be looked at before a period is closed, one item from each room that knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from billing_suite.kernel.firm.models import LegalEntity


@dataclass(frozen=True)
class CloseFinding:
    """What an item shows: how many records want attention, in words, and where they are seen.

    `page` is the name of an address, `query` what is asked of it.
    """

    count: int
    words: str
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address, "" for none."""
        asked = f"?{urlencode(self.query)}" if self.query else ""
        return f"{reverse(self.page)}{asked}" if self.page else ""


@dataclass(frozen=True)
class CloseItem:
    """One line of the checklist.

    `find` counts for a legal entity and a period's first and last day. A `strict` item must show
    nothing before the period closes; of the others it is enough that somebody has looked and ticked.
    """

    key: str
    title: str
    explains: str
    find: Callable[[LegalEntity, date, date], CloseFinding]
    strict: bool = False
    order: int = 50


ITEMS: dict[str, CloseItem] = {}


def register_close_item(*items: CloseItem) -> None:
    """For a room's `closing` module. Raises RuntimeError if a key is taken."""
    for item in items:
        if item.key in ITEMS:
            raise RuntimeError(f"two close items are called {item.key}")
        ITEMS[item.key] = item


def close_items() -> list[CloseItem]:
    """The checklist in its order."""
    return sorted(ITEMS.values(), key=lambda item: (item.order, item.key))
