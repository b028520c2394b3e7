"""How a customer came to us, in its timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.timeline import Moment, earlier, register_source
from crm.leads.models import Lead


@register_source("crm.customer", "Leads", "see_opportunities")
def leads(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """When its leads were received, and became what they are."""
    rows = Lead.objects.visible_to(user).filter(customer=customer).select_related("source")
    for each in rows.filter(**earlier("received_at", before)).order_by("-received_at")[:most]:
        words = f"{each.name} showed interest: {each.reference}, {each.source.name}"
        yield Moment(at=each.received_at, icon="inbox", words=words, url=reverse("lead", args=[each.pk]))
