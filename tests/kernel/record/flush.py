"""Lets the teardown of transactional tests empty guarded tables; nothing else in the suite can.

tests/conftest.py calls `let_flush_through()` once for the session.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from billing_suite.kernel.record import guards

_flush = BaseDatabaseOperations.execute_sql_flush


def _under_maintenance(self: Any, sql_list: Iterable[str]) -> None:
    """Run what Django would, on SQLite; on PostgreSQL delete what there is: TRUNCATE writes each table anew."""
    using = self.connection.alias
    with guards.maintenance(using):
        guards.lower(using, events=("DELETE",))
        if self.connection.vendor == "sqlite":
            _flush(self, sql_list)
        else:
            _delete(self.connection)


def _delete(connection: Any) -> None:
    """Every row of every table, in one transaction: foreign keys look at its end."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    ask = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute(ask)
        filled = [table for (table,) in cursor.fetchall()]
        cursor.execute("".join(f'DELETE FROM "{table}";' for table in filled) or "SELECT")


def let_flush_through() -> None:
    """Flush under maintenance, with the guards on DELETE down meanwhile."""
    BaseDatabaseOperations.execute_sql_flush = _under_maintenance  # type: ignore[method-assign]
