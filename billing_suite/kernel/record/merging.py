"""Two records of a kind that are one: what follows the one that goes, what stays as it was made (DESIGN 2).

A floor's room registers its own rows in its `merging` module. Rows that people still work on follow; documents,
postings and evidence keep the id they were made with and are read through the survivor.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

ANY = Q()


@dataclass(frozen=True)
class Part:
    """Rows that name a record of the kind by `field`; with a merge they follow it, or stay."""

    model: type[Model]
    field: str
    label: str
    follows: bool
    once_by: str = ""
    once_when: Q = ANY

    def of(self, record: Any) -> Any:
        """The rows that name this record."""
        return self.model._default_manager.filter(**{self.field: record.pk})

    def moving(self, survivor: Any, merged: Any) -> Any:
        """The rows that follow: those of which the survivor has one of its own already stay where they are."""
        rows = self.of(merged)
        if not self.once_by:
            return rows
        held = list(self.of(survivor).filter(self.once_when).values_list(self.once_by, flat=True))
        return rows.exclude(self.once_when & Q(**{f"{self.once_by}__in": held}))


Obstacle = Callable[[Any, Any], Iterable[str]]
_PARTS: dict[str, list[Part]] = defaultdict(list)
_OBSTACLES: dict[str, list[Obstacle]] = defaultdict(list)


def follows(kind: str, model: type[Model], field: str, *, label: str, once_by: str = "", once_when: Q = ANY) -> None:
    """These rows are re-pointed to the survivor, each move kept, so that it can be undone.

    `once_by`: a record has one of each at most, told apart by this field (of those that are `once_when`).
    """
    _PARTS[kind].append(Part(model, field, label, True, once_by, once_when))


def stays(kind: str, model: type[Model], field: str, *, label: str) -> None:
    """These rows keep the id they were made with."""
    _PARTS[kind].append(Part(model, field, label, False))


def stands_in_the_way(kind: str) -> Callable[[Obstacle], Obstacle]:
    """Register what forbids a merge: a function of survivor and merged record that says why, in sentences."""

    def register(obstacle: Obstacle) -> Obstacle:
        _OBSTACLES[kind].append(obstacle)
        return obstacle

    return register


def parts_of(kind: str) -> Sequence[Part]:
    """Every kind of row that names such a record, in the order of the floors."""
    return tuple(_PARTS[kind])


def obstacles(kind: str, survivor: Any, merged: Any) -> list[str]:
    """Why these two cannot be merged now; nothing stands in the way of most."""
    return [said for obstacle in _OBSTACLES[kind] for said in obstacle(survivor, merged)]
