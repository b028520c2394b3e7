"""The common rules, each one word to declare: append-only, set once, frozen, frozen lines, transitions.

Every guarded table also refuses TRUNCATE on PostgreSQL; the installer sees to that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Model

from billing_suite.kernel.record.guards.registry import (
    Event,
    Guard,
    RowTrigger,
    StatementTrigger,
    columns,
    key,
    words,
)
from billing_suite.kernel.record.guards.sentences import abort, changed, differ, hold, pairs, refuse, strings


def append_only(model: type[Model], *, inv: str = "INV-03", updatable: Sequence[str] = ()) -> Guard:
    """Rows are facts: never changed (but for the named columns), never deleted, never replaced."""
    table, pk = model._meta.db_table, key(model)
    fixed = [c for c in columns(model) if c not in updatable]
    message = f"{inv} a {words(model)} never changes: it is answered by a new one"
    found = f'SELECT o."{pk}"::text FROM old_rows o'
    if updatable:
        found = f'SELECT o."{pk}"::text FROM {pairs(pk)} WHERE n."{pk}" IS NULL OR {differ("o", "n", fixed)}'
    again = f'EXISTS (SELECT 1 FROM "{table}" o WHERE o."{pk}" = NEW."{pk}")'
    return Guard(
        f"append_only_{table}",
        inv,
        model,
        lambda: [
            StatementTrigger("UPDATE", refuse(found, message)),
            StatementTrigger("DELETE", refuse(f'SELECT o."{pk}"::text FROM old_rows o', message)),
        ],
        lambda: [
            RowTrigger("BEFORE", "INSERT", abort(message), again),
            RowTrigger("BEFORE", "UPDATE", abort(message), changed(fixed) if updatable else ""),
            RowTrigger("BEFORE", "DELETE", abort(message)),
        ],
    )


def set_once(model: type[Model], column: str, *, inv: str) -> Guard:
    """The column is empty until it is set, and stays as it was set."""
    pk = key(model)
    message = f"{inv} {column} of a {words(model)} is set once"
    broken = f'o."{column}" IS NOT NULL AND n."{column}" IS DISTINCT FROM o."{column}"'
    found = f'SELECT o."{pk}"::text FROM {pairs(pk)} WHERE {broken}'
    when = f'OLD."{column}" IS NOT NULL AND NEW."{column}" IS NOT OLD."{column}"'
    return Guard(
        f"set_once_{model._meta.db_table}_{column}",
        inv,
        model,
        lambda: [StatementTrigger("UPDATE", refuse(found, message))],
        lambda: [RowTrigger("BEFORE", "UPDATE", abort(message), when)],
    )


def rising(model: type[Model], column: str, *, inv: str) -> Guard:
    """The column never falls, and is never emptied once it is set."""
    pk = key(model)
    message = f"{inv} {column} of a {words(model)} only rises"
    falls = f'({{0}}."{column}" >= o."{column}") IS NOT TRUE AND o."{column}" IS NOT NULL'
    found = f'SELECT o."{pk}"::text FROM {pairs(pk)} WHERE {falls.format("n")}'
    return Guard(
        f"rising_{model._meta.db_table}_{column}",
        inv,
        model,
        lambda: [StatementTrigger("UPDATE", refuse(found, message))],
        lambda: [RowTrigger("BEFORE", "UPDATE", abort(message), falls.format("NEW").replace("o.", "OLD."))],
    )


def frozen(
    model: type[Model],
    *,
    when: str,
    unless: str = "",
    changeable: Sequence[str] = (),
    inv: str = "INV-20",
    called: str = "frozen",
) -> Guard:
    """Once the condition holds for a row (say `OLD.status = 'issued'`), it is not deleted, and only
    the named columns change. A model with two stages of freezing gives each guard its own name.

    `unless` names the update that thaws it (say `NEW.status = 'draft'`).
    """
    table, pk = model._meta.db_table, key(model)
    fixed = [c for c in columns(model) if c not in changeable]
    message = f"{inv} this {words(model)} is frozen"
    stands = when.replace("OLD.", "o.")
    thaws = f"({unless}) IS NOT TRUE" if unless else "1 = 1"
    moved = f'n."{pk}" IS NULL OR {differ("o", "n", fixed)} AND {thaws.replace("NEW.", "n.")}'
    found = f'SELECT o."{pk}"::text FROM {pairs(pk)} WHERE ({stands}) AND ({moved})'
    gone = f'SELECT o."{pk}"::text FROM old_rows o WHERE {stands}'
    again = f'EXISTS (SELECT 1 FROM "{table}" o WHERE o."{pk}" = NEW."{pk}" AND ({stands}))'
    return Guard(
        f"{called}_{table}",
        inv,
        model,
        lambda: [
            StatementTrigger("UPDATE", refuse(found, message)),
            StatementTrigger("DELETE", refuse(gone, message)),
        ],
        lambda: [
            RowTrigger("BEFORE", "INSERT", abort(message), again),
            RowTrigger("BEFORE", "UPDATE", abort(message), f"({when}) AND {thaws} AND {changed(fixed)}"),
            RowTrigger("BEFORE", "DELETE", abort(message), when),
        ],
    )


def frozen_child(
    model: type[Model],
    *,
    parent: type[Model],
    fk: str,
    when: str,
    inv: str = "INV-20",
    called: str = "frozen_child",
) -> Guard:
    """Lines of a parent for which the condition holds (say `p.status <> 'draft'`) are neither added,
    changed, removed nor moved. The parent's row is locked, so that it can't be frozen meanwhile.
    """
    pk, parent_pk = key(model), key(parent)
    table, parent_table = model._meta.db_table, parent._meta.db_table
    message = f"{inv} the {words(parent)} of this {words(model)} is frozen"

    def over(rows: str) -> StatementTrigger:
        lock = hold(parent_table, f'SELECT r."{fk}" FROM {rows} r', parent_pk)
        found = f"""SELECT r."{pk}"::text FROM {rows} r
    JOIN "{parent_table}" p ON p."{parent_pk}" = r."{fk}" WHERE {when}"""
        return StatementTrigger(events[rows], lock + refuse(found, message))

    both = f'(SELECT "{pk}", "{fk}" FROM old_rows UNION ALL SELECT "{pk}", "{fk}" FROM new_rows)'
    events: dict[str, Event] = {"new_rows": "INSERT", both: "UPDATE", "old_rows": "DELETE"}

    def held(line: str) -> str:
        return f'EXISTS (SELECT 1 FROM "{parent_table}" p WHERE p."{parent_pk}" = {line}."{fk}" AND ({when}))'

    again = f"""EXISTS (SELECT 1 FROM "{table}" o JOIN "{parent_table}" p ON p."{parent_pk}" = o."{fk}"
    WHERE o."{pk}" = NEW."{pk}" AND ({when}))"""
    return Guard(
        f"{called}_{table}",
        inv,
        model,
        lambda: [over(rows) for rows in events],
        lambda: [
            RowTrigger("BEFORE", "INSERT", abort(message), f"{held('NEW')} OR {again}"),
            RowTrigger("BEFORE", "UPDATE", abort(message), f"{held('OLD')} OR {held('NEW')}"),
            RowTrigger("BEFORE", "DELETE", abort(message), held("OLD")),
        ],
    )


def as_parent(model: type[Model], column: str, *, parent: type[Model], fk: str, inv: str) -> Guard:
    """The column is a copy of the parent's column of this name, for an index to hold; the parent's is set once."""
    pk, parent_pk, table = key(model), key(parent), parent._meta.db_table
    message = f"{inv} {column} of a {words(model)} is its {words(parent)}'s"
    other = f'p."{parent_pk}" = {{0}}."{fk}" AND p."{column}" = {{0}}."{column}"'
    strays = f'NOT EXISTS (SELECT 1 FROM "{table}" p WHERE {other})'
    found = f'SELECT n."{pk}"::text FROM new_rows n WHERE {strays.format("n")}'
    events: tuple[Event, ...] = ("INSERT", "UPDATE")
    return Guard(
        f"as_parent_{model._meta.db_table}_{column}",
        inv,
        model,
        lambda: [StatementTrigger(event, refuse(found, message)) for event in events],
        lambda: [RowTrigger("BEFORE", event, abort(message), strays.format("NEW")) for event in events],
    )


def transitions(
    model: type[Model],
    column: str,
    *,
    allowed: Mapping[str, Sequence[str]],
    initial: Sequence[str],
    inv: str = "INV-26",
) -> Guard:
    """The state follows the graph: born in an initial state, then only along the allowed steps.

    The same table feeds the verbs, the pages and the API.
    """
    pk = key(model)
    message = f"{inv} a {words(model)} does not go this way"
    born = f"{inv} a {words(model)} is not born like this"
    steps = [(before, after) for before, nexts in allowed.items() for after in nexts]
    values = ", ".join(f"({strings(step)})" for step in steps)

    def strays(before: str, after: str, unequal: str) -> str:
        if not steps:
            return f'{before}."{column}" {unequal} {after}."{column}"'
        step = f'({before}."{column}", {after}."{column}") IN (VALUES {values})'
        return f'{before}."{column}" {unequal} {after}."{column}" AND ({step}) IS NOT TRUE'

    off = strays("o", "n", "IS DISTINCT FROM")
    found = f'SELECT o."{pk}"::text FROM {pairs(pk)} WHERE n."{pk}" IS NULL OR ({off})'
    odd = f'"{column}" IN ({strings(initial)})) IS NOT TRUE'
    return Guard(
        f"transitions_{model._meta.db_table}_{column}",
        inv,
        model,
        lambda: [
            StatementTrigger("INSERT", refuse(f'SELECT "{pk}"::text FROM new_rows WHERE ({odd}', born)),
            StatementTrigger("UPDATE", refuse(found, message)),
        ],
        lambda: [
            RowTrigger("BEFORE", "INSERT", abort(born), f"(NEW.{odd}"),
            RowTrigger("BEFORE", "UPDATE", abort(message), strays("OLD", "NEW", "IS NOT")),
        ],
    )


def emptied(model: type[Model], erasable: Sequence[str], *, inv: str) -> Guard:
    """These columns may be emptied, each on its own, and otherwise stay: for erasure of a person."""
    pk = key(model)
    message = f"{inv} a {words(model)} may be erased, not rewritten"

    def rewritten(before: str, after: str, unequal: str) -> str:
        return " OR ".join(f'({after}."{c}" IS NOT NULL AND {after}."{c}" {unequal} {before}."{c}")' for c in erasable)

    found = f'SELECT o."{pk}"::text FROM {pairs(pk)} WHERE {rewritten("o", "n", "IS DISTINCT FROM")}'
    return Guard(
        f"emptied_{model._meta.db_table}",
        inv,
        model,
        lambda: [StatementTrigger("UPDATE", refuse(found, message))],
        lambda: [RowTrigger("BEFORE", "UPDATE", abort(message), rewritten("OLD", "NEW", "IS NOT"))],
    )


def written_by_guards(model: type[Model], *, inv: str) -> Guard:
    """Rows are inserted by guards only. On SQLite the connection's authorizer sees to it."""
    pk = key(model)
    message = f"{inv} only a guard writes a {words(model)}"
    found = f'SELECT "{pk}"::text FROM new_rows WHERE pg_trigger_depth() < 2'
    return Guard(
        f"by_guards_{model._meta.db_table}",
        inv,
        model,
        lambda: [StatementTrigger("INSERT", refuse(found, message))],
        list,
    )
