"""Milestones by page: planned, handed over, and what the customer said recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
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
from billing_suite.kernel.web.thread import ShownHop, thread_of
from projects.plan.actions import (
    accept_milestone,
    deliver_milestone,
    plan_milestone,
    return_milestone,
    withdraw_milestone,
)
from projects.plan.forms import DeliveryForm, DueForm, RecordedAcceptanceForm, ReturnForm
from projects.plan.models import Milestone
from projects.plan.views.work import crumb_of, project_crumbs

HELD = ("see_projects",)


class MilestoneList(ListPage):
    """What is to be handed over, by its day."""

    model = Milestone
    rights = HELD
    title = "Milestones"
    eyebrow = "Delivery"
    intro = "What we hand over, and what the customer said to it."
    columns = (
        LinkColumn("Milestone", "name", "name", to="milestone"),
        LinkColumn("Project", "project.reference", "project__reference", to="project", key="project_id", kind="word"),
        StatusColumn("Status", "status", "status"),
        DateColumn("Due", "due_on", "due_on"),
        Column("Accepted by", "signed_by"),
    )
    order = "due_on"
    search = ("name", "project__reference", "project__name")
    search_hint = "Milestone or project"
    presets = (
        Preset("coming", "Coming", lambda rows, request: rows.coming().filter(project__status="open")),
        Preset("waiting", "With the customer", lambda rows, request: rows.filter(status="handed_over")),
        Preset("returned", "Returned", lambda rows, request: rows.filter(status="returned")),
        Preset("accepted", "Accepted", lambda rows, request: rows.filter(status="accepted")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No milestones here"
    empty_words = "Milestones come with the acceptance of a quote that has some."
    empty_icon = "flag"


class MilestoneDetail(DetailPage):
    """One milestone: what it bills, what leads to it, and how the customer answered."""

    model = Milestone
    rights = HELD
    template_name = "projects/plan/milestone.html"
    slot = "milestone"
    eyebrow = "Milestone"

    def rows(self) -> Any:
        """With project and to whom it was handed."""
        return super().rows().select_related("project__legal_entity", "project__customer", "delivered_to")

    def intro(self) -> str:
        """Of which project."""
        return str(self.record.project)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the project."""
        return project_crumbs(crumb_of(self.record.project))

    def thread(self) -> list[ShownHop]:
        """The project's."""
        return thread_of(self.record.project, self.request.user, rights=self.viewer.rights)

    def facts(self) -> Sequence[Fact]:
        """When, to whom, and what was said."""
        held = self.record
        told = [Fact("Project", held.project.reference, reverse("project", args=[held.project_id]))]
        told.append(Fact("Due", held.due_on))
        if held.status != "planned":
            told += [Fact("Handed over", held.delivered_at), Fact("To", held.delivered_to)]
        if held.status == "accepted":
            signed = ", ".join(filter(None, (held.signed_by, held.signed_title)))
            told += [Fact("Accepted by", signed), Fact("Accepted", held.answered_at)]
            told.append(Fact("How", held.how or "Signed behind the link"))
        return told

    def verbs(self) -> Sequence[VerbButton]:
        """What can be done with it as it stands."""
        key, status = self.record.pk, self.record.status
        due = VerbButton("Plan", reverse("milestone-plan", args=[key]), "calendar-due", "plan_work")
        over = VerbButton(
            "Hand over", reverse("milestone-delivery", args=[key]), "send", "deliver_milestone", "primary",
            enabled=self.record.project.status == "open", why_not=f"{self.record.project.reference} is not open.",
        )  # fmt: skip
        if status in ("planned", "returned"):
            return [due, over]
        if status == "handed_over":
            return [
                due,
                VerbButton(
                    "Take back", reverse("milestone-withdrawal", args=[key]), "arrow-back-up", "deliver_milestone"
                ),
                VerbButton("Record return", reverse("milestone-return", args=[key]), "x", "accept_milestone"),
                VerbButton(
                    "Record acceptance", reverse("milestone-acceptance", args=[key]), "check", "accept_milestone"
                ),
            ]
        return []

    def more(self) -> dict[str, Any]:
        """Its shares and the tasks that lead to it."""
        held = self.record
        return {
            "shares": list(held.shares.select_related("contract_line")),
            "tasks": list(held.tasks.order_by("position")),
            "zone": held.project.legal_entity.time_zone,
        }


class OnMilestone(VerbPage):
    """A verb on a milestone."""

    model = Milestone

    def rows(self) -> Any:
        """With its project."""
        return super().rows().select_related("project__customer")

    def crumbs(self) -> Sequence[Crumb]:
        """Under it."""
        here = Crumb(self.record.name, reverse("milestone", args=[self.record.pk]))
        return project_crumbs(crumb_of(self.record.project), here)

    def question(self) -> str:
        """Of which milestone."""
        return f"{self.record.name}, {self.record.project}"

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def success_url(self, done: Any) -> str:
        """Back to it."""
        return reverse("milestone", args=[self.record.pk])

    def success_message(self, done: Milestone) -> str:
        """How it stands."""
        return f"{done.name}: {done.get_status_display().lower()}."


class PlanMilestone(OnMilestone):
    """When it is to be reached."""

    verb = staticmethod(plan_milestone)
    form_class = DueForm
    title = "Plan the milestone"
    submit_label = "Save"

    def initial(self) -> Mapping[str, Any]:
        """As it is."""
        return {"due_on": self.record.due_on}

    def arguments(self) -> Mapping[str, Any]:
        """Nothing more."""
        return {}


class DeliverMilestone(OnMilestone):
    """Hand it over."""

    verb = staticmethod(deliver_milestone)
    form_class = DeliveryForm
    title = "Hand the milestone over"
    submit_label = "Hand over"

    def form_arguments(self) -> Mapping[str, Any]:
        """The customer's contacts."""
        return {"customer": self.record.project.customer_id, "user": self.request.user}

    def question(self) -> str:
        """What comes of it."""
        return f"{super().question()}: they are mailed a link to accept it, or to return it with a reason."


class WithdrawMilestone(OnMilestone):
    """Take it back."""

    verb = staticmethod(withdraw_milestone)
    title = "Take the milestone back"
    submit_label = "Take back"


class RecordAcceptance(OnMilestone):
    """The customer accepted it, otherwise than by the link."""

    verb = staticmethod(accept_milestone)
    form_class = RecordedAcceptanceForm
    title = "Record the acceptance"
    submit_label = "Record acceptance"


class RecordReturn(OnMilestone):
    """The customer returned it, otherwise than by the link."""

    verb = staticmethod(return_milestone)
    form_class = ReturnForm
    title = "Record the return"
    submit_label = "Record return"
