"""A document as plain data, for programs that read JSON: every figure a string, every day an ISO date."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounting.documents.document import Document, Party
from accounting.documents.norm import plain
from billing_suite.kernel.values.money import Money, dump


def plain_data(document: Document) -> dict[str, Any]:
    """The document field by field, in the order of its model, then the sums that follow from it."""
    told: dict[str, Any] = _told(document)
    return told | {
        "lines_net": dump(document.lines_net),
        "allowances": dump(document.adjusted(charges=False)),
        "charges": dump(document.adjusted(charges=True)),
        "payable": dump(document.payable),
    }


def _told(value: Any) -> Any:
    """A value as JSON has it; what JSON would make inexact is a string."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {each.name: _told(getattr(value, each.name)) for each in fields(value)}
        return told | _endpoint(value) if isinstance(value, Party) else told
    if isinstance(value, Money):
        return dump(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_told(each) for each in value]
    return value


def _endpoint(party: Party) -> dict[str, Any]:
    return {"endpoint": dict(zip(("scheme", "identifier"), party.endpoint, strict=True)) if party.endpoint else None}
