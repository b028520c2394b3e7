"""What an offer says, as its seal and its approval cover it."""

from collections.abc import Mapping
from typing import Any

from crm.quotes.models import QuoteVersion

SAID = ("position", "phase", "description", "role", "supply", "hours", "price", "agreed", "net_minor")
SAID_WHERE_OTHER = {  # sealed where it is not what goes without saying: seals of the time before stay what they are
    "billed_by": "time",
    "unit": "hour",
    "span": "",
    "periods": 1,
    "discount": 0,
    "optional": False,
}


def quote_content(version: QuoteVersion) -> dict[str, Any]:
    """What the customer is shown and what the seal covers: three queries."""
    lines = version.lines.order_by("position").values(*SAID, *SAID_WHERE_OTHER, "quantity")
    told: dict[str, Any] = {
        "quote": version.quote.reference,
        "number": version.number,
        "currency": version.currency,
        "net_minor": version.net_minor,
        "valid_until": version.valid_until,
        "starts_on": version.starts_on,
        "terms": version.terms,
        "lines": [_line(line) for line in lines],
    }
    if version.discount or version.discount_minor:
        told["discount"] = [version.discount, version.discount_minor]
    milestones = list(version.milestones.order_by("position").prefetch_related("shares__line"))
    if milestones:
        told["milestones"] = [
            [each.name, each.due_on, sorted([share.line.position, share.percent] for share in each.shares.all())]
            for each in milestones
        ]
    return told


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: line[name] for name in SAID}
    told |= {name: line[name] for name, usual in SAID_WHERE_OTHER.items() if line[name] != usual}
    return told if line["billed_by"] == "time" else told | {"quantity": line["quantity"]}
