"""How alike two records are: for each field so much for or against, added up, and said in words.

The figures are log-odds after Fellegi and Sunter (1969): what agrees by chance seldom counts much, what differs
seldom in doubles counts against.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA, JaroWinkler

from crm.duplicates.facts import Facts

THRESHOLD = 3.0
SAME_WORD = 0.82  # from there on a word is the other one with a slip in it
CONTRARY = 0.12  # each has a word that the other lacks: not left out, but said otherwise
Step = tuple[float, float]
NAME: Sequence[Step] = ((0.97, 5.0), (0.9, 4.2), (0.8, 3.2), (0.7, 1.8), (0.6, 0.5), (0.45, -1.5), (0, -5.0))
PART: Sequence[Step] = ((0.98, 2.6), (0.9, 2.0), (0.8, 0.8), (0, -1.5))
ADDRESS: Sequence[Step] = ((0.85, 3.0), (0.65, 1.8), (0.45, 0.2), (0, -2.0))
CITY: Sequence[Step] = ((0.88, 0.8), (0, -1.2))


@dataclass(frozen=True)
class Likeness:
    """Two records' score, above `THRESHOLD` likely the same, and what it came from."""

    score: float
    reasons: tuple[str, ...]


def rarity(rows: Iterable[Facts]) -> Callable[[str], float]:
    """How much a word of a name tells: the rarer among the names, the more."""
    counted, total = Counter[str](), 0
    for facts in rows:
        counted.update(set(facts.name))
        total += 1
    return rarity_among(counted, total)


def rarity_among(counted: Mapping[str, int], total: int) -> Callable[[str], float]:
    """The same where it is known already in how many of all names each word stands."""
    return lambda word: log((total + 2) / (counted.get(word, 0) + 1)) + 0.3


def words_alike(one: Sequence[str], two: Sequence[str], weight: Callable[[str], float]) -> float:
    """From 0 to 1: the weighted share of words that both have, allowing for slips and initials."""
    if not one or not two:
        return 0.0
    if (joined := "".join(one)) == (other := "".join(two)):
        return 1.0
    left, matched, alone = list(two), 0.0, 0
    for word in one:
        best, at = max(((_word_alike(word, each), at) for at, each in enumerate(left)), default=(0.0, -1))
        if best > SAME_WORD:
            matched += best * (weight(word) + weight(left.pop(at)))
        else:
            alone += 1
    whole = sum(map(weight, one)) + sum(map(weight, two))
    letters = OSA.normalized_similarity(joined, other) - 0.02 if len(joined) > 5 else 0.0
    contrary = CONTRARY if alone and left else 0.0
    return max(max(matched / whole, letters) - contrary, 0.0)


def _word_alike(one: str, two: str) -> float:
    if one == two:
        return 1.0
    if min(len(one), len(two)) == 1:
        return 0.85 if one[0] == two[0] else 0.0
    if one.isdigit() or two.isdigit():
        return 0.0
    return JaroWinkler.similarity(one, two)


def likeness(one: Facts, two: Facts, weight: Callable[[str], float]) -> Likeness:
    """The score of a pair, and each field's part in words."""
    parts = [part for part in (*_names(one, two, weight), *_places(one, two), *_marks(one, two)) if part[0]]
    told = tuple(f"{words} {amount:+.1f}" for amount, words in parts)
    return Likeness(round(sum(amount for amount, _ in parts), 3), told)


MOST_BY_NAME = max(NAME[0][1], 2 * PART[0][1])


def may_be_likely(one: Facts, two: Facts) -> bool:
    """Whether the pair would be likely if the names were the same: most pairs are not, which is quickly said."""
    return sum(amount for amount, _ in (*_marks(one, two), *_places(one, two))) + MOST_BY_NAME > THRESHOLD - 0.01


Part = tuple[float, str]


def _step(alike: float, steps: Sequence[Step]) -> float:
    return next(amount for least, amount in steps if alike >= least)


def _names(one: Facts, two: Facts, weight: Callable[[str], float]) -> list[Part]:
    if not (one.surname or one.given) or not (two.surname or two.given):
        alike = words_alike(one.name, two.name, weight)
        return [(_step(alike, NAME), f"name {alike:.0%} alike")]
    straight = [(one.given, two.given), (one.surname, two.surname)]
    crossed = [(one.given, two.surname), (one.surname, two.given)]
    pairs = max((straight, crossed), key=lambda held: sum(JaroWinkler.similarity(*pair) for pair in held))
    kinds = ("given name", "surname")
    return [
        (_step(_word_alike(*pair), PART), f"{kind} {_word_alike(*pair):.0%} alike")
        for kind, pair in zip(kinds, pairs, strict=True)
        if all(pair)
    ]


def _places(one: Facts, two: Facts) -> list[Part]:
    told: list[Part] = []
    if one.address and two.address:
        alike = words_alike(one.address, two.address, lambda word: 1.0 if len(word) > 2 else 0.6)
        told.append((_step(alike, ADDRESS), f"address {alike:.0%} alike"))
        if one.numbers and two.numbers and not one.numbers & two.numbers:
            told.append((-1.2, "another house number"))
    if one.city and two.city:
        alike = JaroWinkler.similarity(one.city, two.city)
        alike = 0.9 if one.city in two.city or two.city in one.city else alike
        told.append((_step(alike, CITY), "city"))
    if one.postcode and two.postcode:
        apart = OSA.distance(one.postcode, two.postcode)
        told.append(({0: 1.5, 1: 0.6}.get(apart, -1.0), "postcode"))
    return told


MARKED: Mapping[str, str] = {  # how a reason begins when a mark is the same
    "vat_id": "same vat id",
    "email": "same email",
    "phone": "same phone",
    "domain": "same domain",
}
MARKS: Mapping[str, tuple[float, float]] = {"phone": (4.5, -1.5), "email": (4.5, -0.5), "vat_id": (6.0, -5.0)}


def _marks(one: Facts, two: Facts) -> list[Part]:
    told: list[Part] = []
    for field, (same, other) in MARKS.items():
        left, right = getattr(one, field), getattr(two, field)
        if left and right:
            agree = left[-7:] == right[-7:] if field == "phone" else left == right
            told.append((same if agree else other, f"{'same' if agree else 'another'} {field.replace('_id', ' id')}"))
    if one.domain and one.domain == two.domain and one.email != two.email:
        told.append((2.0, "same domain"))
    if one.born and two.born:
        apart = OSA.distance(one.born, two.born)
        turned = sorted(one.born) == sorted(two.born)
        told.append((4.0 if apart == 0 else 2.0 if apart == 1 or turned else -2.0, "date of birth"))
    return told
