"""Whose subsidiary a customer is, what it is tagged with, and which teams reach it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Group

from billing_suite.kernel.access.actions import give_reach
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.access.visible import grants_of
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.events import publish
from crm.customers.models import Customer, CustomerTag, Tag
from crm.customers.reports import DEEPEST, parents_of

MOST_TAGS = 20


class FamilyCircle(Refusal):
    """A customer would be above itself."""

    code = "family-circle"


@verb("place a customer in its family", right="add_customer")
def set_parent(customer: Customer, *, parent: Customer | None, by: Actor) -> Customer:
    """Whose subsidiary it is, served by the same legal entity; nobody's without a parent. Each stays its own debtor.

    The family is locked from the top, so that two changes at once make no circle.
    """
    keys = {customer.pk} | ({parent.pk, *parents_of(parent)} if parent else set())
    held = {row.pk: row for row in Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    child = held[customer.pk]
    if parent is not None:
        above = [parent.pk, *parents_of(held[parent.pk])]
        if child.pk in above:
            raise FamilyCircle(f"{parent} is {child} or one of its subsidiaries", record=child.reference)
        if len(above) >= DEEPEST:
            raise FamilyCircle(f"a family is at most {DEEPEST} deep", record=child.reference)
        if parent.legal_entity_id != child.legal_entity_id:
            raise Invalid(
                f"{parent} is served by another legal entity",
                record=child.reference,
                fields={"parent": ["served by another legal entity"]},
            )
    child.parent = parent
    child.save()
    publish("customer.changed", child)
    return child


@verb("tag a customer", right="add_customer")
def set_tags(customer: Customer, *, tags: Sequence[str], by: Actor) -> Customer:
    """The words it is marked with, all of them; a word that is new is kept for others."""
    words = {" ".join(each.split()).casefold() for each in tags} - {""}
    if len(words) > MOST_TAGS:
        raise Invalid(f"a customer bears at most {MOST_TAGS} tags", record=customer.reference)
    if long := sorted(word for word in words if len(word) > 40):
        raise Invalid(f"{long[0][:50]!r} is longer than 40 characters", record=customer.reference)
    held = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    Tag.objects.bulk_create([Tag(name=word) for word in sorted(words)], ignore_conflicts=True)
    borne = dict(CustomerTag.objects.filter(customer=held).values_list("tag__name", "pk"))
    CustomerTag.objects.filter(pk__in=[key for name, key in borne.items() if name not in words]).delete()
    new = Tag.objects.filter(name__in=words - set(borne))
    CustomerTag.objects.bulk_create([CustomerTag(customer=held, tag=tag) for tag in new])
    publish("customer.changed", held)
    return held


@verb("share a customer with a team")
def share_customer(customer: Customer, *, team: str, by: Actor) -> Customer:
    """A team reaches this customer and all that hangs on it, as far as its people's roles go; never one's own team."""
    group = _team(team)
    if by.kind == "user" and group.user_set.filter(pk=by.key).exists():
        raise NotAllowed(f"{by.label} cannot let a team of their own in", record=team, rule="DESIGN 6")
    give_reach(customer, group.name)
    publish("customer.shared", customer, team=group.name)
    return customer


@verb("stop sharing a customer with a team", right="share_customer")
def unshare_customer(customer: Customer, *, team: str, by: Actor) -> Customer:
    """The team reaches it no more by this way; one that reaches its legal entity still does."""
    family = Customer.objects.family_of(customer)
    gone, _ = grants_of("customer").filter(group=_team(team), content_object__in=family).delete()
    if not gone:
        raise Invalid(f"{team} does not reach {customer} by itself", record=customer.reference)
    publish("customer.unshared", customer, team=team)
    return customer


def _team(name: str) -> Any:
    group = Group.objects.filter(name=name, rights__isnull=True).first()
    if group is None:
        raise Invalid(f"there is no team {name[:80]!r}", record=name, fields={"team": ["unknown"]})
    return group
