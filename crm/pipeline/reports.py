"""Readings of the pipeline: worth by stage in base currency, and how often each stage was left for a win."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Sum

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.exchange import rates_for
from billing_suite.kernel.values.money import Money, from_minor, round_half_up, zero
from crm.pipeline.models import Opportunity, Pipeline, Stage, StageMove

Z = Decimal("1.96")  # of a normal distribution: nineteen times in twenty


@dataclass
class Worth:
    """What a set of sales is worth in one base currency; `missing` are the currencies no rate of today is known for."""

    base: str
    count: int = 0
    amount: Money = field(init=False)
    weighted: Money = field(init=False)
    missing: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.amount = self.weighted = zero(self.base)


def worth_by_stage(rows: Any, *, on: date) -> dict[tuple[Any, str], Worth]:
    """Count, amount and amount x probability of opportunities by stage and base currency of who serves them, at the
    rates of a day: three queries. What has no rate is counted and named, and never taken at 0 or 1 (RULES 21).
    """
    grouped = rows.order_by().values("stage", "stage__probability", "currency", "legal_entity")
    sums = list(grouped.annotate(n=Count("pk"), total=Sum("amount_minor")))
    entities = LegalEntity.objects.in_bulk({row["legal_entity"] for row in sums})
    asks = {(row["legal_entity"], row["currency"]) for row in sums}
    made = {pair: entities[pair[0]].rate_ask(pair[1]) for pair in asks}
    rates = rates_for(made.values(), on=on)
    found: dict[tuple[Any, str], Worth] = {}
    for row in sums:
        entity = entities[row["legal_entity"]]
        worth = found.setdefault((row["stage"], entity.currency), Worth(entity.currency))
        worth.count += row["n"]
        rate = rates.get(made[entity.pk, row["currency"]])
        if rate is None:
            worth.missing.add(row["currency"])
            continue
        amount = rate.convert(from_minor(row["total"], row["currency"]))
        worth.amount += amount
        worth.weighted += round_half_up(amount.amount * row["stage__probability"] / 100, entity.currency)
    return found


@dataclass(frozen=True)
class StageSums:
    """A stage with what stands in it, by base currency."""

    stage: Stage
    worths: list[Worth]

    @property
    def count(self) -> int:
        """How many sales."""
        return sum(worth.count for worth in self.worths)


def pipeline_sums(pipeline: Pipeline, rows: Any, *, on: date) -> list[StageSums]:
    """The stages of a pipeline in order, each with what stands in it."""
    return stage_sums(list(pipeline.stages.order_by("position")), rows, on=on)


def stage_sums(stages: Sequence[Stage], rows: Any, *, on: date) -> list[StageSums]:
    """Stages, each with what stands in it: three queries."""
    worths = worth_by_stage(rows.filter(stage__in=stages), on=on)
    by_stage: dict[Any, list[Worth]] = defaultdict(list)
    for (stage, _), worth in sorted(worths.items(), key=lambda item: item[0][1]):
        by_stage[stage].append(worth)
    return [StageSums(stage, by_stage[stage.pk]) for stage in stages]


@dataclass(frozen=True)
class Calibration:
    """How often sales that reached a stage and were decided were won, with the range that is likely."""

    stage: Stage
    decided: int
    won: int

    @property
    def share(self) -> Decimal | None:
        """In per cent to one place; None where nothing was decided."""
        if not self.decided:
            return None
        return (Decimal(100 * self.won) / self.decided).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    @property
    def likely(self) -> tuple[Decimal, Decimal] | None:
        """The Wilson score interval at 95 %, in per cent (Wilson 1927)."""
        if not self.decided:
            return None
        n, p = Decimal(self.decided), Decimal(self.won) / self.decided
        middle = p + Z * Z / (2 * n)
        spread = Z * (p * (1 - p) / n + Z * Z / (4 * n * n)).sqrt()
        below, above = ((middle + sign * spread) / (1 + Z * Z / n) * 100 for sign in (-1, 1))
        return tuple(each.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) for each in (below, above))  # type: ignore[return-value]


def calibrations(pipeline: Pipeline, *, as_of: datetime, seen: Any = None) -> list[Calibration]:
    """For each open stage the sales that came to it and had ended by an instant, from their moves: two queries.

    `seen` are the opportunities that count, such as those a person may see; else all do.
    """
    moves = StageMove.objects.filter(at__lte=as_of)
    if seen is not None:
        moves = moves.filter(opportunity__in=seen)
    ended = StageMove.objects.filter(at__lte=as_of, opportunity=OuterRef("opportunity"))
    reached = (
        moves.filter(to_stage__pipeline=pipeline, to_stage__outcome="open")
        .annotate(
            is_won=Exists(ended.filter(to_stage__outcome="won")),
            is_lost=Exists(ended.filter(to_stage__outcome="lost")),
        )
        .filter(Q(is_won=True) | Q(is_lost=True))
        .order_by()
        .values("to_stage")
        .annotate(
            decided=Count("opportunity", distinct=True),
            won=Count("opportunity", distinct=True, filter=Q(is_won=True)),
        )
    )
    found = {row["to_stage"]: (row["decided"], row["won"]) for row in reached}
    stages = pipeline.stages.filter(outcome="open").order_by("position")
    return [Calibration(stage, *found.get(stage.pk, (0, 0))) for stage in stages]


def moves_of(opportunity: Opportunity) -> Sequence[StageMove]:
    """The moves of a sale, the first one first."""
    return list(opportunity.moves.select_related("from_stage", "to_stage").order_by("at", "id"))


@dataclass(frozen=True)
class BoardColumn:
    """An open stage with its first cards by closing day, and whether more stand in it than are shown."""

    stage: Stage
    cards: list[Opportunity]
    more: bool


def board_columns(stages: Sequence[Stage], rows: Any, *, most: int) -> list[BoardColumn]:
    """Each open stage with its cards: two queries, however many there are. How many stand in a stage, and what they are
    worth, is read apart by `stage_sums`, which reads every one.
    """
    held = [stage for stage in stages if stage.outcome == "open"]
    keys = first_keys([rows.filter(stage=stage).order_by("closes_on", "id") for stage in held], most + 1)
    cards: dict[Any, list[Opportunity]] = defaultdict(list)
    for card in rows.filter(pk__in=keys).for_list().order_by("closes_on", "id"):
        cards[card.stage_id].append(card)
    return [BoardColumn(stage, cards[stage.pk][:most], len(cards[stage.pk]) > most) for stage in held]


def first_keys(lists: Sequence[Any], most: int) -> list[Any]:
    """The keys of the first rows of each list: in one query, or on SQLite, which has no words for that, in one each."""
    told = [rows.values_list("pk", flat=True)[:most] for rows in lists]
    if len(told) > 1 and connection.features.supports_slicing_ordering_in_compound:
        return list(told[0].union(*told[1:], all=True))
    return [key for rows in told for key in rows]
