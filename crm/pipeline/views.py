"""Pages of opportunities and the stages they go through."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    MoneyColumn,
    NumberColumn,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from crm.customers.models import Customer
from crm.pipeline.actions import move_opportunity, open_opportunity, set_up_stage
from crm.pipeline.forms import MoveForm, OpportunityForm, StageForm
from crm.pipeline.models import Opportunity, Stage

HELD = ("see_opportunities",)
MOVE = "open_opportunity"


def opportunity_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to an opportunity's pages."""
    return [Crumb("Opportunities", reverse("opportunities")), *more]


def crumb_of(opportunity: Opportunity) -> Crumb:
    """The opportunity as a page above."""
    return Crumb(opportunity.reference, reverse("opportunity", args=[opportunity.pk]))


def stage_choices(user: Any) -> list[tuple[str, str]]:
    """Every stage, in the order of the sale."""
    return [(str(stage.pk), stage.name) for stage in Stage.objects.order_by("position")]


class OpportunityList(ListPage):
    """The pipeline of sales."""

    model = Opportunity
    rights = HELD
    title = "Opportunities"
    eyebrow = "Sales"
    intro = "What customers may buy, for how much and by when."
    columns = (
        LinkColumn("Opportunity", "name", "name", to="opportunity", note="reference"),
        LinkColumn(
            "Customer", "customer.name", "customer__name", to="customer", key="customer_id", kind="word", phone="word"
        ),
        Column("Stage", "stage.name", "stage__position"),
        StatusColumn("Outcome", lambda row: row.stage.outcome),
        NumberColumn("Chance", lambda row: f"{row.stage.probability.normalize():f} %", "stage__probability"),
        DateColumn("Closes", "closes_on", "closes_on"),
        MoneyColumn("Amount", "amount", "amount_minor"),
        Column("Owner", "owner.name", "owner__name"),
    )
    order = "-closes_on"
    search = ("name", "reference", "customer__name")
    search_hint = "Name, reference or customer"
    choices = (Choice("stage", "Stage", stage_choices),)
    presets = (
        Preset("open", "Open", lambda rows, request: rows.filter(stage__outcome="open")),
        Preset("mine", "Mine", lambda rows, request: rows.filter(owner=request.user)),
        Preset("won", "Won", lambda rows, request: rows.filter(stage__outcome="won")),
        Preset("lost", "Lost", lambda rows, request: rows.filter(stage__outcome="lost")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No opportunities here"
    empty_words = "An opportunity is opened on the page of its customer."
    empty_icon = "target-arrow"

    def buttons(self) -> Sequence[Button]:
        """Where one is opened."""
        return [
            Button("Choose a customer", reverse("customers"), "plus", MOVE, "primary"),
            Button("Stages", reverse("stage-new"), "settings", "set_up_stage"),
        ]


class OpportunityPage(DetailPage):
    """A possible sale, and its quotes."""

    model = Opportunity
    rights = HELD
    template_name = "crm/pipeline/opportunity.html"
    slot = "opportunity"
    eyebrow = "Opportunity"
    status_field = ""

    def rows(self) -> Any:
        """With customer, contact, stage and owner."""
        return super().rows().select_related("customer", "contact", "stage", "owner")

    def title(self) -> str:
        """Its name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Reference and customer."""
        return f"{self.record.reference} · {self.record.customer.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under opportunities."""
        return opportunity_crumbs()

    def facts(self) -> Sequence[Fact]:
        """What is known of the sale."""
        held = self.record
        told = [
            Fact("Customer", held.customer.name, reverse("customer", args=[held.customer_id])),
            Fact("Amount", held.amount),
            Fact("Expected close", held.closes_on),
            Fact("Probability", f"{held.stage.probability.normalize():f} %"),
            Fact("Contact", held.contact, reverse("contact", args=[held.contact_id]) if held.contact_id else ""),
            Fact("Owner", held.owner.name),
        ]
        return [*told, Fact("Lost because", held.lost_reason)] if held.lost_reason else told

    def verbs(self) -> Sequence[VerbButton]:
        """Quote it, or move it."""
        held, key = self.record, self.record.pk
        live = held.stage.outcome == "open"
        why = f"It is {held.stage.name.lower()} already."
        return [
            VerbButton(
                "Move stage", reverse("opportunity-move", args=[key]), "arrow-right", MOVE, enabled=live, why_not=why
            ),
            VerbButton(
                "New quote",
                reverse("quote-new", args=[key]),
                "plus",
                "draft_quote",
                "primary",
                enabled=live,
                why_not=why,
            ),
        ]

    def more(self) -> dict[str, Any]:
        """The way through the stages: those behind, the one it is in, those ahead."""
        here = self.record.stage
        ended = here.outcome != "open"
        stages = [stage for stage in Stage.objects.order_by("position") if stage.outcome != "lost" or stage == here]
        way = [{"stage": s, "here": s == here, "behind": s.position < here.position and not ended} for s in stages]
        return {"way": way, "tone": {"won": "won", "lost": "lost"}.get(here.outcome, "open")}


class OpenOpportunity(VerbPage):
    """A new opportunity with a customer."""

    model = Customer
    verb = staticmethod(open_opportunity)
    form_class = OpportunityForm
    title = "New opportunity"
    submit_label = "Open opportunity"

    def form_arguments(self) -> dict[str, Any]:
        """The customer gives currency and contacts."""
        return {"customer": self.record, "user": self.request.user}

    def question(self) -> str:
        """With whom."""
        return f"What {self.record.name} may buy, in {self.record.currency}."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the customer."""
        return [
            Crumb("Customers", reverse("customers")),
            Crumb(self.record.name, reverse("customer", args=[self.record.pk])),
        ]

    def success_url(self, done: Opportunity) -> str:
        """The new opportunity."""
        return reverse("opportunity", args=[done.pk])

    def success_message(self, done: Opportunity) -> str:
        """Named."""
        return f"{done.reference} is open."


class MoveOpportunity(VerbPage):
    """To another stage; won comes only from an accepted quote."""

    model = Opportunity
    verb = staticmethod(move_opportunity)
    form_class = MoveForm
    title = "Move to another stage"
    submit_label = "Move"

    def initial(self) -> dict[str, Any]:
        """The stage after this one."""
        ahead = Stage.objects.filter(outcome="open", position__gt=self.record.stage.position).first()
        return {"stage": ahead or self.record.stage}

    def question(self) -> str:
        """Where it stands, and what the form cannot do."""
        return f"{self.record.reference} is at {self.record.stage}. It is won when its quote is accepted."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the opportunity."""
        return opportunity_crumbs(crumb_of(self.record))

    def success_url(self, done: Opportunity) -> str:
        """Back to it."""
        return reverse("opportunity", args=[done.pk])

    def success_message(self, done: Opportunity) -> str:
        """Where it is now."""
        return f"{done.reference} is at {done.stage}."


class SetUpStage(FormPage):
    """The stages there are, and one more."""

    verb = staticmethod(set_up_stage)
    form_class = StageForm
    template_name = "crm/pipeline/stages.html"
    title = "Stages"
    submit_label = "Add stage"
    two_columns = True

    def perform(self, form: Any) -> Stage:
        """One call of the verb."""
        return set_up_stage(**form.cleaned_data, by=self.by)

    def context(self, form: Any) -> dict[str, Any]:
        """With the stages there are."""
        return {**super().context(form), "stages": list(Stage.objects.order_by("position"))}

    def success_url(self, done: Stage) -> str:
        """Here again."""
        return reverse("stage-new")

    def success_message(self, done: Stage) -> str:
        """Named."""
        return f"{done.name} is a stage."
