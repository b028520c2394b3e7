"""Receipts and allocations, counted again."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from accounting.billing.checks import balances_of, differing
from accounting.billing.models import OpenItem
from accounting.cash.models import Allocation, Receipt
from billing_suite.kernel.record.checks import check


@check("INV-14", "counters of receipts and open items are the sums of their allocations")
def miscounted() -> Iterable[Any]:
    """Receipts and open items whose counters differ from their allocations, in either currency."""
    of_receipt = Allocation.objects.filter(receipt=OuterRef("pk")).order_by().values("receipt")
    of_item = Allocation.objects.filter(open_item=OuterRef("pk")).order_by().values("open_item")
    receipts = Receipt.objects.annotate(
        part=Coalesce(Subquery(of_receipt.annotate(n=Sum("amount_minor")).values("n")), 0),
        used=Coalesce(Subquery(of_receipt.annotate(n=Sum("credit_base_minor")).values("n")), 0),
    )
    yield from receipts.exclude(part=F("allocated_minor"), used=F("base_used_minor"))
    items = OpenItem.objects.annotate(
        part=Coalesce(Subquery(of_item.annotate(n=Sum("amount_minor")).values("n")), 0),
        relieved=Coalesce(Subquery(of_item.annotate(n=Sum("receivable_base_minor")).values("n")), 0),
    )
    kept = items.filter(voiding__isnull=True)
    yield from kept.exclude(part=F("allocated_minor"), relieved=F("base_relieved_minor"))
    paid = Q(amount_minor=F("allocated_minor"), credited_minor=0)
    yield from OpenItem.objects.filter(paid).exclude(base_minor=F("base_relieved_minor"))


@check("INV-10", "unallocated receipts are the customer credits accounts, for each customer and currency")
def customer_credits() -> Iterable[Any]:
    """Customers whose receipts and credits differ."""
    rows = (
        Receipt.objects.order_by()
        .values_list("legal_entity", "customer", "currency")
        .annotate(
            held=-Sum(F("amount_minor") - F("allocated_minor")),
            held_base=-Sum(F("base_minor") - F("base_used_minor")),
        )
    )
    held = {(entity, customer, currency): (amount, base) for entity, customer, currency, amount, base in rows}
    return differing(held, balances_of("customer_credits"))
