"""Invoices issued, in a customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounting.billing.models import Invoice
from billing_suite.kernel.web.timeline import Moment, at_noon, register_source
from crm.customers.models import Customer


@register_source("crm.customer", "Invoices", "see_invoices")
def invoices(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """What was issued to a customer, and to those that were merged into it."""
    family = Customer.objects.family_of(customer)
    rows = Invoice.objects.visible_to(user).filter(customer__in=family, issued_on__isnull=False)
    for each in (rows.filter(issued_on__lt=before.date()) if before else rows).order_by("-issued_on", "-pk")[:most]:
        assert each.issued_on is not None  # asked for above
        words = f"Invoice {each.number} was {'issued and voided' if each.status == 'voided' else 'issued'}"
        url = reverse("invoice", args=[each.pk])
        yield Moment(at=at_noon(each.issued_on), icon="file-invoice", words=words, url=url, amount=each.gross)
