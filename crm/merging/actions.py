"""Verbs over doubles: look for them, say that two are two, merge two that are one, take a merge back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Q

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.access.visible import grants_of
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.merging import obstacles, parts_of
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.customers.models import Address, Customer
from crm.duplicates.scoring import MARKED
from crm.merging.models import UNDONE_WITHIN, DuplicateCandidate, Merge, MergeMove, MergeRule
from crm.merging.reports import KIND

CHUNK = 500
PLACE = ("street", "postcode", "city", "region", "country")
PROFILE = (
    "name",
    "legal_name",
    "vat_id",
    "is_business",
    "billing_email",
    "language",
    "payment_days",
    "po_required",
    "e_invoice",
    "e_address",
    "phone",
    "website",
)
TAKEABLE = (*PROFILE, "address")


class CannotMerge(Refusal):
    """Something stands in the way of a merge."""

    code = "cannot-merge"


class CannotUndo(Refusal):
    """The merge stands for good, or is undone already."""

    code = "cannot-undo"


class Decided(Refusal):
    """Somebody has decided on the pair."""

    code = "already-decided"


@verb("propose two customers as one", right="see_customers")
def propose_double(customer: Customer, *, other: Customer, at: datetime, by: Actor) -> DuplicateCandidate:
    """Somebody saw what no look has found: the pair is put up for review, also one that was kept apart before."""
    if customer.pk == other.pk:
        raise CannotMerge(f"{customer} is one customer already", record=customer.reference)
    if customer.legal_entity_id != other.legal_entity_id:
        raise CannotMerge(
            f"{other} is served by {other.legal_entity}, {customer} by {customer.legal_entity}", record=other.reference
        )
    one, two = sorted((customer, other), key=lambda each: each.pk)
    held, made = DuplicateCandidate.objects.get_or_create(
        one=one, other=two, defaults={"score": 0, "reasons": [f"named by {by.label} +0.0"], "found_at": at}
    )
    if not made and held.state == "apart":
        held.state, held.decided_at, held.decided_by, held.why = "open", None, "", ""
        held.save()
    return held


@verb("say that two customers are two", right="merge_customers")
def keep_apart(candidate: DuplicateCandidate, *, why: str, at: datetime, by: Actor) -> DuplicateCandidate:
    """They only look alike; they are not proposed again."""
    held = (
        DuplicateCandidate.objects.select_for_update(of=("self",)).select_related("one", "other").get(pk=candidate.pk)
    )
    if held.state != "open":
        raise Decided(f"{held} were decided on: {held.get_state_display().lower()}", record=str(held))
    if not why.strip():
        raise Invalid("say why they are two", record=str(held), fields={"why": ["required"]})
    held.state, held.why, held.decided_at, held.decided_by = "apart", why.strip(), at, by.tag
    held.save()
    publish("duplicate.kept_apart", held.one, other=held.other.reference)
    return held


@verb("merge two customers", right="merge_customers", jobs=True)
def merge_customers(
    customer: Customer,
    *,
    merged: Customer,
    take: Sequence[str] = (),
    reason: str,
    rule: MergeRule | None = None,
    at: datetime,
    by: Actor,
) -> Merge:
    """`merged` goes into `customer`, on every floor in one transaction; it can be undone for thirty days (DESIGN 2).

    What people work on follows; documents, postings and evidence keep the id they were made with and are read
    through the survivor. `take` names fields of the profile, or the "address", that the survivor takes from the
    other; teams that reached either reach both.
    """
    survivor, gone = _both(customer, merged)
    if unknown := sorted(set(take) - set(TAKEABLE)):
        raise Invalid(f"no {unknown[0]} is taken from a customer", record=survivor.reference, fields={"take": unknown})
    if not reason.strip():
        raise Invalid("say why they are one", record=survivor.reference, fields={"reason": ["required"]})
    if why := _reasons_against(survivor, gone):
        raise CannotMerge(f"{gone} cannot go into {survivor}: {'; '.join(why)}", record=gone.reference)
    merge = Merge(
        reference=take_references("MRG")[0],
        into=survivor,
        merged=gone,
        rule=rule,
        reason=reason.strip(),
        taken=_take(survivor, gone, take),
        reached={str(each.pk): sorted(_teams(each)) for each in (survivor, gone)},
        at=at,
        actor=by.tag,
    )
    merge.full_clean(exclude=["id"])
    merge.save(force_insert=True)
    moves: list[MergeMove] = []
    for part in parts_of(KIND):
        if part.follows:
            label = part.model._meta.label_lower
            rows = part.moving(survivor, gone)
            keys = list(rows.order_by("pk").values_list("pk", flat=True))
            moves += [MergeMove(merge=merge, kind=label, field=part.field, row=str(key)) for key in keys]
            rows.update(**{part.field: survivor})
    MergeMove.objects.bulk_create(moves)
    gone.survivor = survivor
    gone.save(update_fields=["survivor"])
    _reach_both(survivor, gone)
    _decide(survivor, gone, at=at, by=by)
    publish("customer.merged", survivor, merged=gone.reference, merge=merge.reference, moved=len(moves))
    return merge


@verb("undo a merge", right="merge_customers")
def undo_merge(merge: Merge, *, why: str, at: datetime, by: Actor) -> Merge:
    """Two customers again, within thirty days: every row that moved and still stands with the survivor goes back.

    Fields that the survivor took and still has are given back, teams reach what they reached before. What came
    since then stays with the survivor.
    """
    survivor, gone = _locked(merge.into_id, merge.merged_id)
    held = Merge.objects.select_for_update().get(pk=merge.pk)
    if held.undone_at is not None:
        raise CannotUndo(f"{held.reference} is undone already", record=held.reference)
    if at - held.at > UNDONE_WITHIN:
        raise CannotUndo(f"{held.reference} is older than thirty days and stands", record=held.reference)
    if survivor.survivor_id is not None:
        raise CannotUndo(
            f"{survivor} was merged into {survivor.survivor} since: undo that first", record=held.reference
        )
    if not why.strip():
        raise Invalid("say why they are two after all", record=held.reference, fields={"why": ["required"]})
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, field, row in held.moves.values_list("kind", "field", "row"):
        rows[kind, field].append(row)
    gone.survivor = None
    gone.save(update_fields=["survivor"])
    for (kind, field), keys in rows.items():
        still = apps.get_model(kind)._default_manager.filter(**{field: survivor.pk})
        for start in range(0, len(keys), CHUNK):
            still.filter(pk__in=keys[start : start + CHUNK]).update(**{field: gone})
    _give_back(survivor, held.taken)
    _reach_as_before(survivor, gone, held)
    held.undone_at, held.undone_by, held.undone_why = at, by.tag, why.strip()
    held.save(update_fields=["undone_at", "undone_by", "undone_why"])
    pair = Q(one=survivor, other=gone) | Q(one=gone, other=survivor)
    told = f"{held.reference} was undone: {why.strip()}"[:200]
    for candidate in DuplicateCandidate.objects.filter(pair):
        candidate.state, candidate.decided_at, candidate.decided_by, candidate.why = "apart", at, by.tag, told
        candidate.save()
    publish("customer.unmerged", gone, survivor=survivor.reference, merge=held.reference)
    return held


@verb("declare a merge rule")
def declare_merge_rule(
    entity: LegalEntity, *, name: str, marks: Sequence[str], least_score: Decimal, at: datetime, by: Actor
) -> MergeRule:
    """From now on a nightly job merges what meets the rule: all these marks the same, and at least this score.

    `marks`: of vat_id, email, phone, domain, at least one. The score is that of the candidates' page, 3 or more.
    """
    if unknown := sorted(set(marks) - set(MARKED)):
        raise Invalid(f"{unknown[0]} is no mark of a customer", record=name, fields={"marks": unknown})
    if not marks:
        raise Invalid("a rule names a mark that must be the same", record=name, fields={"marks": ["required"]})
    rule = MergeRule(
        legal_entity=entity, name=name.strip(), marks=sorted(set(marks)), least_score=least_score, since=at
    )
    rule.full_clean()
    rule.save(force_insert=True)
    return rule


@verb("end a merge rule", right="declare_merge_rule")
def end_merge_rule(rule: MergeRule, *, at: datetime, by: Actor) -> MergeRule:
    """Nothing more is merged by it; what was merged stays."""
    held = MergeRule.objects.select_for_update().get(pk=rule.pk)
    if held.ended_at is not None:
        raise Decided(f"{held} ended already", record=str(held))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    return held


# --- the parts of a merge --------------------------------------------------------------------
def _locked(*keys: Any) -> list[Customer]:
    """The customers, locked in the order of their ids, given in the order asked for.

    The survivor is not joined: what is joined to a row that was waited for is from before the wait.
    """
    rows = Customer.objects.select_for_update(of=("self",)).select_related("legal_entity")
    held = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    return [held[key] for key in keys]


def _both(customer: Customer, merged: Customer) -> list[Customer]:
    if customer.pk == merged.pk:
        raise CannotMerge(f"{customer} is one customer already", record=customer.reference)
    return _locked(customer.pk, merged.pk)


def _reasons_against(survivor: Customer, gone: Customer) -> list[str]:
    for each in (survivor, gone):
        if each.survivor_id is not None and each.survivor is not None:
            return [f"{each} is merged into {each.survivor.reference} already"]
    if survivor.legal_entity_id != gone.legal_entity_id:
        return [f"{gone} is served by {gone.legal_entity}, {survivor} by {survivor.legal_entity}"]
    if survivor.currency != gone.currency:
        return [f"{gone} is billed in {gone.currency}, {survivor} in {survivor.currency}"]
    return obstacles(KIND, survivor, gone)


def _take(survivor: Customer, gone: Customer, take: Iterable[str]) -> dict[str, list[Any]]:
    """Give the survivor the other's fields; what it had and what it took, where that differs."""
    taken = {}
    for field in sorted(set(take) - {"address"}):
        had, takes = getattr(survivor, field), getattr(gone, field)
        if had != takes:
            taken[field] = [had, takes]
            setattr(survivor, field, takes)
    if taken:
        survivor.full_clean()
        survivor.save()
    if "address" in take:
        home, other = _place(survivor), _place(gone)
        if home != other:
            taken["address"] = [home, other]
            _move_house(survivor, other)
    return taken


