"""What waits of work and people: what has stopped, who has no role, what is unread."""

import re
from typing import Any, cast

from django.db.models import Exists, OuterRef
from django.urls import reverse

from billing_suite.home.reports.desk import READ, Desk, Line, Queue
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.access.people import ROLES, User
from billing_suite.kernel.web.history import Happening
from billing_suite.kernel.web.tones import Tone
from billing_suite.kernel.work.models import Event, Job, Notification

LINE = 160
FAULT = re.compile(r"^(\w+\.)+(?=\w+(\.\w+)?: )")  # where a fault is defined, before its name


def first_line(text: str) -> str:
    """What an error says in one line: of a traceback the last one."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines:
        return ""
    told = FAULT.sub("", lines[-1]) if lines[0].startswith("Traceback") else lines[0]
    return told if len(told) <= LINE else f"{told[: LINE - 1]}…"


def failed_work(desk: Desk) -> Queue:
    """Parked jobs; on one's own desk those one owns, and those nobody owns."""
    rows = Job.objects.visible_to(desk.user).filter(status="parked").select_related("owner")
    held = [
        job for job in rows.order_by("due_at", "pk")[:READ] if not desk.mine or job.owner_id in (None, desk.user.pk)
    ]
    lines = [
        Line(
            job.about or job.task.rpartition(".")[2].replace("_", " "),
            reverse("job", args=[job.pk]),
            note=first_line(job.last_error),
            whom="" if job.owner_id else "the controllers",
            since=job.created_at,
            status="failed",
        )
        for job in held
    ]
    return Queue("Work that has stopped", "alert-octagon", f"{reverse('pipeline')}?view=failed", lines, urgent=True)


def people_without_role(desk: Desk) -> Queue:
    """Active people who can sign in and do nothing."""
    with_role = User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=ROLES)
    rows = User.objects.filter(~Exists(with_role), is_active=True).order_by("name")[:READ]
    lines = [Line(one.name, reverse("user", args=[one.pk]), note=one.email, since=one.joined_at) for one in rows]
    return Queue("People without a role", "user", reverse("users"), lines)


def unread(desk: Desk) -> Queue:
    """One's own unread notifications, latest first."""
    rows = Notification.objects.visible_to(desk.user).filter(read_at__isnull=True).order_by("-at")[:READ]
    lines = [Line(one.title, reverse("inbox"), note=first_line(one.text), since=one.at) for one in rows]
    return Queue("Unread in your inbox", "inbox", reverse("inbox"), lines)


DONE_BY_PEOPLE = {
    "job.retried": ("put it back in line", "refresh", "active"),
    "job.parked": ("parked it", "player-pause", "warning"),
    "job.taken": ("took it over", "user", "neutral"),
}


def happenings_of(job: Job, user: Any) -> list[Happening]:
    """What people did with a job, latest first: two queries."""
    rows = list(
        Event.objects.visible_to(user).filter(subject_kind="kernel.job", subject_id=str(job.pk)).order_by("-id")[:READ]
    )
    names = names_of(row.actor for row in rows)
    told = []
    for row in rows:
        what, icon, tone = DONE_BY_PEOPLE.get(row.type, (row.type, "activity", "neutral"))
        reason = row.payload.get("reason", "")
        what = f"{what}: {reason}" if reason else what
        told.append(Happening(names.get(row.actor, row.actor), what, row.at, "", icon, cast(Tone, tone), []))
    return told
