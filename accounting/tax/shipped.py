"""Tax rates as shipped: one file a region in fixtures/tax, each rate with its law and its first day."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.values.refusals import Invalid, NotFound

CODE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class ShippedRate:
    """One component on one kind of supply in one place, in force from a day through another or without end."""

    country: str
    region: str
    supply: str
    component: str
    category: str
    rate: Decimal
    reason: str
    source: str
    valid_from: date
    valid_to: date | None


def folder() -> Path:
    """Where the files are."""
    return Path(settings.BASE_DIR) / "fixtures" / "tax"


def codes() -> list[str]:
    """The regions there are rates for."""
    return sorted(path.stem for path in folder().glob("*.json"))


@cache
def shipped(code: str) -> Sequence[ShippedRate]:
    """A region's rates; no such region, and a file that is not in order, are refused."""
    if not CODE.fullmatch(code) or code not in codes():
        raise NotFound(f"no tax rates for {code[:20]!r}: there are {', '.join(codes())}", code="no-such-tax-rates")
    told = json.loads((folder() / f"{code}.json").read_text(encoding="utf-8"))
    found = [rate for row in told["rates"] for rate in _rates(row)]
    keys = [(r.country, r.region, r.supply, r.component, r.valid_from) for r in found]
    if len(set(keys)) < len(keys):
        raise Invalid(f"the tax rates of {code} name a component twice", record=code, rule="RULES 8")
    return found


def _rates(row: dict[str, Any]) -> Iterator[ShippedRate]:
    """Each step of a rate ends the day before the next, for each kind of supply."""
    steps = [(date.fromisoformat(day), rate) for day, rate in row["rates"].items()]
    ends = [*(day_before(day) for day, _ in steps[1:]), None]
    for supply in row["supplies"]:
        for (start, rate), end in zip(steps, ends, strict=True):
            yield ShippedRate(
                country=row["country"],
                region=row.get("region", ""),
                supply=supply,
                component=row["component"],
                category=row.get("category", "S"),
                rate=Decimal(rate),
                reason=row.get("reason", ""),
                source=row["source"],
                valid_from=start,
                valid_to=end,
            )
