"""The list of opportunities and the page of each."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import Money, round_half_up
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    MoneyColumn,
    NumberColumn,
    Preset,
    StatusColumn,
    VerbButton,
)
from crm.pipeline.models import CATEGORIES, Opportunity, Pipeline, Stage
from crm.pipeline.reports import moves_of

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
    stages = list(Stage.objects.select_related("pipeline").order_by("pipeline__position", "position"))
    several = len({stage.pipeline_id for stage in stages}) > 1
    return [(str(stage.pk), f"{stage.pipeline}: {stage}" if several else stage.name) for stage in stages]


def pipeline_choices(user: Any) -> list[tuple[str, str]]:
    """Every pipeline in order."""
    return [(str(one.pk), one.name) for one in Pipeline.objects.order_by("position")]


def weighted(opportunity: Opportunity) -> Money:
    """Amount times the probability of its stage, in its own currency."""
    amount = opportunity.amount
    return round_half_up(amount.amount * opportunity.stage.probability / 100, opportunity.currency)


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
        MoneyColumn("Weighted", weighted, phone="labelled"),
        Column("Owner", "owner.name", "owner__name"),
    )
    order = "-closes_on"
    search = ("name", "reference", "customer__name")
    search_hint = "Name, reference or customer"
    choices = (
        Choice("stage__pipeline", "Pipeline", pipeline_choices),
        Choice("stage", "Stage", stage_choices),
        Choice("category", "Forecast", CATEGORIES),
    )
    presets = (
        Preset("open", "Open", lambda rows, request: rows.filter(stage__outcome="open")),
        Preset("mine", "Mine", lambda rows, request: rows.filter(owner=request.user)),
        Preset("stalled", "Stalled", lambda rows, request: rows.stalled(at=now())),
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
            Button("Board", reverse("board"), "layout-kanban", ""),
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
        return (
            super()
            .rows()
            .select_related("customer__legal_entity", "contact", "stage__pipeline", "owner", "loss_reason", "lost_to")
        )

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
            Fact("Weighted", weighted(held)),
            Fact("Forecast", held.get_category_display()),
            Fact("Next step", held.next_step),
            Fact("Competitors", self.competitors()),
            Fact("Pipeline", held.stage.pipeline.name),
        ]
        if held.stage.outcome == "lost":
            told += [
                Fact("Lost because", held.loss_reason or held.lost_reason),
                Fact("In words", held.lost_reason if held.loss_reason else ""),
                Fact("Lost to", held.lost_to),
            ]
        return told

    def competitors(self) -> str:
        """Who else is asked, as far as is known."""
        names = ", ".join(each.name for each in self.record.competitors.all())
        return names or ("None, as far as we know" if self.record.no_competitor else "")

    def verbs(self) -> Sequence[VerbButton]:
        """Quote it, or move it."""
        held, key = self.record, self.record.pk
        live = held.stage.outcome == "open"
        why = f"It is {held.stage.name.lower()} already."
        if held.stage.outcome == "lost":
            reopening = reverse("opportunity-reopening", args=[key])
            return [VerbButton("Reopen", reopening, "rotate-clockwise", MOVE, "primary")]
        return [
            VerbButton("Change", reverse("opportunity-changes", args=[key]), "pencil", MOVE, enabled=live, why_not=why),
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
        every = Stage.objects.filter(pipeline=here.pipeline_id).order_by("position")
        stages = [stage for stage in every if stage.outcome != "lost" or stage == here]
        way = [{"stage": s, "here": s == here, "behind": s.position < here.position and not ended} for s in stages]
        tone = {"won": "won", "lost": "lost"}.get(here.outcome, "open")
        zone = self.record.customer.legal_entity.time_zone
        return {"way": way, "tone": tone, "moves": moves_of(self.record), "zone": zone}
