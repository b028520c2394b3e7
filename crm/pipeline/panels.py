"""What the pipeline knows of a customer or a contact, on their pages."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from crm.pipeline.models import Opportunity

SHOWN = 8


def opportunities_with(record: Any, user: Any) -> Mapping[str, Any] | None:
    """A customer's opportunities, those closing last first."""
    seen = Opportunity.objects.visible_to(user).for_list().filter(customer=record)
    return {"opportunities": list(seen.order_by("-closes_on", "-pk")[:SHOWN])}


def opportunities_of_contact(record: Any, user: Any) -> Mapping[str, Any] | None:
    """The opportunities a contact stands for."""
    seen = Opportunity.objects.visible_to(user).for_list().filter(contact=record)
    return {"opportunities": list(seen.order_by("-closes_on", "-pk")[:SHOWN])}


HELD = ("see_opportunities",)
TEMPLATE = "crm/pipeline/opportunities_panel.html"
register_panel(Panel("customer-wide", "Opportunities", TEMPLATE, opportunities_with, "target-arrow", HELD, order=10))
register_panel(
    Panel("contact-wide", "Opportunities", TEMPLATE, opportunities_of_contact, "target-arrow", HELD, order=10)
)
