"""Finding rows by a part of a word in any of some fields, by one index where the engine has such.

The fields are read as one text, a line each. What is searched for holds no line break, so that it stands in the text
just when it stands in one of the fields.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.operations import TrigramExtension
from django.db import DatabaseError
from django.db.models import F, Func, Index, Model, Q, TextField, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Concat, StrIndex, Upper
from django.db.models.lookups import GreaterThan, IContains, IStartsWith

EXTENSION = "pg_trgm"
PART = 3  # letters
BEFORE = "\n -.,@(/&'"  # a word begins after these, and where a field begins
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
    """Rows with a word, or a part of one, in one of these fields of the model, to which `at` leads. One or two letters
    or digits, which have no three-letter part but at a beginning, are looked for at the beginnings of words.

    Where an index holds further fields it finds too many rows; of these the fields are asked in words that PostgreSQL
    makes no guess about, since the guess about the index is good.
    """
    lead = f"{at}{LOOKUP_SEP}" if at else ""
    indexed = min(
        (index.fields for index in indexes_of(model) if set(fields) <= set(index.fields)), key=len, default=()
    )
    if not indexed:
        return any_of(within(F(f"{lead}{name}"), word) for name in fields)
    found = within(Words(*(F(f"{lead}{name}") for name in indexed)), word)
    return found if set(indexed) == set(fields) else found & any_of(placed(f"{lead}{name}", word) for name in fields)


def begins(word: str) -> list[str]:
    """What a text holds that holds the word as it is looked for."""
    return [mark + word for mark in BEFORE] if len(word) < PART and word.isalnum() else [word]


def within(text: Any, word: str) -> Q:
    """The word in a text, in words that an index serves."""
    found = any_of(Q(IContains(text, each)) for each in begins(word))
    return found if word in begins(word) else found | Q(IStartsWith(text, word))


def placed(name: str, word: str) -> Q:
    """The word in a field, in words that PostgreSQL makes no guess about."""
    text = Upper(Concat(Value("\n"), F(name)))
    return any_of(Q(GreaterThan(StrIndex(text, Upper(Value(each))), 0)) for each in begins(word))


def any_of(conditions: Iterable[Q]) -> Q:
    """One of them holds."""
    return reduce(or_, conditions)


def few(model: Any, found: Q, *, most: int) -> list[Any] | None:
    """The keys of the rows that are found so; None where there are more. They narrow a list of what a person may see,
    and are themselves shown to nobody.
    """
    keys = list(model._base_manager.order_by().filter(found).values_list("pk", flat=True)[: most + 1])
    return keys if len(keys) <= most else None


def indexes_of(model: type[Model]) -> list[WordIndex]:
    """The model's word indexes."""
    return [index for index in model._meta.indexes if isinstance(index, WordIndex)]
