"""Putting guards up, taking them down for maintenance, and telling what differs from the register (INV-45).

`migrate` works under `maintenance()`: before the first step that alters a table it takes all guards
down, at its end, on failure too, it puts up what is missing and compares.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import pre_migrate

from billing_suite.kernel.record.guards import postgresql, sqlite
from billing_suite.kernel.record.guards.registry import declared
from billing_suite.kernel.record.guards.sqlite import at_work

if TYPE_CHECKING:
    Installed = postgresql.Installed | sqlite.Installed


class GuardsDiffer(RuntimeError):
    """The database does not carry the guards that are declared; it must not be written to."""


def _engine(connection: BaseDatabaseWrapper) -> ModuleType:
    return {"postgresql": postgresql, "sqlite": sqlite}[connection.vendor]


def differences(using: str = "default") -> list[str]:
    """What is missing, altered or foreign among the guards of a database; empty when all is well."""
    connection = connections[using]
    engine = _engine(connection)
    want, have = engine.expected(connection, declared()), engine.installed(connection)
    found = []
    for name in want.keys() | have.keys():
        if want.get(name) != have.get(name):
            fault = "is missing" if name not in have else "is not declared" if name not in want else "was altered"
            found.append(f"guard trigger {name} on {(want.get(name) or have[name]).table} {fault}")
    if connection.vendor == "sqlite":
        found += [f"PRAGMA {name} is not as the guards need it" for name in sqlite.pragmas_off(connection)]
    return sorted(found)


def install(using: str = "default") -> int:
    """Put up what is missing or altered, remove what is foreign; returns how many triggers were touched.

    Raises GuardsDiffer if the database still differs afterwards, RuntimeError outside maintenance.
    """
    connection = _under_maintenance(using)
    engine = _engine(connection)
    with transaction.atomic(using):
        want, have = engine.expected(connection, declared()), engine.installed(connection)
        stale = [one for name, one in have.items() if want.get(name) != one]
        fresh = [one for name, one in want.items() if have.get(name) != one]
        _run(connection, [*(one.drop() for one in stale), *(one.create() for one in fresh)])
        if connection.vendor == "postgresql":
            postgresql.drop_functions(connection)
    if remaining := differences(using):
        raise GuardsDiffer("; ".join(remaining[:10]))
    return len(stale) + len(fresh)


def lower(using: str = "default", *, events: Collection[str] = ()) -> None:
    """Take guards down: all, or those whose trigger is on the named events (say TRUNCATE).

    Raises RuntimeError outside maintenance, which puts them up again.
    """
    connection = _under_maintenance(using)
    engine = _engine(connection)
    with transaction.atomic(using):
        _run(
            connection,
            [
                one.drop()
                for one in engine.installed(connection).values()
                if not events or any(f" {event} ON " in one.trigger for event in events)
            ],
        )


def _under_maintenance(using: str) -> BaseDatabaseWrapper:
    if using not in at_work.get():
        raise RuntimeError(f"guards of {using} are touched under maintenance() only")
    return connections[using]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and statements:
            cursor.execute("\n".join(statements))
        else:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def maintenance(using: str = "default") -> Iterator[None]:
    """Inside, guards may be lowered and guarded tables altered; at the end, on failure too, all stand again.

    For `migrate` and for the teardown of tests; nothing else. On SQLite the authorizer says yes meanwhile.
    """
    if using in at_work.get():
        yield
        return
    connection = connections[using]
    within = connection.in_atomic_block
    token = at_work.set(at_work.get() | {using})
    try:
        try:
            yield
        finally:
            if connection.in_atomic_block and not within:
                _leave_broken_transaction(connection)
            install(using)
    finally:
        at_work.reset(token)
        if connection.vendor == "sqlite" and connection.connection is not None:
            sqlite.equip(connection)  # a new authorizer makes SQLite forget statements prepared under the old word


def _leave_broken_transaction(connection: BaseDatabaseWrapper) -> None:
    """Roll back what a failed schema editor left open: its last statements (foreign keys) run at its exit."""
    connection.in_atomic_block = connection.needs_rollback = False
    connection.savepoint_ids.clear()
    connection.atomic_blocks.clear()
    connection.rollback()
    connection.set_autocommit(True)
    connection.enable_constraint_checking()


def _before_migrations(plan: list[Any], using: str, **_: object) -> None:
    if plan and using in at_work.get():
        lower(using)


pre_migrate.connect(_before_migrations, dispatch_uid="guards")


@register(Tags.database)
def check_guards(databases: Collection[str] | None = None, **_: object) -> list[CheckMessage]:
    """The system check: installed guards are those declared (INV-45)."""
    return [
        Error(text, hint="manage.py guards --install, and find out who took it away.", id="guards.E001")
        for using in databases or ()
        if using not in at_work.get()
        for text in differences(using)
    ]


def refuse_unguarded(using: str = "default") -> None:
    """For the start of a server or worker: raises GuardsDiffer where the guards are not all in place."""
    if found := differences(using):
        raise GuardsDiffer("; ".join(found[:10]))
