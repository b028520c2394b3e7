"""What is to do with a customer, a contact or about an opportunity, on their pages; what is overdue in the sidebar."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.web.nav import Badge
from billing_suite.kernel.web.panels import Panel, register_panel
from crm.activities.models import Activity

SHOWN = 6
HELD = ("see_customers",)
TEMPLATE = "crm/activities/to_do_panel.html"


def _told(rows: Any, customer: Any, query: str = "") -> Mapping[str, Any]:
    key, ending = [customer], f"?{query}" if query else ""
    return {
        "activities": list(rows.to_do().for_list().order_by("due_on", "pk")[:SHOWN]),
        "log_url": reverse("activity-log", args=key) + ending,
        "plan_url": reverse("activity-plan", args=key) + ending,
    }


def to_do_with(record: Any, user: Any) -> Mapping[str, Any] | None:
    """What is to do with a customer, the soonest first."""
    return _told(Activity.objects.visible_to(user).filter(customer=record), record.pk)


def to_do_with_contact(record: Any, user: Any) -> Mapping[str, Any] | None:
    """What is to do with a contact."""
    seen = Activity.objects.visible_to(user).filter(contact=record)
    return _told(seen, record.customer_id, f"contact={record.pk}")


def to_do_about(record: Any, user: Any) -> Mapping[str, Any] | None:
    """What is to do about a record of a customer's, such as an opportunity."""
    seen = Activity.objects.visible_to(user).about(record)
    return _told(seen, record.customer_id, f"about={record._meta.label_lower}:{record.pk}")


def late(user: Any) -> Badge | None:
    """How many of one's own are overdue."""
    count = Activity.objects.visible_to(user).own(user).overdue(on=today("UTC")).count()
    return Badge(count, "overdue", urgent=True) if count else None


register_panel(Panel("customer", "To do", TEMPLATE, to_do_with, "calendar-due", HELD, order=5))
register_panel(Panel("contact", "To do", TEMPLATE, to_do_with_contact, "calendar-due", HELD, order=5))
register_panel(Panel("opportunity", "To do", TEMPLATE, to_do_about, "calendar-due", HELD, order=5))
