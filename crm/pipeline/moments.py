"""Opportunities opened and moved, in a customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.web.timeline import Moment, earlier, register_source
from crm.pipeline.models import Opportunity, StageMove


@register_source("crm.customer", "Opportunities", "see_opportunities")
def moves(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """Each move of each opportunity of a customer."""
    sales = Opportunity.objects.visible_to(user).filter(customer=customer)
    rows = StageMove.objects.filter(opportunity__in=sales, **earlier("at", before))
    held = list(rows.select_related("opportunity", "from_stage", "to_stage").order_by("-at", "-pk")[:most])
    names = names_of({move.by for move in held})
    for move in held:
        what = f"moved to {move.to_stage.name}" if move.from_stage else f"opened in {move.to_stage.name}"
        yield Moment(
            at=move.at,
            icon="target-arrow",
            words=f"{move.opportunity.name} {what}",
            url=reverse("opportunity", args=[move.opportunity_id]),
            who=names.get(move.by, ""),
            amount=move.amount,
        )
