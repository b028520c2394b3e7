"""One piece of work: what it is, how it went, why it stopped; and the verbs over it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from billing_suite.home.forms import ParkForm
from billing_suite.home.reports.work import first_line, happenings_of
from billing_suite.home.views.pipeline import name_of, standing
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.history import Happening
from billing_suite.kernel.web.pages import Crumb, DetailPage, Fact, VerbButton, VerbPage
from billing_suite.kernel.web.show import show_status
from billing_suite.kernel.work.actions import park_job, retry_job, take_job
from billing_suite.kernel.work.models import Job

SUBJECTS = {"invoice_id": ("Invoice", "invoice"), "run_id": ("Billing run", "billing-run")}


def crumbs(job: Job | None = None) -> list[Crumb]:
    """The pages above a job, or above something of it."""
    held = [Crumb("Pipeline", reverse("pipeline"))]
    return held + ([Crumb(name_of(job), reverse("job", args=[job.pk]))] if job else [])


class JobPage(DetailPage):
    """A job with its error in full, its tries, and what people did with it."""

    model = Job
    rights = ("see_work",)
    template_name = "home/job.html"
    eyebrow = "Work"
    status_field = ""

    def rows(self) -> QuerySet[Any]:
        """With its owner."""
        return super().rows().select_related("owner")

    def title(self) -> str:
        """What it is about."""
        return name_of(self.record)

    def intro(self) -> str:
        """What is done."""
        return str(self.record.task.rpartition(".")[2].replace("_", " ").capitalize())

    def crumbs(self) -> Sequence[Crumb]:
        """The pipeline."""
        return crumbs()

    def facts(self) -> Sequence[Fact]:
        """Since when, whose, how often tried, about what."""
        job = self.record
        facts = [
            Fact("Since", job.created_at),
            Fact("Queued by", names_of([job.actor]).get(job.actor, "")),
            Fact("Owner", job.owner.name if job.owner else "Controllers"),
            Fact("Tries", job.attempts),
        ]
        if job.status == "due":
            facts.append(Fact("Next try", job.due_at))
        if job.finished_at:
            facts.append(Fact("Finished", job.finished_at))
        for name, (label, url_name) in SUBJECTS.items():
            if name in job.arguments:
                facts.append(Fact("About", f"Open the {label.lower()}", reverse(url_name, args=[job.arguments[name]])))
        return [*facts, Fact("Number", job.pk), Fact("Request", job.request_id)]

    def verbs(self) -> Sequence[VerbButton]:
        """Retry what failed, park what waits, take it over."""
        job, owned = self.record, self.record.owner_id == self.request.user.pk
        key = [job.pk]
        verbs = []
        if job.status == "parked":
            words = "It goes back in line with all its tries."
            url = reverse("job-retry", args=key)
            verbs.append(VerbButton("Retry", url, "refresh", "retry_job", "primary", confirm=words))
        if job.status == "due":
            verbs.append(VerbButton("Park", reverse("job-parking", args=key), "player-pause", "retry_job"))
        if job.status != "done" and not owned:
            words = "From now on you are told when it stops."
            verbs.append(VerbButton("Take over", reverse("job-takeover", args=key), "user", "retry_job", confirm=words))
        return verbs

    def history(self) -> list[Happening]:
        """What people did with it."""
        return happenings_of(self.record, self.request.user)

    def more(self) -> Mapping[str, Any]:
        """How it stands, and why in one line."""
        return {"standing": show_status(standing(self.record)), "why": first_line(self.record.last_error)}


class JobVerb(VerbPage):
    """A verb on one job."""

    model = Job
    eyebrow = "Work"

    def crumbs(self) -> Sequence[Crumb]:
        """The job."""
        return crumbs(self.record)

    def success_url(self, done: Any) -> str:
        """Back on the job."""
        return reverse("job", args=[self.record.pk])


class RetryJob(JobVerb):
    """Put a failed job back in line."""

    verb = staticmethod(retry_job)
    title = "Retry the work"
    submit_label = "Retry"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{name_of(self.record)} goes back in line with all its tries."

    def success_message(self, done: Job) -> str:
        """It waits for a worker."""
        return f"{name_of(done)} is back in line"


class ParkJob(JobVerb):
    """Take waiting work out of line."""

    verb = staticmethod(park_job)
    form_class = ParkForm
    title = "Park the work"
    submit_label = "Park it"

    def question(self) -> str:
        """What comes of it."""
        return f"{name_of(self.record)} is not tried again until somebody retries it."

    def success_message(self, done: Job) -> str:
        """It is out of line."""
        return f"{name_of(done)} is parked"


class TakeJob(JobVerb):
    """Become the owner of work."""

    verb = staticmethod(take_job)
    title = "Take the work over"
    submit_label = "Take it over"

    def question(self) -> str:
        """What comes of it."""
        return f"You are told when {name_of(self.record)} stops."

    def success_message(self, done: Job) -> str:
        """Whose it is."""
        return f"{name_of(done)} is yours"
