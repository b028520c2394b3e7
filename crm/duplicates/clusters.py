"""Records that are likely one and the same, gathered; and how good that is where the truth is known."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.duplicates.blocking import candidate_pairs
from crm.duplicates.facts import Facts
from crm.duplicates.scoring import THRESHOLD, likeness, may_be_likely, rarity


def likely_pairs(rows: Sequence[Facts]) -> list[tuple[float, int, int]]:
    """Pairs of places in `rows` that are likely the same, the surest first."""
    weight = rarity(rows)
    pairs = ((one, two) for one, two in candidate_pairs(rows) if may_be_likely(rows[one], rows[two]))
    scored = ((likeness(rows[one], rows[two], weight).score, one, two) for one, two in pairs)
    return sorted((pair for pair in scored if pair[0] >= THRESHOLD), key=lambda pair: (-pair[0], pair[1], pair[2]))


def clusters(rows: Sequence[Facts]) -> list[int]:
    """For each row the number of its cluster.

    The surest pairs join first. Two clusters join only where their pairs are likely on the whole, so that a chain of
    neighbours does not become one.
    """
    pairs = likely_pairs(rows)
    known = {(one, two) for _, one, two in pairs}
    held = {place: [place] for place in range(len(rows))}
    home = list(range(len(rows)))
    for _, one, two in pairs:
        a, b = sorted((home[one], home[two]))
        if a == b:
            continue
        across = [(min(x, y), max(x, y)) for x in held[a] for y in held[b]]
        if sum(pair in known for pair in across) * 2 < len(across):
            continue
        for place in held[b]:
            home[place] = a
        held[a] += held.pop(b)
    return home


@dataclass(frozen=True)
class Quality:
    """Of the pairs that were put together, how many belong; of those that belong, how many were."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


def quality(found: Sequence[object], truth: Sequence[object]) -> Quality:
    """Pairwise precision and recall of clusters against the true ones, counted without listing pairs."""
    both = _pairs(Counter(zip(found, truth, strict=True)))
    put, true = _pairs(Counter(found)), _pairs(Counter(truth))
    return Quality(both / put if put else 1.0, both / true if true else 1.0)


def _pairs(sizes: Mapping[object, int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def members(home: Iterable[int]) -> list[list[int]]:
    """The clusters of more than one, by their first place."""
    gathered: dict[int, list[int]] = defaultdict(list)
    for place, cluster in enumerate(home):
        gathered[cluster].append(place)
    return [held for held in gathered.values() if len(held) > 1]
