"""Open receivables per invoice and customer credits per receipt, in other currencies, as of any date (RULES 24)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from accounting.billing.models import OpenItem
from accounting.books.exposures import Exposure, register_exposures
from accounting.cash.models import Receipt
from billing_suite.kernel.firm.models import LegalEntity


@register_exposures
def receivables(entity: LegalEntity, as_of: date) -> Iterable[Exposure]:
    """What each invoice issued by then had open, at the rate it came at."""
    until = Q(allocations__on__lte=as_of)
    items: Any = (  # annotated
        OpenItem.objects.filter(legal_entity=entity, invoice__issued_on__lte=as_of)
        .exclude(currency=F("base_currency"))
        .annotate(
            paid=Coalesce(Sum("allocations__amount_minor", filter=until), 0),
            relieved=Coalesce(Sum("allocations__receivable_base_minor", filter=until), 0),
        )
        .select_related("invoice")
        .order_by("invoice__issued_on", "invoice__number")
    )
    for item in items:
        yield Exposure(
            "receivable",
            "receivable_revaluation",
            str(item.invoice.number),
            item.currency,
            item.amount_minor - item.paid,
            item.base_minor - item.relieved,
            customer=item.customer_id,
        )


@register_exposures
def credits(entity: LegalEntity, as_of: date) -> Iterable[Exposure]:
    """What each receipt recorded by then still was the customer's credit: owed, so negative."""
    until = Q(allocations__on__lte=as_of)
    receipts: Any = (  # annotated
        Receipt.objects.filter(legal_entity=entity, received_on__lte=as_of)
        .exclude(currency=F("base_currency"))
        .annotate(
            used=Coalesce(Sum("allocations__amount_minor", filter=until), 0),
            used_base=Coalesce(Sum("allocations__credit_base_minor", filter=until), 0),
        )
        .order_by("received_on", "reference")
    )
    for receipt in receipts:
        yield Exposure(
            "customer_credits",
            "customer_credits_revaluation",
            receipt.reference,
            receipt.currency,
            -(receipt.amount_minor - receipt.used),
            -(receipt.base_minor - receipt.used_base),
            customer=receipt.customer_id,
        )
