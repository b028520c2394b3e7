"""Writing many rows at once: COPY and one joined UPDATE on PostgreSQL, the ORM's bulk words on SQLite.

What the guards say of a row holds here as anywhere: they run in the database, once for the statement.
Rows are written as they stand; nothing comes back, so only where keys are known or not asked for.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models import AutoField, Field, Model

FEW = 20  # rows for which an INSERT is as quick as COPY
BATCH = 2000
PLAIN = ("UUIDField", "CharField", "TextField", "DateField", "DateTimeField", "BooleanField", "BigIntegerField")
USUAL = {kind.get_prep_value for kind in (models.UUIDField, models.CharField, models.TextField, models.DateField)} | {
    kind.get_prep_value for kind in (models.DateTimeField, models.BooleanField, models.BigIntegerField)
}


def insert_many(rows: Sequence[Model]) -> None:
    """Insert rows of one model in one go; keys that the database gives are not read back."""
    if not rows:
        return
    model: Any = type(rows[0])
    if connection.vendor != "postgresql" or len(rows) < FEW:
        model._base_manager.bulk_create(rows, batch_size=BATCH)
        return
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    read = attrgetter(*(field.attname for field in fields))
    odd = [(place, field) for place, field in enumerate(fields) if not _is_plain(field)]
    with connection.cursor() as cursor, cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as to:
        for row in rows:
            values = list(read(row))
            for place, field in odd:
                values[place] = field.get_db_prep_save(values[place], connection)
            to.write_row(values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update_many(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write the named fields of rows that are there, by their keys, in one go."""
    if not rows:
        return
    model: Any = type(rows[0])
    fields = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    columns = [[_prepared(field, row) for row in rows] for field in fields]
    if connection.vendor == "postgresql":
        _update_joined(model, fields, columns)
    else:
        _update_each(model, fields, columns)


def _update_joined(model: type[Model], fields: Sequence[Any], columns: Sequence[list[Any]]) -> None:
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in fields]
    arrays = ", ".join(f"%s::{_plain_type(field)}[]" for field in fields)
    setting = ", ".join(f"{name} = v.{name}" for name in names[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} t SET {setting}"
            f" FROM unnest({arrays}) AS v ({', '.join(names)}) WHERE t.{names[0]} = v.{names[0]}",
            columns,
        )


def _update_each(model: type[Model], fields: Sequence[Any], columns: Sequence[list[Any]]) -> None:
    quote = connection.ops.quote_name
    setting = ", ".join(f"{quote(field.column)} = %s" for field in fields[1:])
    keys, *values = columns
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {setting} WHERE {quote(fields[0].column)} = %s",
            list(zip(*values, keys, strict=True)),
        )


def _prepared(field: "Field[Any, Any]", row: Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, row._state.adding), connection)


def _is_plain(field: "Field[Any, Any]") -> bool:
    """Whether PostgreSQL takes the field's value as Python holds it, so that no row has to ask the field."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.get_internal_type() in PLAIN and type(target).get_prep_value in USUAL


def _plain_type(field: "Field[Any, Any]") -> str:
    """The column's type without its length, as an array's element."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    return str(kind.db_type(connection)).partition("(")[0].partition(" GENERATED")[0]
