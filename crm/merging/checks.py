"""Merges, looked at again: whoever went has one survivor, who is still there."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from billing_suite.kernel.record.checks import check
from billing_suite.kernel.record.merging import parts_of
from crm.customers.models import Customer
from crm.merging.models import Merge
from crm.merging.reports import KIND


@check("INV-26", "a merged customer has one survivor, which is merged into nobody, and nothing to work on")
def merged_customers() -> Iterable[Any]:
    """Survivors that went themselves, merges and survivors that disagree, rows that did not follow."""
    gone = Customer.objects.filter(survivor__isnull=False)
    yield from gone.filter(survivor__survivor__isnull=False)
    merge = Merge.objects.standing().filter(merged=OuterRef("pk"))
    yield from gone.exclude(Exists(merge))
    yield from Merge.objects.standing().filter(merged__survivor__isnull=True).values_list("reference", flat=True)
    for part in parts_of(KIND):
        if part.follows and part.model is not Customer:
            left = part.model._default_manager.filter(**{f"{part.field}__survivor__isnull": False})
            yield from (f"{part.model._meta.label} {row}" for row in left.values_list("pk", flat=True)[:10])
