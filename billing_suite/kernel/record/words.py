"""Finding rows by a part of a word in any of some fields, by one index where the engine has such.

The fields are read as one text, a line each. What is searched for holds no line break, so that it stands in the text
just when it stands in one of the fields.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.operations import TrigramExtension
from django.db import DatabaseError
from django.db.models import F, Func, Index, Model, Q, TextField, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import StrIndex, Upper
from django.db.models.lookups import GreaterThan, IContains

EXTENSION = "pg_trgm"
SAMPLES = 1000  # texts that PostgreSQL keeps to guess how many rows hold a word
REFUSED = (
    f"the database user may not create the extension {EXTENSION}: as a superuser, connected to this database, run "
    f"CREATE EXTENSION {EXTENSION}; and migrate again"
)


class Words(Func):
    """Text fields that are never null as one text, a line each."""

    template = "(%(expressions)s)"
    arg_joiner = " || chr(10) || "
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The same line break by its other name."""
        return self.as_sql(compiler, connection, arg_joiner=" || char(10) || ", **more)


class WordIndex(Index):
    """On PostgreSQL the three-letter parts of the fields' words, folded as `icontains` folds; elsewhere nothing."""

    suffix = "words"

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **more: Any) -> Any:
        """The statement that makes it."""
        if schema_editor.connection.vendor != "postgresql":
            return f"-- {self.name}: {schema_editor.connection.vendor} reads the rows"
        quoted = schema_editor.quote_name
        columns = Words.arg_joiner.join(quoted(model._meta.get_field(name).column) for name in self.fields)
        table = quoted(model._meta.db_table)
        made = f"CREATE INDEX {quoted(self.name)} ON {table} USING gin (UPPER(({columns})) gin_trgm_ops)"
        return f"{made}; ALTER INDEX {quoted(self.name)} ALTER COLUMN 1 SET STATISTICS {SAMPLES}"

    def remove_sql(self, model: Any, schema_editor: Any, **more: Any) -> Any:
        """The statement that takes it away."""
        if schema_editor.connection.vendor != "postgresql":
            return f"-- {self.name}"
        return super().remove_sql(model, schema_editor, **more)


class Trigrams(TrigramExtension):
    """Has PostgreSQL know three-letter parts; the owner of a database may do that since version 13."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the extension where it is not there; a refusal says who can."""
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        except DatabaseError as error:
            raise RuntimeError(f"{REFUSED} ({error})".strip()) from error


def contains(model: type[Model], fields: Sequence[str], word: str, *, at: str = "") -> Q:
    """Rows with a word, or a part of one, in one of these fields of the model, to which `at` leads.

    Where an index holds further fields it finds too many rows; of these the fields are asked in words that PostgreSQL
    makes no guess about, since the guess about the index is good.
    """
    lead = f"{at}{LOOKUP_SEP}" if at else ""
    indexed = min(
        (index.fields for index in indexes_of(model) if set(fields) <= set(index.fields)), key=len, default=()
    )
    exact = Q()
    for name in fields:
        place = GreaterThan(StrIndex(Upper(f"{lead}{name}"), Upper(Value(word))), 0)
        exact |= Q(place) if indexed else Q(**{f"{lead}{name}__icontains": word})
    if not indexed:
        return exact
    within = Q(IContains(Words(*(F(f"{lead}{name}") for name in indexed)), word))
    return within if set(indexed) == set(fields) else within & exact


def few_holding(model: Any, fields: Sequence[str], word: str, *, most: int) -> list[Any] | None:
    """The keys of the rows with a word in one of these fields; None where there are more. They narrow a list of what a
    person may see, and are themselves shown to nobody.
    """
    keys = list(model._base_manager.filter(contains(model, fields, word)).values_list("pk", flat=True)[: most + 1])
    return keys if len(keys) <= most else None


def indexes_of(model: type[Model]) -> list[WordIndex]:
    """The model's word indexes."""
    return [index for index in model._meta.indexes if isinstance(index, WordIndex)]
