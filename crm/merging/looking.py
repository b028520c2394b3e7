"""The nightly look for doubles, the look at one customer, and what declared rules merge."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Refusal
from crm.customers.models import Customer
from crm.duplicates.blocking import candidate_pairs
from crm.duplicates.facts import Facts
from crm.duplicates.scoring import THRESHOLD, Likeness, likeness, may_be_likely, rarity
from crm.merging.actions import merge_customers
from crm.merging.models import DoubleKey, DuplicateCandidate, MergeRule
from crm.merging.reports import facts_about, key_texts, likely_doubles, score_of, told_of

CHUNK = 2000
READ = (
    "pk",
    "name",
    "legal_name",
    "billing_email",
    "vat_id",
    "phone",
    "website",
    "address__street",
    "address__postcode",
    "address__city",
)
Found = dict[tuple[Any, Any], tuple[Decimal, list[str]]]


@verb("compare a customer", right="merge_customers", jobs=True)
def compare_customer(customer: Customer, *, at: datetime, by: Actor) -> list[DuplicateCandidate]:
    """Keep by what a customer may be found again, and propose the pairs with whom it is likely one."""
    told = told_of(customer)
    DoubleKey.objects.filter(customer=customer).delete()
    _keep_keys([(customer.pk, facts_about(customer.pk, told))], customer.legal_entity_id)
    likely = likely_doubles(Customer.objects.all(), told, entity=customer.legal_entity_id, but=customer.pk)
    found = {_pair(customer.pk, each.customer.pk): (each.score, list(each.reasons)) for each in likely}
    held = DuplicateCandidate.objects.filter(Q(one=customer) | Q(other=customer))
    return _propose(found, held, at=at)


@verb("look for duplicate customers", right="merge_customers", jobs=True)
def look_for_doubles(entity: LegalEntity, *, at: datetime, by: Actor) -> list[DuplicateCandidate]:
    """Compare all customers of a legal entity, in memory and by shared keys, and propose the pairs that are new.

    Open candidates that no longer look alike go; what somebody decided stays.
    """
    keys: list[Any] = []
    rows: list[Facts] = []
    for row in Customer.objects.filter(legal_entity=entity, survivor__isnull=True).values(*READ).iterator(CHUNK):
        told = {name.removeprefix("address__"): row[name] or "" for name in READ[1:]}
        for facts in facts_about(row["pk"], told | {"email": told["billing_email"]}):
            keys.append(row["pk"])
            rows.append(facts)
    found = _likely(keys, rows)
    _keep_missing_keys(entity, keys, rows)
    return _propose(found, DuplicateCandidate.objects.filter(one__legal_entity=entity), at=at)


@verb("merge by the declared rules", right="merge_customers", jobs=True)
def merge_by_rules(entity: LegalEntity, *, at: datetime, by: Actor) -> int:
    """Merge the open candidates that meet a rule in force, the younger into the older; how many were merged.

    What stands in the way of one is left for a person to see.
    """
    count = 0
    for rule in MergeRule.objects.filter(legal_entity=entity, ended_at__isnull=True):
        asked = DuplicateCandidate.objects.open().filter(one__legal_entity=entity, score__gte=rule.least_score)
        for candidate in asked.select_related("one", "other").order_by("-score", "pk"):
            if rule.meets(candidate.reasons):
                reason = f"Rule {rule.name}: {', '.join(candidate.reasons)}"[:200]
                count += _merged(candidate, rule, reason, at=at, by=by)
    return count


def _merged(candidate: DuplicateCandidate, rule: MergeRule, reason: str, *, at: datetime, by: Actor) -> bool:
    older, younger = Customer.objects.filter(pk__in=[candidate.one_id, candidate.other_id]).order_by("pk")
    try:
        merge_customers(older, merged=younger, reason=reason, rule=rule, at=at, by=by)
    except Refusal:
        return False
    return True


def _pair(one: Any, other: Any) -> tuple[Any, Any]:
    """The older of the two first: ids rise with time."""
    return (one, other) if one < other else (other, one)


def _likely(keys: Sequence[Any], rows: Sequence[Facts]) -> Found:
    """Pairs of customers that are likely one; of names that one goes by, the likeliest."""
    weight = rarity(rows)
    best: dict[tuple[Any, Any], Likeness] = {}
    for a, b in candidate_pairs(rows):
        if keys[a] == keys[b] or not may_be_likely(rows[a], rows[b]):
            continue
        like, pair = likeness(rows[a], rows[b], weight), _pair(keys[a], keys[b])
        if like.score >= THRESHOLD and (pair not in best or best[pair].score < like.score):
            best[pair] = like
    return {pair: (score_of(like), list(like.reasons)) for pair, like in best.items()}


def _propose(found: Found, held: Any, *, at: datetime) -> list[DuplicateCandidate]:
    """Write new pairs, renew open ones, let go of open ones that are not likely any more."""
    known = {(each.one_id, each.other_id): each for each in held}
    new, renewed = [], []
    for pair, (score, reasons) in found.items():
        each = known.get(pair)
        if each is None:
            one, other = pair
            new.append(DuplicateCandidate(one_id=one, other_id=other, score=score, reasons=reasons, found_at=at))
        elif each.state == "open" and each.reasons != reasons:
            each.score, each.reasons = score, reasons
            renewed.append(each)
    named = [each for each in known.values() if each.score]  # what a person put up stays until it is decided
    gone = [each.pk for each in named if each.state == "open" and (each.one_id, each.other_id) not in found]
    for start in range(0, len(gone), CHUNK):
        DuplicateCandidate.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    DuplicateCandidate.objects.bulk_update(renewed, ["score", "reasons"], batch_size=CHUNK // 10)
    DuplicateCandidate.objects.bulk_create(new, batch_size=CHUNK, ignore_conflicts=True)
    return new


def _keep_keys(rows: Iterable[tuple[Any, Sequence[Facts]]], entity: Any) -> None:
    made = [
        DoubleKey(customer_id=key, legal_entity_id=entity, key=text)
        for key, facts in rows
        for text in sorted(key_texts(facts))
    ]
    DoubleKey.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)


def _keep_missing_keys(entity: LegalEntity, keys: Sequence[Any], rows: Sequence[Facts]) -> None:
    """Customers that came without the verb, such as from an older release, can be found by keys as well."""
    without = ~Exists(DoubleKey.objects.filter(customer=OuterRef("pk")))
    missing = set(
        Customer.objects.filter(without, legal_entity=entity, survivor__isnull=True).values_list("pk", flat=True)
    )
    held: dict[Any, list[Facts]] = {}
    for key, facts in zip(keys, rows, strict=True):
        if key in missing:
            held.setdefault(key, []).append(facts)
    todo = list(held.items())
    for start in range(0, len(todo), CHUNK):
        _keep_keys(todo[start : start + CHUNK], entity.pk)
