"""Charts of accounts as shipped: one file each in fixtures/charts, read and checked before anybody adopts it."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from accounting.books.models import SECTIONS
from billing_suite.kernel.values.refusals import Invalid, NotFound

PARTS = {  # every part a chart has an account for, and the type of that account
    "receivable": "asset",
    "receivable_revaluation": "asset",
    "tax_payable": "liability",
    "tax_revaluation": "liability",
    "customer_credits": "liability",
    "customer_credits_revaluation": "liability",
    "customer_deposits": "liability",
    "contract_asset": "asset",
    "contract_liability": "liability",
    "unbilled": "asset",
    "bank": "asset",
    "bank_revaluation": "asset",
    "revenue": "income",
    "revenue:services": "income",
    "revenue:digital": "income",
    "revenue:expenses": "income",
    "exchange_gain": "income",
    "exchange_loss": "expense",
    "unrealised_gain": "income",
    "unrealised_loss": "expense",
    "exchange_clearing": "asset",
    "bad_debt": "expense",
    "bank_fees": "expense",
    "cash_rounding": "expense",
    "withholding_tax": "asset",
    "retained_earnings": "equity",
}
CONTROLLED = {  # parts whose accounts equal their documents (INV-09, INV-10)
    "receivable",
    "tax_payable",
    "customer_credits",
    "customer_deposits",
    "contract_asset",
    "contract_liability",
    "unbilled",
}
CODE = re.compile(r"[a-z]{2}")
NUMBER = re.compile(r"[0-9]{4,12}", re.ASCII)
PART = re.compile(r"[a-z_]{1,30}(:.{1,60})?")
KEYS = {"number", "name", "type", "section", "control", "roles"}


@dataclass(frozen=True)
class ChartLine:
    """One account of a shipped chart; `roles` are the parts it plays, as `role` or `role:key`."""

    number: str
    name: str
    type: str
    section: str
    control: bool
    roles: tuple[str, ...]
    english: str = ""  # the name in English, where the chart is in another language


@dataclass(frozen=True)
class ChartSheet:
    """A shipped chart: for which country, in which language, and where its numbering comes from."""

    code: str
    name: str
    country: str
    language: str
    source: str
    accounts: tuple[ChartLine, ...]

    def playing(self, part: str) -> ChartLine:
        """The account that plays a part."""
        return next(line for line in self.accounts if part in line.roles)


def chart_codes() -> list[str]:
    """The charts that are shipped, by code."""
    return sorted(path.stem for path in _folder().glob("*.json"))


@cache
def chart(code: str) -> ChartSheet:
    """A shipped chart by its code, like `de`.

    Raises NotFound where there is none, and Invalid with every fault of a file that could not be adopted.
    """
    path = _folder() / f"{code}.json"
    if not CODE.fullmatch(code) or not path.is_file():
        raise NotFound(f"no chart {code[:20]!r}; there are {', '.join(chart_codes())}", code="no-such-chart")
    return read_chart(code, json.loads(path.read_text(encoding="utf-8")))


def read_chart(code: str, content: dict[str, Any]) -> ChartSheet:
    """The content of a file as a chart, once it has no fault."""
    lines = content.get("accounts", [])
    faults = [f"{name} is missing" for name in ("name", "country", "language", "source") if not content.get(name)]
    odd = ((n, (KEYS ^ set(line)) - {"english"}) for n, line in enumerate(lines))
    faults += [f"account {n}: {', '.join(sorted(names))} missing or unknown" for n, names in odd if names]
    if not faults:
        made = [ChartLine(**{**line, "roles": tuple(line["roles"])}) for line in lines]
        faults = [*_faults_by_line(made), *_faults_of_all(made)]
    if faults:
        raise Invalid(f"the chart {code}: {'; '.join(faults)}", code="chart-unreadable", record=code, rule="INV-13")
    told = {name: content[name] for name in ("name", "country", "language", "source")}
    return ChartSheet(code, **told, accounts=tuple(made))


def _faults_by_line(lines: Sequence[ChartLine]) -> Iterator[str]:
    for line in lines:
        if not NUMBER.fullmatch(line.number):
            yield f"{line.number!r} is no number of 4 to 12 digits"
        if not 0 < len(line.name) <= 120:
            yield f"{line.number} has no name of at most 120 letters"
        if line.section not in SECTIONS.get(line.type, ()):
            yield f"{line.number}: {line.type!r} does not stand in {line.section!r}"
        parts = {part.partition(":")[0] for part in line.roles}
        if line.control != bool(parts & CONTROLLED):
            yield f"{line.number} is {'a' if line.control else 'no'} control account, its parts say otherwise"
        for part in line.roles:
            if not PART.fullmatch(part):
                yield f"{line.number}: {part!r} is no part like role or role:key"
            elif PARTS.get(part, PARTS.get(part.partition(":")[0])) != line.type:
                yield f"{line.number}: no {line.type} plays {part}"


def _faults_of_all(lines: Sequence[ChartLine]) -> Iterator[str]:
    numbers = Counter(line.number for line in lines)
    yield from (f"{number} stands there {count} times" for number, count in numbers.items() if count > 1)
    parts = Counter(part for line in lines for part in line.roles)
    yield from (f"{parts[part]} accounts play {part}" for part in PARTS if parts[part] != 1)
    yield from (f"{count} accounts play {part}" for part, count in parts.items() if count > 1 and part not in PARTS)
    if not any(part.startswith("tax_payable:") for part in parts):
        yield "no account plays tax_payable for a component"


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "charts"
