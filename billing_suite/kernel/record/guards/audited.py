"""The audit guard: every change of a row leaves one audit row, bulk and raw SQL included (INV-43).

A write with no actor is refused. The trail's rows are made by the database in the same statement,
so no path round the verbs is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Field, Model

from billing_suite.kernel.record.guards.registry import (
    Event,
    Guard,
    RowTrigger,
    StatementTrigger,
    columns,
    key,
    sqlite_kind,
    sqlite_text,
    words,
)
from billing_suite.kernel.record.guards.sentences import abort, changed, differ, literal, pairs, refuse

TRAIL_TABLE = "kernel_audit_row"
PERSONAL_TABLE = "kernel_audit_personal"
INV = "INV-43"
EVENTS: tuple[Event, ...] = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class _Subject:
    """What is audited of a model, column by column."""

    model: type[Model]
    personal: Sequence[str]
    secret: Sequence[str]
    unaudited: Sequence[str]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def pk(self) -> str:
        return key(self.model)

    @property
    def kept(self) -> list[str]:
        return [c for c in columns(self.model) if c not in self.unaudited]

    @property
    def nobody(self) -> str:
        return f"{INV} no actor: a {words(self.model)} is written by a verb only"

    @property
    def new_key(self) -> str:
        return f"{INV} the key of a {words(self.model)} never changes"


def audited(
    model: type[Model],
    *,
    personal: Sequence[str] = (),
    secret: Sequence[str] = (),
    unaudited: Sequence[str] = (),
    inserts: bool = True,
) -> Guard:
    """One audit row for each inserted, changed or deleted row; none for an update that changes nothing.

    Columns: `personal` values stand in the side table that erasure may empty; `secret` values
    (password and token hashes) are not kept, only that they changed; `unaudited` ones (a
    last sign-in) leave no trace and need no actor. `inserts=False`: rows that record their own birth.
    """
    subject = _Subject(model, personal, secret, unaudited)
    events = [e for e in EVENTS if inserts or e != "INSERT"]
    return Guard(
        f"audited_{subject.table}",
        INV,
        model,
        lambda: [StatementTrigger(e, _statement(subject, e)) for e in events],
        lambda: [RowTrigger("AFTER", e, _row(subject, e), _row_when(subject, e)) for e in events],
    )


# --- PostgreSQL: once a statement ------------------------------------------------------------

_WHO = """USING current_setting('app.actor', true),
    COALESCE(current_setting('app.door', true), ''), COALESCE(current_setting('app.request_id', true), ''),
    COALESCE(current_setting('app.timeline', true), '')"""
_TRAIL_COLUMNS = 'at, "table", row_key, operation, actor, door, request_id, timeline, before, after'


def _statement(subject: _Subject, event: Event) -> str:
    pk = subject.pk
    source = {
        "INSERT": "new_rows n",
        "UPDATE": f'old_rows o JOIN new_rows n ON n."{pk}" = o."{pk}" WHERE {differ("o", "n", subject.kept)}',
        "DELETE": "old_rows o",
    }[event]
    row = "n" if event == "INSERT" else "o"
    moved = refuse(f'SELECT o."{pk}"::text FROM {pairs(pk)} WHERE n."{pk}" IS NULL', subject.new_key)
    return f"""{moved if event == "UPDATE" else ""}
  IF COALESCE(current_setting('app.actor', true), '') = '' THEN
{refuse(f'SELECT {row}."{pk}"::text FROM {source}', subject.nobody)}
    RETURN NULL;
  END IF;
{_with_personal(subject, event, source) if subject.personal else _plain(subject, event, source)}"""


def _plain(subject: _Subject, event: Event, source: str) -> str:
    row = "n" if event == "INSERT" else "o"
    return f"""  EXECUTE $q$INSERT INTO {TRAIL_TABLE} ({_TRAIL_COLUMNS})
    SELECT clock_timestamp(), {literal(subject.table)}, {row}."{subject.pk}"::text, {literal(event.lower())},
      $1, $2, $3, $4, {_before(subject, event)}, {_after(subject, event)}
    FROM {source}$q$ {_WHO};"""


def _with_personal(subject: _Subject, event: Event, source: str) -> str:
    """As `_plain`, with the personal values set apart under a fresh salt each."""
    row = "n" if event == "INSERT" else "o"
    fields = list(enumerate(subject.personal))
    facts = ", ".join(
        f"{_value(event, 'o', c)} AS before_{i}, {_value(event, 'n', c)} AS after_{i},"
        f" gen_random_uuid()::text AS salt_{i}"
        for i, c in fields
    )
    apart = " UNION ALL ".join(
        f"SELECT audit_id, {literal(c)}, before_{i}, after_{i}, salt_{i} FROM facts"
        f" WHERE before_{i} IS DISTINCT FROM after_{i}"
        for i, c in fields
    )

    def digests(side: str) -> str:
        return ", ".join(
            f"""{literal(c)}, CASE WHEN {side}_{i} IS NOT NULL THEN jsonb_build_object('sha256',
        encode(sha256(convert_to(salt_{i} || {side}_{i}, 'UTF8')), 'hex')) END"""
            for i, c in fields
        )

    def sealed(side: str) -> str:
        return f"(({side} || jsonb_build_object({digests(side)})) - same)"

    return f"""  EXECUTE $q$WITH facts AS MATERIALIZED (
      SELECT nextval(pg_get_serial_sequence('{TRAIL_TABLE}', 'id')) AS audit_id,
        {row}."{subject.pk}"::text AS row_key, {_side(subject, event, "o")} AS before,
        {_side(subject, event, "n")} AS after, {_same(subject, event)} AS same, {facts}
      FROM {source}
    ), trail AS (
      INSERT INTO {TRAIL_TABLE} (id, {_TRAIL_COLUMNS})
      SELECT audit_id, clock_timestamp(), {literal(subject.table)}, row_key, {literal(event.lower())},
        $1, $2, $3, $4, {sealed("before")}, {sealed("after")} FROM facts
    )
    INSERT INTO {PERSONAL_TABLE} (audit_id, field, value_before, value_after, salt) {apart}$q$ {_WHO};"""


def _value(event: Event, row: str, column: str) -> str:
    missing = (event, row) in (("INSERT", "o"), ("DELETE", "n"))
    return "NULL::text" if missing else f'{row}."{column}"::text'


def _side(subject: _Subject, event: Event, row: str) -> str:
    """The row as JSON, secrets masked, personal values still in it; null where there is none."""
    if (event, row) in (("INSERT", "o"), ("DELETE", "n")):
        return "NULL::jsonb"
    mask = "".join(
        f""" || jsonb_build_object({literal(c)}, CASE WHEN {row}."{c}" IS NOT NULL THEN '*' END)"""
        for c in subject.secret
    )
    return f"(to_jsonb({row}){mask})"


def _same(subject: _Subject, event: Event) -> str:
    """The names of the columns to leave out: unaudited ones, and those an update left as they were."""
    left_out = [literal(c) for c in subject.unaudited]
    if event == "UPDATE":
        left_out += [f'CASE WHEN o."{c}" IS NOT DISTINCT FROM n."{c}" THEN {literal(c)} END' for c in subject.kept]
    return f"ARRAY[{', '.join(left_out)}]::text[]"


def _before(subject: _Subject, event: Event) -> str:
    return f"({_side(subject, event, 'o')} - {_same(subject, event)})"


def _after(subject: _Subject, event: Event) -> str:
    return f"({_side(subject, event, 'n')} - {_same(subject, event)})"


# --- SQLite: once a row ----------------------------------------------------------------------


def _row_when(subject: _Subject, event: Event) -> str:
    return changed(subject.kept) if event == "UPDATE" else ""


def _row(subject: _Subject, event: Event) -> str:
    row = "NEW" if event == "INSERT" else "OLD"
    row_key = sqlite_text(subject.model._meta.pk, f'{row}."{subject.pk}"')
    steps = [abort(subject.nobody, "app_actor() IS NULL")]
    if event == "UPDATE":
        steps.append(abort(subject.new_key, f'OLD."{subject.pk}" IS NOT NEW."{subject.pk}"'))
    steps += [_apart(event, c) for c in subject.personal]
    number = f"{_NEXT}, " if subject.personal else ""
    steps.append(
        f"""INSERT INTO {TRAIL_TABLE} ({"id, " if number else ""}{_TRAIL_COLUMNS})
  VALUES ({number}strftime('%Y-%m-%d %H:%M:%f', 'now'), {literal(subject.table)}, {row_key},
    {literal(event.lower())}, app_actor(), app_door(), app_request_id(), app_timeline(),
    {_object(subject, event, "OLD")},
    {_object(subject, event, "NEW")});"""
    )
    return "\n  ".join(steps)


_NEXT = f"(SELECT COALESCE(max(id), 0) + 1 FROM {TRAIL_TABLE})"  # sqlite_sequence lags behind within a statement


def _apart(event: Event, column: str) -> str:
    """Set a personal value apart, under the number that the audit row is about to take."""
    old = "NULL" if event == "INSERT" else f'OLD."{column}"'
    new = "NULL" if event == "DELETE" else f'NEW."{column}"'
    return f"""INSERT INTO {PERSONAL_TABLE} (audit_id, field, value_before, value_after, salt)
  SELECT {_NEXT}, {literal(column)}, {old}, {new}, lower(hex(randomblob(16))) WHERE {old} IS NOT {new};"""


def _object(subject: _Subject, event: Event, row: str) -> str:
    """The row as JSON text: whole, or of an update the columns that changed."""
    if (event, row) in (("INSERT", "OLD"), ("DELETE", "NEW")):
        return "NULL"
    parts = []
    for field in subject.model._meta.concrete_fields:
        if field.column not in subject.kept:
            continue
        pair = f"""',"{field.column}":' || {_json(subject, field, row)}"""
        if event == "UPDATE":
            pair = f"""CASE WHEN OLD."{field.column}" IS NOT NEW."{field.column}" THEN {pair} ELSE '' END"""
        parts.append(pair)
    return "'{' || ltrim(" + "\n      || ".join(parts) + ", ',') || '}'"


def _json(subject: _Subject, field: Field[object, object], row: str) -> str:
    """One column's value as JSON text, written as PostgreSQL writes it."""
    column, kind = str(field.column), sqlite_kind(field)
    value = f'{row}."{column}"'
    if column in subject.personal:
        side = "value_before" if row == "OLD" else "value_after"
        return f"""COALESCE((SELECT '{{"sha256":"' || app_digest(salt, {side}) || '"}}' FROM {PERSONAL_TABLE}
        WHERE audit_id = {_NEXT} AND field = {literal(column)} AND {side} IS NOT NULL), 'null')"""
    if column in subject.secret:
        return f"""CASE WHEN {value} IS NULL THEN 'null' ELSE '"*"' END"""
    if kind == "BooleanField":
        return f"CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
    if kind == "JSONField":
        return f"COALESCE({value}, 'null')"
    return f"json_quote({sqlite_text(field, value)})"
