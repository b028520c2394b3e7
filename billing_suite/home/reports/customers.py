"""What waits of customers: activities that are due."""

from django.urls import reverse

from billing_suite.home.reports.desk import READ, Desk, Line, Queue
from crm.activities.models import Activity


def activities_due(desk: Desk) -> Queue:
    """Planned activities whose day has come; on one's own desk one's own: one query."""
    on = desk.at.date()
    rows = Activity.objects.visible_to(desk.user).due(on=on).for_list()
    held = list((rows.own(desk.user) if desk.mine else rows).order_by("due_on", "pk")[:READ])
    lines = [
        Line(
            one.subject,
            reverse("activity", args=[one.pk]),
            note=f"{one.get_kind_display()} · {one.customer.name}",
            whom="" if desk.mine else one.owner.name,
            since=one.due_on,
            status="overdue" if one.due_on and one.due_on < on else "due",
        )
        for one in held
    ]
    late = any(line.status == "overdue" for line in lines)
    view = "mine" if desk.mine else "overdue"
    return Queue("Activities due", "calendar-due", f"{reverse('activities')}?view={view}", lines, urgent=late)
