"""The few phrases that guards are made of, in both dialects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def literal(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def refuse(found: str, message: str) -> str:
    """PostgreSQL: refuse the statement if the query finds a row; it selects the offender as text.

    The class of error is a broken constraint, so that Django raises IntegrityError. The least
    offender is asked for, not the first: LIMIT 1 makes the planner walk 100,000 rows 100,000 times.
    """
    return f"""
  EXECUTE $q$SELECT min(found) FROM ({found}) AS rows (found)$q$ INTO offender;
  IF offender IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = {literal(message)}, DETAIL = 'record ' || offender,
      TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;"""


def refuse_each(found: str) -> str:
    """PostgreSQL: as `refuse`, the query giving its own message with each offender: 'message#offender'."""
    return f"""
  EXECUTE $q$SELECT min(found) FROM ({found}) AS rows (found)$q$ INTO offender;
  IF offender IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = split_part(offender, '#', 1),
      DETAIL = 'record ' || split_part(offender, '#', 2), TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;"""


def hold(table: str, keys: str, pk: str = "id", lock: str = "SHARE") -> str:
    """PostgreSQL: lock the rows with these keys, so that they stay as they are until the transaction ends.

    What is read of them afterwards is read after the lock was had.
    """
    return f"""
  EXECUTE $q$SELECT 1 FROM "{table}" p WHERE p."{pk}" IN ({keys}) ORDER BY p."{pk}" FOR {lock}$q$;"""


def settled(inv: str) -> str:
    """PostgreSQL: refuse an isolation level at which a row written meanwhile by another session goes unseen."""
    return f"""
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = TG_NAME,
      MESSAGE = '{inv} this is decided at read committed or serializable, not at repeatable read';
  END IF;"""


Faults = Sequence[tuple[str, str]]  # message and condition, the first that holds is told


def judged(faults: Faults, offender: str) -> str:
    """PostgreSQL: the message of the first fault that holds, with its offender, for `refuse_each`."""
    cases = " ".join(f"WHEN {condition} THEN {literal(message)}" for message, condition in faults)
    return f"CASE {cases} END || '#' || {offender}::text"


def abort_each(faults: Faults, source: str = "") -> str:
    """SQLite: refuse with the message of the first fault that holds over the source."""
    cases = " ".join(f"WHEN {condition} THEN RAISE(ABORT, {literal(message)})" for message, condition in faults)
    return f"SELECT CASE {cases} END {'FROM ' + source if source else ''};"


def abort(message: str, where: str = "") -> str:
    """SQLite: refuse the statement (if the condition holds)."""
    condition = f" WHERE {where}" if where else ""
    return f"SELECT RAISE(ABORT, {literal(message)}){condition};"


def pairs(pk: str) -> str:
    """PostgreSQL: each changed row before (o) and after (n); n is missing where the key was changed."""
    return f'old_rows o LEFT JOIN new_rows n ON n."{pk}" = o."{pk}"'


def differ(before: str, after: str, columns: Iterable[str]) -> str:
    """PostgreSQL: some of these columns differ, null being a value."""
    old = ", ".join(f'{before}."{c}"' for c in columns)
    new = ", ".join(f'{after}."{c}"' for c in columns)
    return f"ROW({old}) IS DISTINCT FROM ROW({new})"


def changed(columns: Iterable[str]) -> str:
    """SQLite: some of these columns change, null being a value."""
    return "(" + " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns) + ")"


def strings(values: Iterable[str]) -> str:
    """A list of SQL strings: 'draft', 'approved'."""
    return ", ".join(literal(v) for v in values)
