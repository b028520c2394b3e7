"""Which pairs are worth comparing: records that share something rare. Blocks are bounded: work grows with the rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crm.duplicates.facts import Facts

MOST = 25  # records in one block; a key that more share tells nothing
WINDOW = 4  # neighbours in alphabetical order


def keys_of(facts: Facts) -> Iterator[tuple[str, str]]:
    """What a record may share with its double."""
    joined, words = "".join(facts.name), sorted(facts.name)
    yield from (("word", word) for word in facts.name if len(word) > 2)
    yield from (("words", f"{one} {two}") for one, two in pairwise(words))
    if len(joined) > 4:
        yield "begins", joined[:5]
        yield "ends", joined[-5:]
    for kind, told in (("phone", facts.phone[-7:]), ("email", facts.email), ("domain", facts.domain)):
        if told:
            yield kind, told
    yield from ((kind, told) for kind, told in (("vat", facts.vat_id), ("born", facts.born)) if told)
    first = next((word for word in facts.address if not word[0].isdigit() and len(word) > 2), "")
    yield from (("house", f"{number} {first[:4]}") for number in facts.numbers if first)
    if facts.postcode:
        yield "near", f"{facts.postcode} {joined[:2]}"
        yield "street", f"{facts.postcode} {first[:4]}"
    if facts.surname and facts.given:
        for one, two in ((facts.surname, facts.given), (facts.given, facts.surname)):
            yield "person", f"{one[:3]} {two[:1]} {facts.city[:3]}"


def candidate_pairs(rows: Sequence[Facts]) -> list[tuple[int, int]]:
    """Pairs of places in `rows` that share a key, or stand next to each other by name; each once, in order."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, facts in enumerate(rows):
        for key in set(keys_of(facts)):
            blocks[key].append(place)
    pairs = {
        (one, two)
        for held in blocks.values()
        if 1 < len(held) <= MOST
        for at, one in enumerate(held)
        for two in held[at + 1 :]
    }
    for order in ("".join, lambda words: "".join(words)[::-1]):
        by_name = sorted(range(len(rows)), key=lambda place: order(rows[place].name))
        for at, one in enumerate(by_name):
            pairs.update((min(one, two), max(one, two)) for two in by_name[at + 1 : at + 1 + WINDOW])
    return sorted(pairs)
