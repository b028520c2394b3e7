"""The search of a list: every word must stand in one of the searched fields, the record's own or another's."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Model, Q
from django.db.models.constants import LOOKUP_SEP

from billing_suite.kernel.record.words import contains, few
from billing_suite.kernel.web.pages.keyset import field_of

WORDS = 6
ASKED = 3  # words, the longest, that are looked for in other records beforehand
FEW = 500  # rows that are named one by one


def searched(rows: Any, fields: Sequence[str], text: str) -> Any:
    """The rows that hold every word of a text."""
    words = text[:200].replace("\0", "").split()[:WORDS] if fields else []
    asked = sorted(words, key=len, reverse=True)[:ASKED]
    for word in words:
        rows = rows.filter(holding(rows.model, fields, word, ask=word in asked))
    return rows


def holding(model: type[Model], fields: Sequence[str], word: str, *, ask: bool) -> Q:
    """Rows with this word in one of their own fields, or in one of a record that they name.

    An index serves the fields of one table. Where few rows name such a record their keys are read first, a query for
    each kind of record; where many do, the list is soon full.
    """
    found = Q()
    for path, names in by_table(fields).items():
        found |= elsewhere(model, path, names, word, ask=ask) if path else contains(model, names, word)
    return found


def elsewhere(model: type[Model], path: str, names: Sequence[str], word: str, *, ask: bool) -> Q:
    """Rows that name a record with this word in one of its fields."""
    other: Any = field_of(model, path).related_model
    found = contains(other, names, word, at=path)
    keys = few(model, found, most=FEW) if ask else None
    return found if keys is None else Q(pk__in=keys)


def by_table(fields: Sequence[str]) -> dict[str, list[str]]:
    """The fields by the path to the record that has them, "" for the row's own."""
    told: dict[str, list[str]] = defaultdict(list)
    for name in fields:
        path, _, last = name.rpartition(LOOKUP_SEP)
        told[path].append(last)
    return told
