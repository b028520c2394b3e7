"""Guards on SQLite: its triggers, and what each connection must carry for them to hold.

Every connection gets functions that say who acts, `recursive_triggers` (so that REPLACE fires delete
triggers), and an authorizer that denies touching guarded tables' definitions, attaching another
file, switching the pragmas off, and writing the audit trail from outside a guard. Whoever opens the
file with another program can still change it; there the promise is detection (INV-44).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from billing_suite.kernel.record.acting import current
from billing_suite.kernel.record.guards.audited import PERSONAL_TABLE, TRAIL_TABLE
from billing_suite.kernel.record.guards.registry import PREFIX, Guard, RowTrigger, guarded_tables

Word = str | None  # an argument of an action, as SQLite tells it to the authorizer
at_work: ContextVar[frozenset[str]] = ContextVar("databases under maintenance", default=frozenset())

_ON = {"1", "on", "yes", "true"}
_OFF = {"0", "off", "no", "false"}
_PRAGMAS = {
    "recursive_triggers": _ON,
    "foreign_keys": _ON,
    "writable_schema": _OFF,
    "ignore_check_constraints": _OFF,
}
# The place of the guarded name among an action's two arguments: the name itself, or the table it is on.
_NAMED = {
    sqlite3.SQLITE_CREATE_TABLE: (0,),
    sqlite3.SQLITE_CREATE_TEMP_TABLE: (0,),
    sqlite3.SQLITE_CREATE_VIEW: (0,),
    sqlite3.SQLITE_CREATE_TEMP_VIEW: (0,),
    sqlite3.SQLITE_CREATE_INDEX: (1,),
    sqlite3.SQLITE_CREATE_TRIGGER: (0, 1),
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER: (0, 1),
    sqlite3.SQLITE_DROP_TABLE: (0,),
    sqlite3.SQLITE_DROP_INDEX: (1,),
    sqlite3.SQLITE_DROP_TRIGGER: (0, 1),
    sqlite3.SQLITE_ALTER_TABLE: (1,),
}


@dataclass(frozen=True)
class Installed:
    """A trigger as the schema table shows it; equal means nothing was altered."""

    table: str
    name: str
    trigger: str

    def create(self) -> str:
        """The SQL that makes it."""
        return self.trigger

    def drop(self) -> str:
        """The SQL that removes it."""
        return f'DROP TRIGGER "{self.name}"'


def expected(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> dict[str, Installed]:
    """What ought to stand in the database, for the guarded tables that exist."""
    tables = set(connection.introspection.table_names())
    found: dict[str, Installed] = {}
    for guard in guards:
        if guard.table in tables:
            for trigger in guard.sqlite():
                one = _trigger(guard, trigger)
                if one.name in found:
                    raise ValueError(f"two guards would be {one.name}")
                found[one.name] = one
    return found


def _trigger(guard: Guard, trigger: RowTrigger) -> Installed:
    name = guard.trigger_name(trigger.event)
    when = f"\nWHEN {trigger.when}" if trigger.when else ""
    text = f"""CREATE TRIGGER {name} {trigger.timing} {trigger.event} ON "{guard.table}" FOR EACH ROW{when}
BEGIN
  {trigger.body}
END"""
    return Installed(guard.table, name, text)


def installed(connection: BaseDatabaseWrapper) -> dict[str, Installed]:
    """The guards that stand in the database, and every trigger that carries their prefix."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {n: Installed(t, n, s) for t, n, s in cursor.fetchall() if n.startswith(PREFIX)}


def pragmas_off(connection: BaseDatabaseWrapper) -> list[str]:
    """The pragmas of this connection that do not stand as the guards need them."""
    with connection.cursor() as cursor:
        return [
            name
            for name, wanted in _PRAGMAS.items()
            if str(cursor.execute(f"PRAGMA {name}").fetchone()[0]) not in wanted
        ]


def equip(connection: BaseDatabaseWrapper) -> None:
    """Give a new connection the functions, the pragma and the authorizer; harmless to repeat."""
    raw = connection.connection
    raw.execute("PRAGMA recursive_triggers = ON")
    for name, fact in _FACTS.items():
        raw.create_function(name, 0, fact)
    raw.create_function("app_digest", 2, digest, deterministic=True)
    raw.set_authorizer(_authorizer(connection.alias))


def digest(salt: str, value: object) -> str:
    """The salted digest of a personal value that stands in the audit row (INV-44)."""
    return hashlib.sha256(f"{salt}{value}".encode()).hexdigest()


_FACTS: dict[str, Callable[[], str | None]] = {
    "app_actor": lambda: acting.actor.tag if (acting := current()) else None,
    "app_door": lambda: acting.door if (acting := current()) else "",
    "app_request_id": lambda: acting.request_id if (acting := current()) else "",
    "app_timeline": lambda: acting.timeline if (acting := current()) else "",
}


def _authorizer(alias: str) -> Callable[[int, Word, Word, Word, Word], int]:
    """Says no, outside maintenance, to what would take a guard away or go round it."""

    def authorize(action: int, first: Word, second: Word, _: Word, inside: Word) -> int:
        if alias in at_work.get():
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY if _goes_round(action, first, second, inside) else sqlite3.SQLITE_OK

    return authorize


def _goes_round(action: int, first: Word, second: Word, inside: Word) -> bool:
    if action == sqlite3.SQLITE_INSERT:
        return first in (TRAIL_TABLE, PERSONAL_TABLE) and not (inside or "").startswith(PREFIX)
    if action == sqlite3.SQLITE_PRAGMA:
        wanted = _PRAGMAS.get((first or "").lower())
        return wanted is not None and second is not None and second.lower() not in wanted
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return True
    if places := _NAMED.get(action):
        names = [(name or "").lower() for name in (first, second)]
        return any(names[p] in guarded_tables() or names[p].startswith(PREFIX) for p in places)
    return False


def _on_connection(connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor == "sqlite":
        equip(connection)


connection_created.connect(_on_connection, dispatch_uid="guards")
