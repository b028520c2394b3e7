"""Customers that were merged and taken apart, in a customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.web.timeline import Moment, earlier, register_source
from crm.merging.models import Merge


@register_source("crm.customer", "Merges", "see_customers")
def merges(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """What was merged into a customer."""
    rows = Merge.objects.visible_to(user).filter(into=customer, **earlier("at", before)).select_related("merged")
    held = list(rows.order_by("-at")[:most])
    names = names_of({merge.actor for merge in held})
    for each in held:
        words = f"{each.merged.name} ({each.merged.reference}) was merged into it"
        note = f"Undone: {each.undone_why}" if each.undone_at else each.reason
        who = names.get(each.actor, "")
        yield Moment(at=each.at, icon="copy", words=words, url=reverse("merge", args=[each.pk]), note=note, who=who)
