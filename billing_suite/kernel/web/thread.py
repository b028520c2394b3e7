"""The thread: the chain from lead to ledger that a record hangs on, up and down (DESIGN 8).

Each room registers a hop for its own model and says how it ties to the hop above it. Lower floors
never learn of higher ones: both ways of a tie are told by the higher room.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q
from django.urls import NoReverseMatch, reverse

from billing_suite.kernel.values.money import Money
from billing_suite.kernel.web.tones import Tone, tone_of

Tie = Callable[[Sequence[Any]], Q]
SHOWN = 3  # records of a hop that stand in the open; the rest unfold
READ = 60  # records of a hop that are read at most: a thread is a map, not a list


@dataclass(frozen=True)
class Hop:
    """One kind of record in the chain, and how it ties to the kind above it.

    `up(records)` says which records of `above` these hang on, `down(above_records)` which of ours
    hang on those; both answer with a Q, to which the thread puts `visible_to` first. `reference`,
    `status` and `amount` name attributes (or take the record); `joins` are the foreign keys they
    need. `url_name` takes the primary key. `also` names kinds further up that a record may hang on
    directly, past the one above it (a journal entry of an invoice that nobody has paid yet), with
    the same two ties. `branch` hops hang beside the chain (a credit note on
    an invoice): they are shown when they exist and not announced when they do not.
    """

    model: type[Model]
    label: str
    icon: str
    url_name: str
    above: type[Model] | None
    up: Tie | None
    down: Tie | None
    reference: str | Callable[[Any], str]
    status: str | Callable[[Any], str]
    amount: str | Callable[[Any], Money | None]
    joins: tuple[str, ...]
    branch: bool
    also: Mapping[type[Model], tuple[Tie, Tie]]


@dataclass(frozen=True)
class HopRecord:
    """One record of a hop: its reference as a link, its status, its amount."""

    reference: str
    url: str
    status: str
    status_words: str
    tone: Tone
    amount: Money | None
    current: bool


@dataclass(frozen=True)
class ShownHop:
    """A hop as a thread shows it; `ahead` when nothing of it exists yet, or none the viewer may see."""

    label: str
    icon: str
    records: list[HopRecord]
    rest: list[HopRecord]
    more: bool
    current: bool
    end: bool = False
    before_ahead: bool = False

    @property
    def ahead(self) -> bool:
        """Whether the thread has yet to come here."""
        return not self.records


_HOPS: dict[type[Model], Hop] = {}


def register_hop(
    model: type[Model],
    *,
    label: str,
    icon: str,
    url_name: str,
    above: type[Model] | None = None,
    up: Tie | None = None,
    down: Tie | None = None,
    reference: str | Callable[[Any], str] = "reference",
    status: str | Callable[[Any], str] = "status",
    amount: str | Callable[[Any], Money | None] = "",
    joins: tuple[str, ...] = (),
    branch: bool = False,
    also: Mapping[type[Model], tuple[Tie, Tie]] | None = None,
) -> None:
    """Put a kind of record into the thread; called by its room's app when it is ready.

    The first hop has no `above`; every other one has `above`, `up` and `down`, and stands in the
    chain after the hop it names.
    """
    if above is not None and (up is None or down is None):
        raise ValueError(f"{label}: a hop below {above.__name__} says how it ties up and down")
    _HOPS[model] = Hop(
        model, label, icon, url_name, above, up, down, reference, status, amount, joins, branch, also or {}
    )


def address_of(kind: str, key: str) -> str:
    """The page of a record by its kind ("accounting.invoice") and id; "" for kinds that have none."""
    hop = next((hop for hop in _HOPS.values() if hop.model._meta.label_lower == kind), None)
    try:
        return reverse(hop.url_name, args=[key]) if hop else ""
    except NoReverseMatch:
        return ""


def thread_of(record: Model, user: Any, *, rights: Collection[str] | None = None) -> list[ShownHop]:
    """The chain through this record as far as the user may see it: one query a hop, whatever its length.

    With the user's `rights`, kinds they have no reading right for are left out: "not yet" would be untrue of them.
    """
    if type(record) not in _HOPS:
        return []
    found = _walk(record, user)
    whole = _chain(record, found)
    chain = [model for model in whole if found.get(model) or _may_read(model, rights)]
    hops = [_shown(_HOPS[model], found.get(model, []), record) for model in chain]
    return [
        replace(hop, end=chain[place] is whole[-1], before_ahead=place + 1 < len(hops) and hops[place + 1].ahead)
        for place, hop in enumerate(hops)
    ]


def _may_read(model: type[Model], rights: Collection[str] | None) -> bool:
    seen_with: str = getattr(model._default_manager.all(), "seen_with", "")
    return rights is None or not seen_with or seen_with in rights


def _walk(record: Model, user: Any) -> dict[type[Model], list[Model]]:
    found: dict[type[Model], list[Model]] = {type(record): [record]}
    path = [_HOPS[type(record)]]
    while path[-1].above is not None and path[-1].above in _HOPS:
        above = _HOPS[path[-1].above]
        found[above.model] = _read(above.model, _tie_up(above, path, found), user)
        path.append(above)
    for hop in reversed(path[:-1]):
        if not found[hop.model]:  # passed by on the way up: what hangs there after all
            found[hop.model] = _read(hop.model, _tie_down(hop, found), user)
    beneath = {type(record): [record]}
    _walk_down(type(record), beneath, user)
    return found | beneath


def _walk_down(model: type[Model], found: dict[type[Model], list[Model]], user: Any) -> None:
    for hop in _below(model):
        found[hop.model] = _read(hop.model, _tie_down(hop, found), user)
        _walk_down(hop.model, found, user)


def _tie_up(above: Hop, path: Sequence[Hop], found: Mapping[type[Model], list[Model]]) -> Q | None:
    """Which records of a hop those beneath it hang on: of the next one, and of those that skip it."""
    ties = [hop.up if hop.above is above.model else hop.also.get(above.model, (None, None))[0] for hop in path]
    return _any(tie(found[hop.model]) for tie, hop in zip(ties, path, strict=True) if tie and found[hop.model])


def _tie_down(hop: Hop, found: Mapping[type[Model], list[Model]]) -> Q | None:
    """Which records of a hop hang on those above it."""
    ways = [(hop.above, hop.down), *((kind, ties[1]) for kind, ties in hop.also.items())]
    return _any(tie(found[kind]) for kind, tie in ways if kind and tie and found.get(kind))


def _any(ties: Iterable[Q]) -> Q | None:
    held = list(ties)
    return reduce(or_, held) if held else None


def _read(model: type[Model], tie: Q | None, user: Any) -> list[Model]:
    if tie is None:
        return []
    seen = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    joins = _HOPS[model].joins or (None,)  # without a word, Django would follow every foreign key there is
    return list(seen.filter(tie).select_related(*joins).distinct().order_by("pk")[: READ + 1])


def _below(model: type[Model]) -> list[Hop]:
    return [hop for hop in _HOPS.values() if hop.above is model]


def _chain(record: Model, found: dict[type[Model], list[Model]]) -> list[type[Model]]:
    """Top to bottom: all above the record, then all below it; empty branches left out."""
    above, hop = [type(record)], _HOPS[type(record)]
    while hop.above is not None and hop.above in _HOPS:
        above.insert(0, hop.above)
        hop = _HOPS[hop.above]
    return [*above, *_beneath(type(record), found)]


def _beneath(model: type[Model], found: dict[type[Model], list[Model]]) -> list[type[Model]]:
    chain: list[type[Model]] = []
    for hop in sorted(_below(model), key=lambda hop: not hop.branch):
        if found.get(hop.model) or not hop.branch:
            chain += [hop.model, *_beneath(hop.model, found)]
    return chain


def _shown(hop: Hop, records: list[Model], current: Model) -> ShownHop:
    told = [_told(hop, record, current) for record in records[:READ]]
    told.sort(key=lambda one: not one.current)
    return ShownHop(
        label=hop.label,
        icon=hop.icon,
        records=told[:SHOWN],
        rest=told[SHOWN:],
        more=len(records) > READ,
        current=hop.model is type(current),
    )


def _told(hop: Hop, record: Model, current: Model) -> HopRecord:
    status = str(_asked(record, hop.status) or "")
    words = getattr(record, f"get_{hop.status}_display", lambda: "")() if isinstance(hop.status, str) else ""
    return HopRecord(
        reference=str(_asked(record, hop.reference) or record),
        url=reverse(hop.url_name, args=[record.pk]),
        status=status,
        status_words=str(words) or status.replace("_", " ").capitalize(),
        tone=tone_of(status),
        amount=_asked(record, hop.amount),
        current=record == current,
    )


def _asked(record: Model, what: str | Callable[[Any], Any]) -> Any:
    if callable(what):
        return what(record)
    return getattr(record, what, None) if what else None
