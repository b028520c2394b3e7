"""What waits in delivery: time to submit, time to approve."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Min, Sum
from django.urls import reverse

from billing_suite.home.reports.desk import READ, Desk, Line, Queue, amount_of
from projects.time.models import TimeEntry


def time_to_submit(desk: Desk) -> Queue:
    """One's own drafts up to today, by project: one query."""
    drafts = (
        TimeEntry.objects.visible_to(desk.user).own(desk.user).filter(status="draft", work_date__lte=desk.at.date())
    )
    grouped = drafts.order_by().values("project__reference", "project__name")
    rows = grouped.annotate(n=Count("pk"), m=Sum("minutes"), first=Min("work_date")).order_by("first")
    lines = [
        Line(
            row["project__name"],
            reverse("my-time"),
            note=amount_of(row["n"], row["m"]),
            since=row["first"],
            status="draft",
        )
        for row in rows[:READ]
    ]
    return Queue("Time to submit", "clock", reverse("my-time"), lines)


def approver_of(row: Mapping[str, Any]) -> str:
    """Who leads the project, unless it is their own time (INV-27)."""
    if row["project__lead"] in (None, row["person__user"]):
        return "another approver in delivery"
    return str(row["project__lead__name"])


def time_to_approve(desk: Desk) -> Queue:
    """Submitted time of others, by person and project: one query."""
    seen = TimeEntry.objects.visible_to(desk.user)
    rows = seen.awaiting(desk.user) if desk.mine else seen.filter(status="submitted")
    keys = ("person__user", "person__user__name", "project__name", "project__lead", "project__lead__name")
    grouped = rows.order_by().values(*keys).annotate(n=Count("pk"), m=Sum("minutes"), first=Min("work_date"))
    lines = [
        Line(
            row["person__user__name"],
            reverse("time-approvals"),
            note=f"{row['project__name']}, {amount_of(row['n'], row['m'])}",
            whom="" if desk.mine else approver_of(row),
            since=row["first"],
            status="submitted",
        )
        for row in grouped.order_by("first", *keys)[:READ]
    ]
    return Queue("Time to approve", "clock-check", reverse("time-approvals"), lines)
