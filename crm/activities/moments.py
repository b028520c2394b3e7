"""Calls, meetings, mails, tasks and notes in a customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.timeline import Moment, earlier, register_source
from crm.activities.models import Activity

ICONS = {"call": "message-circle", "meeting": "calendar", "email": "mail", "task": "checklist", "note": "note"}
LONGEST = 240


@register_source("crm.customer", "Activities", "see_customers")
def activities(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """What was done with a customer."""
    rows = Activity.objects.visible_to(user).filter(customer=customer).done().by_moment()
    earliest = rows.filter(**earlier("moment", before))
    for each in earliest.select_related("owner").order_by("-moment", "-pk")[:most]:  # type: ignore[misc]
        text = each.outcome or each.text
        yield Moment(
            at=each.moment,  # type: ignore[attr-defined]
            icon=ICONS.get(each.kind, "note"),
            words=f"{each.get_kind_display()}: {each.subject}",
            url=reverse("activity", args=[each.pk]),
            note=text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
            who=each.owner.name,
        )
