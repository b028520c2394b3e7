"""Who acts, and through which door: what every audit row of a change says about its author.

A door (page, API, portal, command, task) opens a `doorway`; the verb decorator, and nothing else,
opens `acting` inside its transaction. On PostgreSQL the four facts become settings of that
transaction, on SQLite the audit guards ask for them by function; so a bulk write and raw SQL are
attributed too, and a write outside a verb has no actor and is refused (INV-43).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import uuid4

from django.db import connections

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

Kind = Literal["user", "contact", "token", "policy", "system"]


class Named(Protocol):
    """A person the system can name: has a primary key and a name."""

    @property
    def pk(self) -> object: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Actor:
    """The one a change is put down to: a user, a contact in the portal, a token, a policy, a job.

    `key` is the id (or a job's name) that stands in the audit trail; `label` is what people read
    and is never stored there, so that erasing a person leaves the trail whole (INV-44).
    """

    kind: Kind
    key: str
    label: str

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError(f"an actor of kind {self.kind} needs a key")

    @property
    def tag(self) -> str:
        """The actor as the audit trail keeps it: "user:<id>", "system:billing_run"."""
        return f"{self.kind}:{self.key}"

    @classmethod
    def user(cls, user: Named) -> Actor:
        """A signed-in colleague."""
        return cls("user", str(user.pk), user.name)

    @classmethod
    def system(cls, job_name: str) -> Actor:
        """A job that acts by itself, under its own name."""
        return cls("system", job_name, job_name)


@dataclass(frozen=True)
class Acting:
    """An actor at a door: what one audit row says about its author.

    `door` is page, api, portal, command, task, or code when no door was opened; `request_id` ties
    together what one request or job did; `timeline` names the rehearsal a change was played from.
    """

    actor: Actor
    door: str
    request_id: str
    timeline: str = ""


@dataclass(frozen=True)
class _Doorway:
    door: str
    request_id: str
    timeline: str


_doorway: ContextVar[_Doorway | None] = ContextVar("doorway", default=None)
_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def current() -> Acting | None:
    """Who acts just now, or None outside every verb."""
    return _acting.get()


@contextmanager
def doorway(door: str, request_id: str = "", timeline: str = "") -> Iterator[str]:
    """Everything inside came through this door; yields the request id (a new one unless given)."""
    passage = _Doorway(door, request_id or uuid4().hex, timeline)
    token = _doorway.set(passage)
    try:
        yield passage.request_id
    finally:
        _doorway.reset(token)


@contextmanager
def acting(actor: Actor, *, using: str = "default") -> Iterator[Acting]:
    """Put every write inside down to `actor`; for the verb decorator, directly inside its transaction.

    A verb called by a verb may act as another; at its end the caller acts again. Raises
    RuntimeError outside a transaction, where no setting would hold.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("acting() outside a transaction: only a verb, in its transaction, acts")
    before = _acting.get()
    now = _at_the_door(actor, before)
    changed = now != before
    if changed:
        _tell(connection, now)
    token = _acting.set(now)
    try:
        yield now
    finally:
        _acting.reset(token)
        if changed and _can_be_told(connection):
            _tell(connection, before)


def _at_the_door(actor: Actor, before: Acting | None) -> Acting:
    """The actor with the door in force; without one, the calling verb's, or "code"."""
    passage = _doorway.get()
    if passage is not None:
        return Acting(actor, passage.door, passage.request_id, passage.timeline)
    if before is not None:
        return Acting(actor, before.door, before.request_id, before.timeline)
    return Acting(actor, "code", uuid4().hex)


def _tell(connection: BaseDatabaseWrapper, now: Acting | None) -> None:
    """Set the transaction's four settings on PostgreSQL in one round trip; "" means nobody."""
    if connection.vendor != "postgresql":
        return  # SQLite's guards call functions that read current()
    facts = (now.actor.tag, now.door, now.request_id, now.timeline) if now else ("", "", "", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor', %s, true), set_config('app.door', %s, true),"
            " set_config('app.request_id', %s, true), set_config('app.timeline', %s, true)",
            facts,
        )


def _can_be_told(connection: BaseDatabaseWrapper) -> bool:
    """Whether the transaction still takes statements; a broken one is rolled back, settings too."""
    if connection.vendor != "postgresql":
        return True
    if connection.needs_rollback or connection.connection is None or connection.closed_in_transaction:
        return False
    from psycopg.pq import TransactionStatus

    return bool(connection.connection.info.transaction_status == TransactionStatus.INTRANS)
