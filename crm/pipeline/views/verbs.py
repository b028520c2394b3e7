"""The verbs on an opportunity: opened, changed, moved, opened again; and the set-up of stages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage
from crm.customers.models import Customer
from crm.pipeline.actions import (
    change_opportunity,
    change_stage,
    move_opportunity,
    open_opportunity,
    reopen_opportunity,
    set_up_stage,
)
from crm.pipeline.forms import ChangeForm, MoveForm, OpportunityForm, StageForm
from crm.pipeline.models import Opportunity, Stage
from crm.pipeline.views.shown import crumb_of, opportunity_crumbs


class OpenOpportunity(VerbPage):
    """A new opportunity with a customer."""

    model = Customer
    verb = staticmethod(open_opportunity)
    form_class = OpportunityForm
    title = "New opportunity"
    submit_label = "Open opportunity"

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

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

    def rows(self) -> Any:
        """With its stage."""
        return super().rows().select_related("stage__pipeline", "customer")

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def initial(self) -> dict[str, Any]:
        """The stage that was asked for, or the one after this."""
        here, asked = self.record.stage, self.request.GET.get("stage", "")
        ahead = Stage.objects.filter(pipeline=here.pipeline_id, outcome="open", position__gt=here.position).first()
        return {"stage": asked if asked.isdecimal() else ahead or here}

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


class ChangeOpportunity(VerbPage):
    """What is known of it."""

    model = Opportunity
    verb = staticmethod(change_opportunity)
    form_class = ChangeForm
    title = "Change the opportunity"
    submit_label = "Save"
    two_columns = True

    def rows(self) -> Any:
        """With customer, contact and stage."""
        return super().rows().select_related("customer", "contact", "stage", "owner")

    def form_arguments(self) -> dict[str, Any]:
        """The customer gives currency and contacts."""
        return {"customer": self.record.customer, "user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """As it stands."""
        held = self.record
        names = ("name", "amount", "closes_on", "contact", "owner", "category", "next_step", "no_competitor")
        told = {name: getattr(held, name) for name in names}
        return told | {"competitors": ", ".join(each.name for each in held.competitors.all())}

    def perform(self, form: Any) -> Opportunity:
        """One call of the verb; a competitor that is new is named first."""
        return change_opportunity(self.record, changes=form.changes(by=self.by), by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the opportunity."""
        return opportunity_crumbs(crumb_of(self.record))

    def success_url(self, done: Opportunity) -> str:
        """Back to it."""
        return reverse("opportunity", args=[done.pk])

    def success_message(self, done: Opportunity) -> str:
        """Named."""
        return f"{done.reference} is changed."


class ReopenOpportunity(VerbPage):
    """What was lost is open again."""

    model = Opportunity
    verb = staticmethod(reopen_opportunity)
    title = "Reopen the opportunity"
    submit_label = "Reopen"

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record.reference} is open again, at the first stage. Why it was lost stays in its moves."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the opportunity."""
        return opportunity_crumbs(crumb_of(self.record))

    def success_url(self, done: Opportunity) -> str:
        """Back to it."""
        return reverse("opportunity", args=[done.pk])

    def success_message(self, done: Opportunity) -> str:
        """Named."""
        return f"{done.reference} is open again."


class ChangeStage(FormPage):
    """A stage's probability, needs and days until it stalls."""

    verb = staticmethod(change_stage)
    form_class = StageForm
    title = "Change the stage"
    submit_label = "Save"
    two_columns = True

    @property
    def stage(self) -> Stage:
        """The stage that is named."""
        return get_object_or_404(Stage, pk=self.kwargs["pk"])

    def form_arguments(self) -> Mapping[str, Any]:
        """Its outcome and pipeline stay."""
        return {"stage": self.stage}

    def initial(self) -> Mapping[str, Any]:
        """As it stands."""
        held = self.stage
        return {name: getattr(held, name) for name in StageForm.CHANGEABLE}

    def perform(self, form: Any) -> Stage:
        """One call of the verb."""
        return change_stage(self.stage, changes=form.cleaned_data, by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the stages."""
        return opportunity_crumbs(Crumb("Stages", reverse("stage-new")))

    def success_url(self, done: Stage) -> str:
        """Back to them."""
        return reverse("stage-new")

    def success_message(self, done: Stage) -> str:
        """Named."""
        return f"{done.name} is changed."


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
        stages = Stage.objects.select_related("pipeline").order_by("pipeline__position", "position")
        return {**super().context(form), "stages": list(stages)}

    def success_url(self, done: Stage) -> str:
        """Here again."""
        return reverse("stage-new")

    def success_message(self, done: Stage) -> str:
        """Named."""
        return f"{done.name} is a stage."
