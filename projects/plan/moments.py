"""Projects begun, in a customer's timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.timeline import Moment, at_noon, register_source
from projects.plan.models import Project


@register_source("crm.customer", "Projects", "see_projects")
def projects(customer: Any, user: Any, before: datetime | None, most: int) -> Iterable[Moment]:
    """The day on which the work of each project starts."""
    rows = Project.objects.visible_to(user).filter(customer=customer).select_related("lead")
    for each in (rows.filter(starts_on__lt=before.date()) if before else rows).order_by("-starts_on", "-pk")[:most]:
        words, who = f"{each.reference}, {each.name}, starts", each.lead.name if each.lead else ""
        url = reverse("project", args=[each.pk])
        yield Moment(at=at_noon(each.starts_on), icon="briefcase", words=words, url=url, who=who)
