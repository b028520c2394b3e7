"""One row follows another: the one before ends the day before, one that starts later is in the way (DESIGN 3)."""

from datetime import date
from typing import Any

from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.values.refusals import Invalid, Refusal


class SpansOverlap(Refusal):
    """Something of the same kind begins within these days."""

    code = "spans-overlap"


def make_room(rows: Any, *, valid_from: date, valid_to: date | None = None, record: str) -> None:
    """End what is in force when the new row begins; refuse where a later one begins within its days.

    `rows` are those of one key, locked by the caller's lock on what they belong to.
    """
    if valid_to is not None and valid_to < valid_from:
        told = f"not before {valid_from}"
        raise Invalid(f"{record}: the last day is {told}", record=record, fields={"valid_to": [told]})
    later = rows.filter(valid_from__gte=valid_from).order_by("valid_from")
    if valid_to is not None:
        later = later.filter(valid_from__lte=valid_to)
    first = later.first()
    if first is not None:
        raise SpansOverlap(f"another begins on {first.valid_from}, on or after {valid_from}", record=record)
    for before in rows.filter(valid_from__lt=valid_from):
        if before.covers(valid_from):
            before.valid_to = day_before(valid_from)
            before.save(update_fields=["valid_to"])
