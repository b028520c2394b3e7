"""Guards on PostgreSQL: what stands in the catalogue, what ought to, and the SQL between the two.

Functions run with their owner's rights and a fixed search path (temporary tables last), so that the
app's role needs no right on the audit trail and can't slip a table of its own under a guard. They
fire also where `session_replication_role` would silence ordinary triggers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from billing_suite.kernel.record.guards.registry import PREFIX, Guard, StatementTrigger
from billing_suite.kernel.record.guards.sentences import literal

_ROWS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
_INSTALLED = f"""
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text, p.prosrc, p.prosecdef, p.proconfig
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
  AND left(t.tgname, {len(PREFIX)}) = '{PREFIX}'"""
_TABLES = "SELECT current_schema(), relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
_FUNCTIONS = f"""
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype = 'trigger'::regtype
  AND left(p.proname, {len(PREFIX)}) = '{PREFIX}'"""


@dataclass(frozen=True)
class Installed:
    """A trigger and its function as the catalogue shows them; equal means nothing was altered."""

    table: str
    name: str
    trigger: str
    body: str
    enabled: str = "A"
    definer: bool = True
    settings: tuple[str, ...] = ()

    def create(self) -> str:
        """The SQL that makes them."""
        function = f'"{self.name}"()'
        settings = "\n".join(f"SET {s.replace('=', ' = ', 1)}" for s in self.settings)
        return f"""
CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
{settings} AS $guard${self.body}$guard$;
REVOKE ALL ON FUNCTION {function} FROM PUBLIC;
{self.trigger};
ALTER TABLE "{self.table}" ENABLE ALWAYS TRIGGER "{self.name}";"""

    def drop(self) -> str:
        """The SQL that removes the trigger."""
        return f'DROP TRIGGER "{self.name}" ON "{self.table}";'


def expected(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> dict[str, Installed]:
    """What ought to stand in the database, for the guarded tables that exist."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        rows = cursor.fetchall()
    tables = {name for _, name in rows}
    schema = rows[0][0] if rows else "public"
    found: dict[str, Installed] = {}
    for guard in guards:
        if guard.table in tables:
            for trigger in guard.postgresql():
                _add(found, _after(guard, trigger, schema))
            found.setdefault(*_no_truncate(guard, schema))
    return found


def _add(found: dict[str, Installed], one: Installed) -> None:
    if one.name in found:
        raise ValueError(f"two guards would be {one.name}")
    found[one.name] = one


def _after(guard: Guard, trigger: StatementTrigger, schema: str) -> Installed:
    name = guard.trigger_name(trigger.event)
    text = (
        f"CREATE TRIGGER {name} AFTER {trigger.event} ON {schema}.{guard.table}"
        f" REFERENCING {_ROWS[trigger.event]} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    body = f"\nDECLARE\n  offender text;\nBEGIN{trigger.body}\n  RETURN NULL;\nEND"
    return Installed(guard.table, name, text, body, settings=_settings(schema))


def _no_truncate(guard: Guard, schema: str) -> tuple[str, Installed]:
    """A guarded table is never truncated: no row trigger would see it (INV-03)."""
    name = f"{PREFIX}truncate_{guard.table}"
    text = (
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {schema}.{guard.table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    message = literal(f"INV-03 {guard.table} is guarded and can't be truncated")
    body = f"\nBEGIN\n  RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = {message}, CONSTRAINT = TG_NAME;\nEND"
    return name, Installed(guard.table, name, text, body, settings=_settings(schema))


def _settings(schema: str) -> tuple[str, ...]:
    return (f"search_path=pg_catalog, {schema}, pg_temp", "TimeZone=utc")


def installed(connection: BaseDatabaseWrapper) -> dict[str, Installed]:
    """The guards that stand in the database, and every trigger that carries their prefix."""
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED)
        return {
            name: Installed(table, name, trigger, body, enabled, definer, tuple(settings or ()))
            for table, name, trigger, enabled, body, definer, settings in cursor.fetchall()
        }


def drop_functions(connection: BaseDatabaseWrapper) -> None:
    """Remove functions whose triggers are gone, as with a dropped table."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS + " AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgfoid = p.oid)")
        if orphans := [name for (name,) in cursor.fetchall()]:
            cursor.execute("".join(f"DROP FUNCTION {name};" for name in orphans))
