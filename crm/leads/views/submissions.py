"""What was sent through web forms, and what of it is held as spam."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse

from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from crm.leads.actions import discard_submission, release_submission
from crm.leads.models import Submission
from crm.leads.views.shown import HELD, WORK
from crm.leads.views.web import form_crumbs


class SubmissionList(ListPage):
    """What was sent, what is held first."""

    model = Submission
    rights = HELD
    title = "Answers to web forms"
    eyebrow = "Sales"
    intro = "What looks like spam is held for thirty days: release what is none."
    columns = (
        LinkColumn("From", "sender_name", to="submission"),
        DateColumn("Received", "received_at", "received_at"),
        Column("Form", "form.name", "form__name"),
        Column("Signs of spam", lambda sent: "; ".join(sent.signs)),
        StatusColumn("Status", "status"),
    )
    order = "-received_at"
    presets = (
        Preset("held", "Held", lambda rows, request: rows.held()),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nothing is held"
    empty_words = "What is sent through a web form and looks like spam waits here."
    empty_icon = "inbox"

    def crumbs(self) -> Sequence[Crumb]:
        """Under web forms."""
        return form_crumbs()


class SubmissionPage(DetailPage):
    """One answer: what it says while it is held, and what speaks for spam."""

    model = Submission
    rights = HELD
    template_name = "crm/leads/submission.html"
    slot = "submission"
    eyebrow = "Answer to a web form"

    def rows(self) -> Any:
        """With form and lead."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def title(self) -> str:
        """Who sent it, while we know."""
        return str(self.record.sender_name)

    def intro(self) -> str:
        """Through which form."""
        return str(self.record.form.name)

    def crumbs(self) -> Sequence[Crumb]:
        """Under what was sent."""
        return form_crumbs(Crumb("Answers", reverse("submissions")))

    def facts(self) -> Sequence[Fact]:
        """When, and what it says of its sender."""
        held = self.record
        lead = [Fact("Lead", held.lead.reference, reverse("lead", args=[held.lead_id]))] if held.lead else []
        said = [Fact(name.capitalize(), text) for name, text in held.told.items() if name not in ("name", "message")]
        return [Fact("Received", held.received_at), *lead, *said]

    def verbs(self) -> Sequence[VerbButton]:
        """Release or discard what is held."""
        held, key = self.record.status == "held", self.record.pk
        why = f"It is {self.record.status}."
        no, yes = reverse("submission-discard", args=[key]), reverse("submission-release", args=[key])
        return [
            VerbButton("Discard", no, "trash", WORK, enabled=held, why_not=why),
            VerbButton("Release", yes, "check", WORK, "primary", enabled=held, why_not=why),
        ]


class OfSubmission(VerbPage):
    """A verb on an answer that is held."""

    model: ClassVar = Submission

    def crumbs(self) -> Sequence[Crumb]:
        """Under the answer."""
        return form_crumbs(Crumb("Answers", reverse("submissions")))

    def success_url(self, done: Submission) -> str:
        """The lead it became, else what else is held."""
        return reverse("lead", args=[done.lead_id]) if done.lead_id else reverse("submissions")


class ReleaseSubmission(OfSubmission):
    """It is no spam."""

    verb = staticmethod(release_submission)
    title = "Release it"
    submit_label = "Make it a lead"

    def question(self) -> str:
        """What comes of it."""
        return f"What {self.record.told.get('name', 'somebody')} wrote becomes a lead."

    def success_message(self, done: Submission) -> str:
        """Named."""
        return f"It is {done.lead.reference if done.lead else 'a lead'}."


class DiscardSubmission(OfSubmission):
    """It is spam."""

    verb = staticmethod(discard_submission)
    title = "Discard it"
    submit_label = "Discard"
    danger = True

    def question(self) -> str:
        """What comes of it."""
        return "What it says is forgotten. That cannot be undone."

    def success_message(self, done: Submission) -> str:
        """Said."""
        return "It is discarded."
