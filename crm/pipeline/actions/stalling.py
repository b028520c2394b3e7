"""Sales that stand still: their owners are told, once for each stay in a stage."""

from datetime import datetime

from django.urls import reverse

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish_many
from crm.pipeline.models import Opportunity

MOST = 500  # of one run; the next day tells the rest


@verb("alert of stalled opportunities", right="open_opportunity", jobs=True)
def alert_stalled(*, at: datetime, by: Actor) -> list[Opportunity]:
    """Put a line into the inbox of each owner whose sale is longer in its stage than that allows."""
    late = (
        Opportunity.objects.stalled(at=at).filter(stall_told_at__isnull=True).for_list().order_by("stage_since", "pk")
    )
    told = list(late[:MOST])
    for one in told:
        days = (at - one.stage_since).days if one.stage_since else 0
        notify(
            [one.owner],
            title=f"{one.reference} stands still",
            text=f"{one.name} with {one.customer.name} has {days} days at {one.stage.name}. Move it, or lose it.",
            url=reverse("opportunity", args=[one.pk]),
            by_mail=False,
        )
    Opportunity.objects.filter(pk__in=[one.pk for one in told]).update(stall_told_at=at)
    publish_many("opportunity.stalled", [(one, {}) for one in told])
    return told
