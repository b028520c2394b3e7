"""Bookings on the pages of their project and their person."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from projects.capacity.models import Booking

SHOWN = 10
HELD = ("see_capacity",)
TEMPLATE = "projects/capacity/bookings_panel.html"


def bookings_over(path: str) -> Any:
    """The latest bookings of a project or person."""

    def read(record: Any, user: Any) -> Mapping[str, Any] | None:
        seen = Booking.objects.visible_to(user).standing().for_list().filter(**{path: record})
        return {"bookings": list(seen.order_by("-last_day", "-pk")[:SHOWN]), "of": path, "record": record}

    return read


register_panel(Panel("project-wide", "Bookings", TEMPLATE, bookings_over("project"), "users-group", HELD, order=20))
register_panel(Panel("person-wide", "Bookings", TEMPLATE, bookings_over("person"), "briefcase", HELD, order=5))
