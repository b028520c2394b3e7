"""Readings of doubles: whom a customer looks like, by keys that both have, and what a merge would do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count

from billing_suite.kernel.record.merging import Part, obstacles, parts_of
from crm.customers.models import Address, Customer
from crm.duplicates.blocking import MOST, keys_of
from crm.duplicates.facts import Facts, facts_of
from crm.duplicates.scoring import THRESHOLD, Likeness, likeness, rarity_among
from crm.merging.models import DoubleKey, Merge

KIND = "crm.customer"
NOTHING = Likeness(0, ())


def score_of(like: Likeness) -> Decimal:
    """As it is kept and shown: to three places."""
    return Decimal(f"{like.score:.3f}")


def key_texts(facts: Iterable[Facts]) -> set[str]:
    """The keys of a record's facts, as they are kept."""
    return {f"{kind}:{key}"[:80] for each in facts for kind, key in keys_of(each)}


def facts_about(key: Any, told: Mapping[str, str]) -> list[Facts]:
    """What is compared of a customer: by its legal name, and by the name it goes by where that is another."""
    names = [told.get("legal_name") or told["name"], told["name"]]
    made = [facts_of(str(key), {**told, "name": name}) for name in names]
    return made if made[0].name != made[1].name else made[:1]


def told_of(customer: Customer) -> dict[str, str]:
    """A customer by the columns that are compared."""
    home: Address | None = getattr(customer, "address", None)
    return {
        "name": customer.name,
        "legal_name": customer.legal_name,
        "email": customer.billing_email,
        "vat_id": customer.vat_id,
        "phone": customer.phone,
        "website": customer.website,
        "address": home.street if home else "",
        "postcode": home.postcode if home else "",
        "city": home.city if home else "",
    }


def best_likeness(one: Iterable[Facts], other: Iterable[Facts], weight: Callable[[str], float]) -> Likeness:
    """Of the names that both go by, those that are most alike."""
    others = list(other)
    return max((likeness(a, b, weight) for a in one for b in others), key=lambda found: found.score, default=NOTHING)


@dataclass(frozen=True)
class Likely:
    """A customer that looks like what was asked about, and why."""

    customer: Customer
    score: Decimal
    reasons: tuple[str, ...]

    @property
    def speaking_for(self) -> list[str]:
        """What speaks for it, without the figures: "same vat id"."""
        return speaking_for(self.reasons)


def speaking_for(reasons: Iterable[str]) -> list[str]:
    """What speaks for a pair, without the figures."""
    return [words for words, _, amount in (said.rpartition(" ") for said in reasons) if amount.startswith("+")]


def speaking_against(reasons: Iterable[str]) -> list[str]:
    """What speaks against it."""
    return [words for words, _, amount in (said.rpartition(" ") for said in reasons) if amount.startswith("-")]


def likely_doubles(rows: Any, told: Mapping[str, str], *, entity: Any, but: Any = None) -> list[Likely]:
    """Customers among `rows` that what is `told` (by the compared columns) looks like, the likeliest first: five
    queries, by the keys that few customers of the legal entity share.
    """
    asked = facts_about("asked", told)
    texts = key_texts(asked)
    held = DoubleKey.objects.filter(legal_entity=entity, key__in=texts)
    counted = dict(held.values_list("key").annotate(n=Count("pk")).order_by())
    rare = [key for key, n in counted.items() if n <= MOST]
    sharing = held.filter(key__in=rare).values("customer")
    found = rows.filter(pk__in=sharing, survivor__isnull=True).exclude(pk=but).select_related("address")
    pairs = [(customer, facts_about(customer.pk, told_of(customer))) for customer in found]
    weight = _weight(entity, [*asked, *(facts for _, held in pairs for facts in held)]) if pairs else None
    scored = []
    for customer, facts in pairs:
        like = best_likeness(asked, facts, weight)  # type: ignore[arg-type]
        if like.score >= THRESHOLD:
            scored.append(Likely(customer, score_of(like), like.reasons))
    return sorted(scored, key=lambda each: (-each.score, each.customer.name))


def _weight(entity: Any, rows: Iterable[Facts]) -> Callable[[str], float]:
    """How much a word tells among the entity's customers: as `rarity` has it, from the counted keys."""
    total = Customer.objects.filter(legal_entity=entity, survivor__isnull=True).count()
    keys = {f"word:{word}"[:80] for facts in rows for word in facts.name}
    held = DoubleKey.objects.filter(legal_entity=entity, key__in=keys).values_list("key")
    counted = held.annotate(n=Count("pk")).order_by()
    return rarity_among({key.removeprefix("word:"): n for key, n in counted}, total)


@dataclass(frozen=True)
class Effect:
    """What a merge does with rows of one kind: how many follow, or stay with the id they were made with."""

    part: Part
    count: int


@dataclass(frozen=True)
class Preview:
    """What would come of merging: the rows that follow, those that stay, and what stands in the way."""

    follow: list[Effect]
    stay: list[Effect]
    obstacles: list[str]


def merge_preview(survivor: Customer, merged: Customer) -> Preview:
    """What merging would do: a query for each kind of row."""
    counted = [Effect(part, part.of(merged).count()) for part in parts_of(KIND)]
    told = [effect for effect in counted if effect.count]
    return Preview(
        [effect for effect in told if effect.part.follows],
        [effect for effect in told if not effect.part.follows],
        obstacles(KIND, survivor, merged),
    )


@dataclass(frozen=True)
class Side:
    """One field of two customers, side by side."""

    field: str
    label: str
    shown: tuple[str, str]

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.shown[0] != self.shown[1]


LABELS = {
    "name": "Name",
    "legal_name": "Legal name",
    "vat_id": "VAT number",
    "is_business": "Kind",
    "billing_email": "Billing e-mail",
    "language": "Language",
    "payment_days": "Payment term",
    "po_required": "PO number",
    "e_invoice": "E-invoice",
    "address": "Address",
}


def sides_of(one: Customer, other: Customer) -> list[Side]:
    """The profile of two customers, field by field, as people read it."""
    return [Side(field, label, (_shown(one, field), _shown(other, field))) for field, label in LABELS.items()]


def _shown(customer: Customer, field: str) -> str:
    if field == "address":
        home: Address | None = getattr(customer, "address", None)
        return str(home) if home else ""
    value = getattr(customer, field)
    if field == "is_business":
        return "Business" if value else "Consumer"
    if field == "po_required":
        return "Required" if value else "Not required"
    if field == "payment_days":
        return f"{value} days"
    if field == "e_invoice":
        return customer.get_e_invoice_display() if value else "Not asked for"
    return str(value)


@dataclass(frozen=True)
class Moved:
    """Rows of one kind that a merge moved."""

    label: str
    count: int


def moved_by(merge: Merge) -> list[Moved]:
    """What a merge moved, by kind, in the order of the floors: one query."""
    counted = dict(merge.moves.values_list("kind").annotate(n=Count("pk")).order_by())
    told = [(part.label, counted.get(part.model._meta.label_lower, 0)) for part in parts_of(KIND) if part.follows]
    return [Moved(label, count) for label, count in told if count]
