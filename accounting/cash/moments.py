"""Money received, in a customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounting.cash.models import Receipt
from billing_suite.kernel.web.timeline import Moment, at_noon, register_source
from crm.customers.models import Customer


@register_source("crm.customer", "Receipts", "see_receipts")
def receipts(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """What arrived from a customer, and from those that were merged into it."""
    family = Customer.objects.family_of(customer)
    rows = Receipt.objects.visible_to(user).filter(customer__in=family)
    for each in (rows.filter(received_on__lt=before.date()) if before else rows).order_by("-received_on", "-pk")[:most]:
        words, url = f"{each.reference} arrived: {each.bank_reference}", reverse("receipt", args=[each.pk])
        yield Moment(at=at_noon(each.received_on), icon="cash", words=words, url=url, amount=each.amount)
