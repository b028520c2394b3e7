"""Number series, proved: each number from 1 to the last stands on exactly one document (RULES 12, INV-18).

A room whose documents take numbers registers them; what takes numbers and is not registered is never proved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Model, Q, QuerySet, Window
from django.db.models.functions import Lag

from billing_suite.kernel.firm.models import LegalEntity, NumberSeries

TOLD = 1000  # gaps, doubles and strays that are named of one series; more are counted in its documents


@dataclass(frozen=True)
class Numbered:
    """One kind of document that takes numbers: its model; where series, number and printed number stand."""

    kind: str
    label: str
    model: type[Model]
    series: str = "series"
    number: str = "series_number"
    name: str = "number"

    def of(self, series: Iterable[UUID]) -> QuerySet[Any]:
        """The documents of some series."""
        rows: QuerySet[Any] = self.model._default_manager.filter(**{f"{self.series}__in": list(series)})
        return rows.order_by()


_KINDS: dict[str, Numbered] = {}


def register_numbered(*kinds: Numbered) -> None:
    """For the models of a room whose documents take numbers. Raises RuntimeError if a kind is taken."""
    for each in kinds:
        if each.kind in _KINDS:
            raise RuntimeError(f"two kinds of documents are numbered as {each.kind}")
        _KINDS[each.kind] = each


@dataclass(frozen=True)
class Gap:
    """Numbers that no document has, from the first through the last of them."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class SeriesProof:
    """A series and what was found: nothing wrong, or the first thousand gaps, doubles and numbers outside 1 to last.

    `label` is empty where no room has registered documents of its kind.
    """

    series: NumberSeries
    label: str
    documents: int = 0
    gaps: Sequence[Gap] = field(default=())
    doubles: Sequence[int] = field(default=())
    outside: Sequence[str] = field(default=())

    @property
    def pk(self) -> UUID:
        """The series' own."""
        return self.series.pk

    @property
    def holds(self) -> bool:
        """Whether each number from 1 to the last stands on exactly one document."""
        if not self.label:
            return self.series.last == 0
        return not (self.gaps or self.doubles or self.outside)

    @property
    def words(self) -> str:
        """What was found, in words."""
        if self.holds:
            return "complete"
        if not self.label:
            return "no room says which documents have its numbers"
        told = [
            f"missing: {', '.join(map(str, self.gaps))}" if self.gaps else "",
            f"twice: {', '.join(map(str, self.doubles))}" if self.doubles else "",
            f"outside: {', '.join(self.outside)}" if self.outside else "",
        ]
        return "; ".join(filter(None, told))


def series_gaps(entities: Iterable[LegalEntity] | None = None) -> list[SeriesProof]:
    """Every series of some legal entities, or of all: a query a kind, and three more for a kind that has faults.

    A series whose documents are as many as its last number, all different and within 1 to last, is complete.
    """
    rows = NumberSeries.objects.select_related("legal_entity")
    if entities is not None:
        rows = rows.filter(legal_entity__in=[entity.pk for entity in entities])
    held: dict[str, list[NumberSeries]] = {}
    for series in rows.order_by("legal_entity__code", "kind", "year"):
        held.setdefault(series.kind, []).append(series)
    proofs = [proof for kind, of_kind in held.items() for proof in _proved(_KINDS.get(kind), of_kind)]
    return sorted(proofs, key=lambda proof: (proof.series.legal_entity.code, proof.series.kind, proof.series.year or 0))


def _proved(kind: Numbered | None, held: Sequence[NumberSeries]) -> Iterable[SeriesProof]:
    if kind is None:
        return [SeriesProof(series, "") for series in held]
    counted = _counted(kind, held)
    broken = [series for series in held if counted.get(series.pk, (0, 0, 0, 0)) != _complete(series)]
    gaps, doubles, outside = _gaps(kind, broken), _doubles(kind, broken), _outside(kind, broken)
    return [
        SeriesProof(
            series,
            kind.label,
            counted.get(series.pk, (0,))[0],
            gaps.get(series.pk, ()),
            doubles.get(series.pk, ()),
            outside.get(series.pk, ()),
        )
        for series in held
    ]


def _complete(series: NumberSeries) -> tuple[int, int, int, int]:
    """What counts of a complete series say: documents, different numbers, lowest, highest."""
    return (series.last, series.last, min(series.last, 1), series.last)


def _counted(kind: Numbered, held: Sequence[NumberSeries]) -> dict[UUID, tuple[int, int, int, int]]:
    rows = kind.of(series.pk for series in held).values_list(kind.series)
    told = rows.annotate(
        n=Count("pk"), different=Count(kind.number, distinct=True), low=Min(kind.number), high=Max(kind.number)
    )
    return {key: (n, different, low, high) for key, n, different, low, high in told}


def _gaps(kind: Numbered, broken: Sequence[NumberSeries]) -> Mapping[UUID, Sequence[Gap]]:
    """Between two numbers that follow each other, before the first, and after the last: two queries."""
    found: dict[UUID, list[Gap]] = {series.pk: [] for series in broken}
    if not broken:
        return found
    within = _within(kind, broken)
    ends = {
        key: (low, high)
        for key, low, high in within.values_list(kind.series).annotate(low=Min(kind.number), high=Max(kind.number))
    }
    for series in broken:
        low, _ = ends.get(series.pk, (series.last + 1, 0))
        if low > 1:
            found[series.pk].append(Gap(1, low - 1))
    before = Window(Lag(kind.number), partition_by=kind.series, order_by=kind.number)
    jumps = within.annotate(before=before).filter(**{f"{kind.number}__gt": F("before") + 1})
    for key, low, high in jumps.order_by(kind.series, kind.number).values_list(kind.series, "before", kind.number)[
        :TOLD
    ]:
        found[key].append(Gap(low + 1, high - 1))
    for series in broken:
        if series.pk in ends and ends[series.pk][1] < series.last:
            found[series.pk].append(Gap(ends[series.pk][1] + 1, series.last))
    return found


def _within(kind: Numbered, broken: Sequence[NumberSeries]) -> QuerySet[Any]:
    """The documents whose numbers lie within 1 to the last of their series."""
    rows = kind.of(series.pk for series in broken)
    return rows.filter(**{f"{kind.number}__gte": 1, f"{kind.number}__lte": F(f"{kind.series}__last")})


def _doubles(kind: Numbered, broken: Sequence[NumberSeries]) -> Mapping[UUID, Sequence[int]]:
    """Numbers on more than one document: one query."""
    found: dict[UUID, list[int]] = {series.pk: [] for series in broken}
    if broken:
        rows = kind.of(found).values_list(kind.series, kind.number).annotate(n=Count("pk")).filter(n__gt=1)
        for key, number, _ in rows.order_by(kind.series, kind.number)[:TOLD]:
            found[key].append(number)
    return found


def _outside(kind: Numbered, broken: Sequence[NumberSeries]) -> Mapping[UUID, Sequence[str]]:
    """Documents numbered before 1, or beyond what the counter has given: one query."""
    found: dict[UUID, list[str]] = {series.pk: [] for series in broken}
    if broken:
        beyond = Q(**{f"{kind.number}__lt": 1}) | Q(**{f"{kind.number}__gt": F(f"{kind.series}__last")})
        rows = kind.of(found).filter(beyond).order_by(kind.series, kind.number)
        for key, name in rows.values_list(kind.series, kind.name)[:TOLD]:
            found[key].append(str(name))
    return found