def _place(customer: Customer) -> dict[str, str]:
    home: Address = customer.address
    return {name: getattr(home, name) for name in PLACE}


def _move_house(customer: Customer, place: dict[str, str]) -> None:
    home: Address = customer.address
    for name, value in place.items():
        setattr(home, name, value)
    home.full_clean(exclude=["customer"])
    home.save()


def _give_back(survivor: Customer, taken: dict[str, list[Any]]) -> None:
    """What the survivor took and has kept as it was taken."""
    changed = False
    for field, (had, took) in taken.items():
        if field == "address":
            if _place(survivor) == took:
                _move_house(survivor, had)
        elif getattr(survivor, field) == took:
            setattr(survivor, field, had)
            changed = True
    if changed:
        survivor.save()


def _teams(customer: Customer) -> set[int]:
    held = grants_of("customer").filter(content_object=customer)
    return set(held.values_list("group", flat=True))


def _reach_both(survivor: Customer, gone: Customer) -> None:
    """Whoever reached one of them reaches both."""
    for one, other in ((survivor, gone), (gone, survivor)):
        missing = grants_of("customer").filter(content_object=other).exclude(group__in=_teams(one))
        grants_of("customer").bulk_create(_copied(missing, one))


def _copied(grants: Iterable[Any], customer: Customer) -> list[Any]:
    return [
        type(each)(group_id=each.group_id, permission_id=each.permission_id, content_object=customer) for each in grants
    ]


def _reach_as_before(survivor: Customer, gone: Customer, merge: Merge) -> None:
    """Teams that the merge let in are let out; those that were let in since stay with the survivor."""
    before_into, before_gone = (set(merge.reached[str(each.pk)]) for each in (survivor, gone))
    grants_of("customer").filter(content_object=gone).exclude(group__in=before_gone).delete()
    grants_of("customer").filter(content_object=survivor, group__in=before_gone - before_into).delete()


def _decide(survivor: Customer, gone: Customer, *, at: datetime, by: Actor) -> None:
    """The candidate of the two is merged; others of the one that went are looked for anew with the survivor."""
    pair = Q(one=survivor, other=gone) | Q(one=gone, other=survivor)
    for candidate in DuplicateCandidate.objects.filter(pair):
        candidate.state, candidate.decided_at, candidate.decided_by = "merged", at, by.tag
        candidate.save()
    DuplicateCandidate.objects.open().filter(Q(one=gone) | Q(other=gone)).delete()
