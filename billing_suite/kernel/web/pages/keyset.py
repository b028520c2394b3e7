"""Keyset paging: the next page begins after a row, not after a count, so depth costs nothing."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages.columns import reach


@dataclass(frozen=True)
class Order:
    """One ordering of a list: by a field, up or down, rows without a value last; the key breaks ties."""

    field: str
    down: bool = False

    @classmethod
    def parse(cls, text: str) -> "Order":
        """ "due_on" or "-due_on"."""
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.field}" if self.down else self.field


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursors of its neighbours ("" for none)."""

    rows: list[Any]
    after: str
    before: str


def write_cursor(row: Any, order: Order) -> str:
    """Where a row stands, as text for the query string."""
    value = reach(row, order.field)
    place = [None if value is None else str(value), str(row.pk)]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(text: str, model: type[Model], order: Order) -> tuple[Any, Any]:
    """The value and key of the row a cursor stands for; a made-up one is refused."""
    try:
        padded = text + "=" * (-len(text) % 4)
        value, key = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        held = None if value is None else field_of(model, order.field).to_python(value)
        return held, model._meta.pk.to_python(key)
    except (ValueError, TypeError, ValidationError, ArithmeticError, binascii.Error):
        raise Invalid("this page of the list does not exist; start at its first page", code="no-such-page") from None


def field_of(model: type[Model], path: str) -> "Field[Any, Any]":
    """The model field at the end of a lookup path like `customer__name`."""
    field: Any = None
    for name in path.split(LOOKUP_SEP):
        if model is None:
            raise FieldDoesNotExist(path)
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        model = getattr(field, "related_model", None)  # type: ignore[assignment]
    return field  # type: ignore[no-any-return]


def is_nullable(model: type[Model], path: str) -> bool:
    """Whether a row may have no value at the end of a lookup path."""
    names = path.split(LOOKUP_SEP)
    return any(field_of(model, LOOKUP_SEP.join(names[: n + 1])).null for n in range(len(names)))


def beyond(model: type[Model], order: Order, value: Any, key: Any, *, back: bool) -> Q:
    """The rows that come after (or, `back`, before) the row with this value and key."""
    side = "lt" if order.down != back else "gt"
    tie = Q(**{f"pk__{side}": key})
    empty = Q(**{f"{order.field}__isnull": True})
    if value is None:
        return Q(empty, tie) | ~empty if back else Q(empty, tie)
    past = Q(**{f"{order.field}__{side}": value}) | Q(Q(**{order.field: value}), tie)
    if not back and is_nullable(model, order.field):
        return past | empty
    return Q(**{f"{order.field}__{side}e": value}) & past  # says nothing new, but lets an index begin there


def ordered(rows: QuerySet[Any], order: Order, *, back: bool = False) -> QuerySet[Any]:
    """The rows in this order (or its mirror), rows without a value last (or first)."""
    down = order.down != back
    empties = {"nulls_first": True} if back else {"nulls_last": True}
    told = empties if is_nullable(rows.model, order.field) else {}
    column = F(order.field)
    return rows.order_by(column.desc(**told) if down else column.asc(**told), "-pk" if down else "pk")


def first_rows(rows: QuerySet[Any], most: int) -> list[Any]:
    """The first of some rows, in their order."""
    if not rows.query.select_related:
        return list(rows[:most])
    keys = list(rows.values_list("pk", flat=True)[:most])
    return list(rows.filter(pk__in=keys)) if keys else []


def page_of(rows: QuerySet[Any], order: Order, *, size: int, after: str = "", before: str = "") -> Page:
    """One page: no count, no offset. Raises Invalid on a made-up cursor.

    Rows that are shown with others are read in two queries, the page's keys first: told in one, an engine may join
    every row of the list before it takes a page of them.
    """
    back = bool(before)
    if cursor := before or after:
        value, key = read_cursor(cursor, rows.model, order)
        rows = rows.filter(beyond(rows.model, order, value, key, back=back))
    found = first_rows(ordered(rows, order, back=back), size + 1)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    forward = found and (more or back)
    backward = found and (bool(after) if not back else more)
    return Page(
        found,
        write_cursor(found[-1], order) if forward else "",
        write_cursor(found[0], order) if backward else "",
    )
