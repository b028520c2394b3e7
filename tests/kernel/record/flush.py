"""Lets the teardown of transactional tests empty guarded tables; nothing else in the suite can.

tests/conftest.py calls `let_flush_through()` once for the session.
"""

from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations

from billing_suite.kernel.record import guards

EMPTIES = {"postgresql": ("TRUNCATE",), "sqlite": ("DELETE",)}
_flush = BaseDatabaseOperations.execute_sql_flush


def _under_maintenance(self: Any, sql_list: list[str]) -> None:
    using, vendor = self.connection.alias, self.connection.vendor
    with guards.maintenance(using):
        guards.lower(using, events=EMPTIES[vendor])
        _flush(self, sql_list)


def let_flush_through() -> None:
    """Flush under maintenance, with the guards on TRUNCATE (SQLite: DELETE) down meanwhile."""
    BaseDatabaseOperations.execute_sql_flush = _under_maintenance  # type: ignore[method-assign]
