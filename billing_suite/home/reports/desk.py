"""A queue of things that wait, as seen from one person's desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.money import Money

SHOWN = 5
READ = 500  # what a queue reads at most: a desk is no archive


def amount_of(entries: int, minutes: int) -> str:
    """So many time entries and hours, in words."""
    return f"{entries} {'entry' if entries == 1 else 'entries'}, {hours_of(minutes):,.2f} h"


@dataclass(frozen=True)
class Line:
    """One thing that waits: what it is, where it is, for whom, since when, over how much."""

    words: str
    url: str
    note: str = ""
    whom: str = ""
    since: date | datetime | None = None
    amount: Money | None = None
    status: str = ""


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait; `url` leads to all of them, `count` is how many (at most `READ`)."""

    title: str
    icon: str
    url: str
    lines: Sequence[Line]
    urgent: bool = False

    @property
    def count(self) -> int:
        """How many wait."""
        return len(self.lines)

    @property
    def shown(self) -> Sequence[Line]:
        """The first of them."""
        return self.lines[:SHOWN]

    @property
    def rest(self) -> int:
        """How many are not shown."""
        return max(0, self.count - SHOWN)


@dataclass
class Desk:
    """Whose desk it is, and the moment at which it is looked at."""

    user: Any
    rights: Collection[str]
    roles: Collection[str]
    at: datetime
    mine: bool = True

    @property
    def key(self) -> str:
        """The person's id."""
        return str(self.user.pk)

    @property
    def tag(self) -> str:
        """The person as records keep who acted."""
        return f"user:{self.key}"

    @cached_property
    def entities(self) -> list[LegalEntity]:
        """The legal entities the person sees: one query for all queues."""
        return list(LegalEntity.objects.visible_to(self.user))
