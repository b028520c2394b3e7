"""What a project leaves us, by phase and month: what its work earned less what its hours cost, in the books' currency.

Hours that are billed earn their frozen price. A promise with a price of its own earns the part of it that is done, in
the phases and months in which its hours were worked. A retainer or a recurring promise earns its periods as they begin.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.exchange import UsedRate, rates_for
from billing_suite.kernel.values.money import Money, exponent, from_minor, nearest, split, zero
from projects.budgets.reports import standing_of
from projects.contracts.models import PlanPeriod
from projects.people.models import Person
from projects.people.reports import load_costs
from projects.plan.models import Project
from projects.time.models import TimeEntry

Place = tuple[str, date]  # phase, first of the month
GROUPS = ("person", "work_date", "task__phase__name", "task__contract_line", "status", "covered", "price", "currency")


@dataclass(frozen=True)
class Cell:
    """Of one phase and month, or of several together."""

    earned: Money
    cost: Money
    minutes: int

    @property
    def margin(self) -> Money:
        """What is left."""
        return self.earned - self.cost

    @property
    def percent(self) -> Decimal | None:
        """Of what was earned, to one place; None where nothing was."""
        if not self.earned.amount:
            return None
        return (self.margin.amount * 100 / self.earned.amount).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.earned + other.earned, self.cost + other.cost, self.minutes + other.minutes)


@dataclass(frozen=True)
class Margins:
    """All of it; `unknown` says what no rate is known for: it is left out, and the figures are not whole."""

    currency: str
    cells: Mapping[Place, Cell]
    unknown: tuple[str, ...]

    def of(self, *, phase: str | None = None, month: date | None = None) -> Cell:
        """Of a phase, a month, both, or all."""
        told = [
            cell
            for (name, start), cell in self.cells.items()
            if (phase is None or name == phase) and (month is None or start == month)
        ]
        return sum(told, Cell(zero(self.currency), zero(self.currency), 0))

    @property
    def phases(self) -> list[tuple[str, Cell]]:
        """By phase, in the order of their names."""
        return [(name, self.of(phase=name)) for name in sorted({name for name, _ in self.cells})]

    @property
    def months(self) -> list[tuple[date, Cell]]:
        """By month, the first one first."""
        return [(start, self.of(month=start)) for start in sorted({start for _, start in self.cells})]


def margins_of(project: Project, *, on: date) -> Margins:
    """What a project left us by a day. For who may see costs; a constant number of queries.

    Sums in another currency are taken at the rate of the day; where none is known, that is said, and nothing guessed.
    """
    entity, standing = project.legal_entity, standing_of(project)
    rows = list(
        TimeEntry.objects.filter(project=project, work_date__lte=on)
        .order_by()
        .values(*GROUPS)
        .annotate(minutes=Sum("minutes"))
    )
    costs, unknown = _costs(rows)
    earned: dict[tuple[Place, str], Fraction] = defaultdict(Fraction)  # by currency, in minor units
    worked: dict[Any, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
    minutes: dict[Place, int] = defaultdict(int)
    for row in rows:
        place = (row["task__phase__name"], month_start(row["work_date"]))
        minutes[place] += row["minutes"]
        worked[row["task__contract_line"]][place] += row["minutes"]
        if row["status"] == "approved" and row["price"] is not None:
            earned[place, row["currency"]] += _minor(row["price"], row["minutes"], row["currency"])
    for line in standing.lines:
        if line.line.billed_by == "fixed":
            _spread(line.earned_amount, worked[line.line.pk], (line.line.phase, month_start(on)), earned)
    periods = PlanPeriod.objects.filter(line__contract=project.contract_id, starts_on__lte=on).select_related("line")
    for period in periods:
        place = (period.line.phase, month_start(period.starts_on))
        earned[place, period.currency] += Fraction(period.net_minor)
    rates, missing = _rates(entity, {*(c for _, c in earned), *(c for _, c in costs)}, on)
    cells = {
        place: Cell(
            _in_books(earned, place, rates, entity.currency), _in_books(costs, place, rates, entity.currency), many
        )
        for place, many in {**dict.fromkeys((place for place, _ in earned), 0), **minutes}.items()
    }
    return Margins(entity.currency, cells, (*unknown, *missing))


def _costs(rows: list[dict[str, Any]]) -> tuple[dict[tuple[Place, str], Fraction], tuple[str, ...]]:
    """What the hours cost by place and currency, exactly; and of whom no rate is known."""
    if not rows:
        return {}, ()
    people = {person.pk: person for person in Person.objects.filter(pk__in={row["person"] for row in rows})}
    days = [row["work_date"] for row in rows]
    cost_of = load_costs(list(people.values()), min(days), max(days))
    told: dict[tuple[Place, str], Fraction] = defaultdict(Fraction)
    unknown = set()
    for row in rows:
        hour = cost_of(people[row["person"]], row["work_date"])
        if hour.amount is None:
            unknown.add(hour.why)
            continue
        place = (row["task__phase__name"], month_start(row["work_date"]))
        told[place, hour.currency] += _minor(hour.amount, row["minutes"], hour.currency)
    return told, tuple(sorted(unknown))


def _minor(price: Decimal, minutes: int, currency: str) -> Fraction:
    return Fraction(price) * minutes * int(10 ** exponent(currency)) / 60


def _spread(
    amount: Money, worked: Mapping[Place, int], else_at: Place, into: dict[tuple[Place, str], Fraction]
) -> None:
    """A sum over the places where its hours were worked, exactly; where none were, at one place."""
    currency = amount.currency.code
    places = {place: many for place, many in worked.items() if many > 0} or {else_at: 1}
    for place, part in zip(places, split(amount, list(places.values())), strict=True):
        into[place, currency] += Fraction(int(part.amount * 10 ** exponent(currency)))


def _rates(entity: Any, currencies: set[str], on: date) -> tuple[dict[str, UsedRate], list[str]]:
    asks = {currency: entity.rate_ask(currency) for currency in currencies}
    found = rates_for(asks.values(), on=on)
    rates = {currency: found[ask] for currency, ask in asks.items() if found.get(ask) is not None}
    missing = [f"no rate from {each} to {entity.currency} on {on}" for each in sorted(currencies - rates.keys())]
    return rates, missing


def _in_books(
    sums: Mapping[tuple[Place, str], Fraction], place: Place, rates: Mapping[str, UsedRate], base: str
) -> Money:
    """What stands at a place, in the books' currency, each currency rounded once."""
    told = zero(base)
    for (where, currency), minor in sums.items():
        if where == place and currency in rates:
            told += rates[currency].convert(from_minor(nearest(minor), currency))
    return told
