"""Spans of days that do not overlap for one key: validity of hours, roles, costs; leave (DESIGN 3)."""

from __future__ import annotations

from django.db.models import Model

from billing_suite.kernel.record.guards.registry import Event, Guard, RowTrigger, StatementTrigger, key, words
from billing_suite.kernel.record.guards.sentences import abort, hold, refuse

EVENTS: tuple[Event, ...] = ("INSERT", "UPDATE")
ENDLESS = "9999-12-31"


def apart(
    model: type[Model],
    *,
    of: str,
    parent: type[Model],
    first: str = "valid_from",
    last: str = "valid_to",
    live: str = "",
    inv: str = "INV-26",
) -> Guard:
    """The spans of one parent (by its foreign key `of`) share no day; an empty last day is without end.

    `live` says which rows count, as a condition on {row}. The parent's row is locked, so that of two
    sessions one waits and then sees what the other wrote.
    """
    table, pk = model._meta.db_table, key(model)
    message = f"{inv} a {words(model)} overlaps another"

    def condition(new: str) -> str:
        counted = " AND ".join(live.format(row=row) for row in ("q", new)) if live else ""
        return (
            f'q."{of}" = {new}."{of}" AND q."{pk}" <> {new}."{pk}"'
            f""" AND q."{first}" <= COALESCE({new}."{last}", '{ENDLESS}')"""
            f""" AND {new}."{first}" <= COALESCE(q."{last}", '{ENDLESS}')"""
            f"{' AND ' + counted if counted else ''}"
        )

    found = f'SELECT n."{pk}"::text FROM new_rows n JOIN "{table}" q ON {condition("n")}'
    held = hold(parent._meta.db_table, f'SELECT n."{of}" FROM new_rows n', key(parent), lock="NO KEY UPDATE")
    exists = f'EXISTS (SELECT 1 FROM "{table}" q WHERE {condition("NEW")})'
    return Guard(
        f"apart_{table}",
        inv,
        model,
        lambda: [StatementTrigger(event, held + refuse(found, message)) for event in EVENTS],
        lambda: [RowTrigger("BEFORE", event, abort(message), exists) for event in EVENTS],
    )
