"""The register of guards: each rule the database itself keeps, declared once, beside its model.

A guard is a rule over rows (a constraint is a rule about one row) and has an invariant's id. It is
written for both engines: on PostgreSQL as triggers that run once per statement over transition
tables, so that a bulk write costs no function call per row; on SQLite as row triggers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from django.db.models import Field, ForeignKey, Model

Event = Literal["INSERT", "UPDATE", "DELETE"]
PREFIX = "guard_"
_SIMPLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class StatementTrigger:
    """PostgreSQL: plpgsql run once after a statement, over `old_rows` and `new_rows`.

    The body may use the text variable `offender`. What joins these tables goes through EXECUTE:
    a plan kept from a statement of one row would be a disaster for one of 100,000.
    """

    event: Event
    body: str


@dataclass(frozen=True)
class RowTrigger:
    """SQLite: statements run for each row, `OLD` and `NEW` at hand, where the condition holds."""

    timing: Literal["BEFORE", "AFTER"]
    event: Event
    body: str
    when: str = ""


@dataclass(frozen=True)
class Guard:
    """One rule of one table: its name, invariant id, model, and triggers for each engine.

    The triggers are made when they are installed, since a model's foreign keys are known only then.
    """

    name: str
    inv: str
    model: type[Model]
    postgresql: Callable[[], Sequence[StatementTrigger]]
    sqlite: Callable[[], Sequence[RowTrigger]]

    def __post_init__(self) -> None:
        for name in (f"{PREFIX}{self.name}_update", self.table):
            if not _SIMPLE.fullmatch(name):
                raise ValueError(f"guard {self.name}: {name!r} is no plain name of at most 63 letters")
        if not re.fullmatch(r"INV-\d\d", self.inv):
            raise ValueError(f"guard {self.name}: {self.inv!r} is no invariant's id")

    @property
    def table(self) -> str:
        """The table it protects."""
        return self.model._meta.db_table

    def trigger_name(self, event: Event) -> str:
        """What its trigger on this event is called in the database."""
        return f"{PREFIX}{self.name}_{event.lower()}"


_declared: dict[str, Guard] = {}


def declare(*guards: Guard) -> None:
    """Register guards; the model's module calls it once. Raises ValueError if a name is taken."""
    for guard in guards:
        if guard.name in _declared:
            raise ValueError(f"guard {guard.name} is declared twice")
        _declared[guard.name] = guard


def declared() -> tuple[Guard, ...]:
    """All guards, in the order of their declaration."""
    return tuple(_declared.values())


def guarded_tables() -> frozenset[str]:
    """The tables that have a guard."""
    return frozenset(guard.table for guard in _declared.values())


@contextmanager
def also(*guards: Guard) -> Iterator[None]:
    """Declare guards for a while: for tests of the guards themselves."""
    declare(*guards)
    try:
        yield
    finally:
        for guard in guards:
            del _declared[guard.name]


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Take guards off the register for a while: a race test must first be seen failing so."""
    taken = {name: _declared.pop(name) for name in names}
    try:
        yield
    finally:
        _declared.update(taken)


def columns(model: type[Model]) -> list[str]:
    """The table's columns, the key first."""
    pk = key(model)
    return [pk, *(f.column for f in model._meta.concrete_fields if f.column and f.column != pk)]


def key(model: type[Model]) -> str:
    """The primary key's column."""
    return str(model._meta.pk.column)


def words(model: type[Model]) -> str:
    """What people call the record."""
    return str(model._meta.verbose_name)


def key_text(model: type[Model], row: str, *, sqlite: bool) -> str:
    """The key of a row as text, alike on both engines: how other tables name it by kind and id."""
    value = f'{row}."{key(model)}"'
    return f"({sqlite_text(model._meta.pk, value)})" if sqlite else f"{value}::text"


def sqlite_text(field: Field[object, object], value: str) -> str:
    """SQLite: an expression for a column's value as PostgreSQL would write it; null stays null."""
    kind = sqlite_kind(field)
    if kind == "UUIDField":
        parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return " || '-' || ".join(f"substr({value}, {start}, {length})" for start, length in parts)
    if kind == "DateTimeField":
        return f"replace({value}, ' ', 'T') || '+00:00'"
    if kind == "BinaryField":
        return rf"CASE WHEN {value} IS NOT NULL THEN '\x' || lower(hex({value})) END"
    return value


def sqlite_kind(field: Field[object, object]) -> str:
    """The kind of value a column holds, a foreign key's being that of its target."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    return field.get_internal_type()
