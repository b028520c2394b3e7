"""The Pipeline page: every hand-off and every job, what waits for whom, what has stopped and why."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from billing_suite.home.reports import Desk, for_everyone
from billing_suite.home.reports.work import first_line
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages import (
    Bulk,
    BulkPage,
    Button,
    Choice,
    Column,
    LinkColumn,
    ListPage,
    NumberColumn,
    Preset,
    StatusColumn,
)
from billing_suite.kernel.web.pages.bulk import BULK_LIMIT
from billing_suite.kernel.work.actions import retry_jobs
from billing_suite.kernel.work.models import Job

LAST = 2**63 - 1


def standing(job: Job) -> str:
    """One word for how a job stands: failed, retrying, waiting, running or done."""
    if job.status == "due":
        return "retrying" if job.attempts else "waiting"
    return {"parked": "failed"}.get(job.status, job.status)


def name_of(job: Job) -> str:
    """What the job is about, else what it does."""
    return job.about or job.task.rpartition(".")[2].replace("_", " ").capitalize()


def exceptions(rows: Any, request: HttpRequest) -> Any:
    """What did not go through at the first try: failed, retrying, or silent past its lease."""
    silent = Q(status="running", lease_until__lt=now())
    return rows.filter(Q(status="parked") | Q(status="due", attempts__gt=0) | silent)


def owners_for(user: Any) -> list[tuple[str, str]]:
    """The people who own work, for a filter."""
    rows = Job.objects.visible_to(user).filter(owner__isnull=False).order_by("owner__name")
    return [(str(pk), name) for pk, name in rows.values_list("owner", "owner__name").distinct()]


def tasks_for(user: Any) -> list[tuple[str, str]]:
    """The kinds of work there are, for a filter."""
    rows = Job.objects.visible_to(user).order_by("task").values_list("task", flat=True).distinct()
    return [(task, task.rpartition(".")[2].replace("_", " ").capitalize()) for task in rows]


class Pipeline(ListPage):
    """The exception queue: what waits for people above, what machines do beneath."""

    model = Job
    rights = ("see_work",)
    template_name = "home/pipeline.html"
    title = "Pipeline"
    eyebrow = "Operations"
    intro = "Every hand-off from lead to ledger: what waits for whom, what has stopped and why."
    columns = (
        LinkColumn("Work", name_of, to="job", note=lambda job: first_line(job.last_error)),
        StatusColumn("Status", standing),
        Column("Since", "created_at", "created_at", phone="labelled"),
        Column("Owner", lambda job: job.owner.name if job.owner else "Controllers", "owner__name", phone="labelled"),
        NumberColumn("Tries", "attempts"),
        Column("Next try", lambda job: job.due_at if job.status == "due" else None, "due_at", phone="labelled"),
        Column("Finished", "finished_at", "finished_at", phone="labelled"),
    )
    order = "-created_at"
    search = ("about", "task", "last_error")
    search_hint = "Work or error"
    choices = (Choice("owner", "Owner", owners_for), Choice("task", "Kind", tasks_for))
    presets = (
        Preset("exceptions", "Exceptions", exceptions),
        Preset("failed", "Failed", lambda rows, request: rows.filter(status="parked")),
        Preset("mine", "Mine", lambda rows, request: exceptions(rows, request).filter(owner=request.user)),
        Preset("waiting", "Waiting", lambda rows, request: rows.filter(status="due")),
        Preset("running", "Running", lambda rows, request: rows.filter(status="running")),
        Preset("done", "Done", lambda rows, request: rows.filter(status="done")),
        Preset("all", "All", lambda rows, request: rows),
    )
    bulk = (Bulk("Retry", "jobs-retry", "retry_job", "refresh"),)
    empty_title = "Nothing has stopped"
    empty_words = "Work that fails stands here with its reason and its owner until it is retried."
    empty_icon = "circle-check"

    def rows(self) -> QuerySet[Any]:
        """With the owner."""
        return super().rows().select_related("owner")

    def buttons(self) -> Sequence[Button]:
        """The events themselves."""
        return [Button("Events", reverse("events"), "activity", "see_work")]

    def stats(self) -> Sequence[Mapping[str, Any]]:
        """How the work stands: one query."""
        told = (
            Job.objects.visible_to(self.request.user)
            .order_by()
            .aggregate(
                failed=Count("pk", Q(status="parked")),
                retrying=Count("pk", Q(status="due", attempts__gt=0)),
                waiting=Count("pk", Q(status="due", attempts=0)),
                running=Count("pk", Q(status="running")),
                done=Count("pk", Q(status="done")),
            )
        )
        return [
            {"label": "Failed", "value": told["failed"], "note": "stopped until somebody retries"},
            {"label": "Retrying", "value": told["retrying"], "note": "tried again by themselves"},
            {"label": "Under way", "value": told["waiting"] + told["running"], "note": "waiting or running"},
            {"label": "Done", "value": told["done"], "note": "jobs so far"},
        ]

    def context(self) -> dict[str, Any]:
        """The list with what waits for people; the table alone does without."""
        told = super().context()
        if not self.is_partial:
            desk = Desk(self.request.user, self.viewer.rights, self.viewer.roles, now())
            told["queues"] = [queue for queue in for_everyone(desk) if queue.count]
        return told


class RetryJobs(BulkPage):
    """Retry the ticked work."""

    model = Job
    verb = staticmethod(retry_jobs)
    done_words = "put back in line"
    back_url_name = "pipeline"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    @cached_property
    def ids(self) -> list[Any]:
        """The ticked numbers: jobs are numbered."""
        sent = self.request.POST.getlist("ids")
        if not sent or len(sent) > BULK_LIMIT:
            raise Invalid(f"tick between 1 and {BULK_LIMIT:,} rows", code="bulk-size", rule="INV-50")
        if not all(one.isascii() and one.isdigit() and int(one) <= LAST for one in sent):
            raise Invalid("a ticked row has no such number", code="no-such-row")
        return [int(one) for one in sent]
