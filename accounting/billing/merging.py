"""Invoices and open items keep the customer that they were made for; a draft is decided before a merge."""

from collections.abc import Iterable
from typing import Any

from accounting.billing.models import Invoice, OpenItem
from billing_suite.kernel.record.merging import stands_in_the_way, stays

stays("crm.customer", Invoice, "customer", label="invoices and credit notes")
stays("crm.customer", OpenItem, "customer", label="open items")
OPEN = ("draft", "approved")


@stands_in_the_way("crm.customer")
def drafts(survivor: Any, merged: Any) -> Iterable[str]:
    """A draft was priced and taxed for the one that goes."""
    held = list(Invoice.objects.filter(customer=merged, status__in=OPEN).values_list("reference", flat=True)[:4])
    if held:
        more = " and others" if len(held) > 3 else ""
        yield f"{', '.join(held[:3])}{more} are drafted for {merged.reference}: issue or discard them first"
