"""Readings of customers: who is above whom, which tags there are, which teams reach one."""

from typing import Any

from django.contrib.auth.models import Group

from billing_suite.kernel.access.visible import grants_of
from crm.customers.models import Customer, Tag

DEEPEST = 20


def parents_of(customer: Customer) -> list[Any]:
    """The ids of those above a customer, the nearest first; a query a step, twenty at most."""
    above: list[Any] = []
    key = customer.parent_id
    while key is not None and key not in above and len(above) < DEEPEST:
        above.append(key)
        key = Customer.objects.filter(pk=key).values_list("parent", flat=True).first()
    return above


def tag_choices(user: Any) -> list[tuple[str, str]]:
    """Every tag by name: words of the house, which all who see customers may read."""
    return [(str(tag.pk), tag.name) for tag in Tag.objects.all()]


def teams() -> Any:
    """Groups that people are in by where they work, not by what they may do."""
    return Group.objects.filter(rights__isnull=True).order_by("name")


def teams_of(customer: Customer) -> Any:
    """The teams that a customer is shared with, besides those that reach its legal entity."""
    return teams().filter(pk__in=grants_of("customer").filter(content_object=customer).values("group"))
