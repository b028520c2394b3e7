"""The forms of tax offices as data: which figure stands in which box, how it is rounded, when it is due. Pure."""

import calendar
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

from django.conf import settings

from accounting.tax.models import CATEGORIES
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.money import Money, round_half_up, zero
from billing_suite.kernel.values.refusals import Invalid

Take = Literal["base", "tax", "gross", "percent", "sum"]
CADENCES = {"month": 1, "quarter": 3, "year": 12}
SATURDAY = 5


class Taxed(Protocol):
    """A line of tax as boxes see it: what it is of, and its amounts in the books."""

    @property
    def category(self) -> str: ...
    @property
    def component(self) -> str: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def books_base(self) -> Money: ...
    @property
    def books_tax(self) -> Money: ...


@dataclass(frozen=True)
class BoxRule:
    """One box: of which lines it takes base, tax or both; or a percentage of a box, or a sum of boxes above it.

    Empty `rates` and `components` mean all of them, `other_rates` all but these. `unit` "whole" leaves the
    cents out, towards nothing; "" keeps them.
    """

    box: str
    label: str
    take: Take
    categories: tuple[str, ...] = ()
    rates: tuple[Decimal, ...] = ()
    other_rates: tuple[Decimal, ...] = ()
    components: tuple[str, ...] = ()
    of: str = ""
    percent: Decimal = Decimal(0)
    add: tuple[str, ...] = ()
    unit: str = ""

    def covers(self, line: Taxed) -> bool:
        """Whether a line counts in this box."""
        return (
            line.category in self.categories
            and (not self.rates or line.rate in self.rates)
            and line.rate not in self.other_rates
            and (not self.components or line.component in self.components)
        )


@dataclass(frozen=True)
class BoxFigure:
    """A box as it is filed, and the sum before its rounding."""

    box: str
    label: str
    amount: Money
    exact: Money

    @property
    def pk(self) -> str:
        """Its number."""
        return self.box


@dataclass(frozen=True)
class ReturnForm:
    """A tax office's form: its boxes in order, the one that says what is payable, its currency, source and days."""

    country: str
    name: str
    currency: str
    source: str
    as_of: date
    note: str
    payable: str
    weekend: str
    due: Mapping[str, Mapping[str, Any]]
    boxes: tuple[BoxRule, ...]

    def fill(self, lines: Iterable[Taxed]) -> list[BoxFigure]:
        """Every box of the form over lines of tax in its currency."""
        held, filled = list(lines), dict[str, BoxFigure]()
        for rule in self.boxes:
            exact = _exact(rule, held, filled, self.currency)
            filled[rule.box] = BoxFigure(rule.box, rule.label, in_units(exact, rule.unit), exact)
        return list(filled.values())

    def due_on(self, cadence: str, ends_on: date) -> date:
        """When the return of a span is due; a weekend moves it on where the form says so."""
        rule = self.due.get(cadence)
        if rule is None:
            raise Invalid(
                f"{self.name} is not filed by the {cadence}", fields={"cadence": ["not a cadence of the form"]}
            )
        rule = rule.get("after", {}).get(str(ends_on.month), rule)
        start = month_start(ends_on, rule["months"])
        day = start.replace(day=min(rule["day"], calendar.monthrange(start.year, start.month)[1]))
        while self.weekend == "next" and day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return day


def in_units(amount: Money, unit: str) -> Money:
    """The amount as its box takes it: whole units without the rest, or as it is."""
    if unit != "whole":
        return amount
    return Money(amount.amount.quantize(Decimal(1), rounding=ROUND_DOWN) + 0, amount.currency)


def _exact(rule: BoxRule, lines: Sequence[Taxed], filled: Mapping[str, BoxFigure], currency: str) -> Money:
    nothing = zero(currency)
    if rule.take == "percent":
        return round_half_up(filled[rule.of].amount.amount * rule.percent / 100, currency)
    if rule.take == "sum":
        return sum((filled[box].amount for box in rule.add), nothing)
    covered = [line for line in lines if rule.covers(line)]
    base = sum((line.books_base for line in covered), nothing)
    tax = sum((line.books_tax for line in covered), nothing)
    return {"base": base, "tax": tax, "gross": base + tax}[rule.take]


def form_of(country: str, currency: str) -> ReturnForm | None:
    """The form of a country, for books kept in its currency; None where there is none: then lines alone are filed."""
    path = _folder() / f"{country.lower()}.json"
    if country.lower() not in form_codes() or not path.is_file():
        return None
    form = shipped_form(country.lower())
    return form if form.currency == currency else None


def form_codes() -> list[str]:
    """The countries whose form is shipped."""
    return sorted(path.stem for path in _folder().glob("*.json"))


@cache
def shipped_form(code: str) -> ReturnForm:
    """A form from its file."""
    return read_form(json.loads((_folder() / f"{code}.json").read_text(encoding="utf-8")))


def read_form(content: Mapping[str, Any]) -> ReturnForm:
    """The content of a file as a form; one that names a box it has not filled before is refused."""
    rules = tuple(_rule(told) for told in content["boxes"])
    faults, above, known = [], set[str](), {code for code, _ in CATEGORIES}
    for rule in rules:
        faults += [f"{rule.box} counts {box}, which is not above it" for box in {*rule.add, rule.of} - above - {""}]
        faults += [f"{rule.box}: no category {code}" for code in set(rule.categories) - known]
        faults += [f"two boxes are called {rule.box}"] if rule.box in above else []
        above.add(rule.box)
    if content["payable"] not in above:
        faults.append(f"no box {content['payable']} says what is payable")
    if faults:
        raise Invalid(f"the form {content.get('name')}: {'; '.join(sorted(faults))}", code="form-unreadable")
    names = ("country", "name", "currency", "source", "note", "payable", "weekend", "due")
    told = {name: content[name] for name in names}
    return ReturnForm(**told, as_of=date.fromisoformat(content["date"]), boxes=rules)


def _rule(told: Mapping[str, Any]) -> BoxRule:
    numbers = {name: tuple(map(Decimal, told[name])) for name in ("rates", "other_rates") if name in told}
    lists = {name: tuple(told[name]) for name in ("categories", "components", "add") if name in told}
    percent = {"percent": Decimal(told["percent"])} if "percent" in told else {}
    return BoxRule(**{**told, **numbers, **lists, **percent})


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "returns"
