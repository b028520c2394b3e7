"""On a customer's page: whom it looks like, who was merged into it, what other systems call it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from billing_suite.kernel.record.external import external_ids
from billing_suite.kernel.web.panels import Panel, register_panel
from crm.customers.models import Customer
from crm.merging.models import DuplicateCandidate, Merge
from crm.merging.reports import KIND

SHOWN = 6
HELD = ("see_customers",)
DOUBLES, MERGES, EXTERNAL = (f"crm/merging/{name}_panel.html" for name in ("doubles", "merges", "external"))


def doubles_of(customer: Customer, user: Any) -> Mapping[str, Any] | None:
    """Open pairs with the customer: one query."""
    seen = DuplicateCandidate.objects.visible_to(user).open().for_list()
    pairs = list(seen.filter(Q(one=customer) | Q(other=customer))[:SHOWN])
    told = [(pair, pair.other if pair.one_id == customer.pk else pair.one) for pair in pairs]
    return {"pairs": told} if told else None


def merged_into(customer: Customer, user: Any) -> Mapping[str, Any] | None:
    """Who went into the customer: one query."""
    merges = list(Merge.objects.visible_to(user).standing().for_list().filter(into=customer)[:SHOWN])
    return {"merges": merges} if merges else None


def called(customer: Customer, user: Any) -> Mapping[str, Any] | None:
    """What other systems call it, and those that were merged into it: two queries."""
    held = external_ids(KIND, *Customer.objects.visible_to(user).family_of(customer))
    return {"external": held} if held else None


register_panel(Panel("customer", "May be the same", DOUBLES, doubles_of, "copy", HELD, order=3))
register_panel(Panel("customer", "Merged into it", MERGES, merged_into, "history", HELD, order=60))
register_panel(Panel("customer", "In other systems", EXTERNAL, called, "link", HELD, order=62))
