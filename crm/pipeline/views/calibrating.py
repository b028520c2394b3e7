"""Probabilities beside what history says of them, taken over in one step."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.forms import ExactDecimalField
from billing_suite.kernel.web.pages import Crumb, FormPage
from crm.pipeline.actions import calibrate_stages
from crm.pipeline.models import Pipeline, Stage
from crm.pipeline.reports import Calibration, calibrations
from crm.pipeline.views.shown import opportunity_crumbs


class CalibrateStages(FormPage):
    """The open stages of a pipeline: probability, what history says, and what it becomes."""

    rights = ("set_up_stage",)
    verb = staticmethod(calibrate_stages)
    template_name = "crm/pipeline/calibration.html"
    title = "Calibrate the stages"
    submit_label = "Take over"

    @cached_property
    def pipeline(self) -> Pipeline | None:
        """The one that is named, or the first."""
        asked = self.request.GET.get("pipeline", "")
        rows = Pipeline.objects.order_by("position")
        return (rows.filter(pk=asked) if asked.isdecimal() else rows).first()

    @cached_property
    def said(self) -> list[Calibration]:
        """What the sales of this pipeline say, all of them: probabilities are the firm's."""
        return calibrations(self.pipeline, as_of=now()) if self.pipeline else []

    def form(self, data: Any = None, files: Any = None) -> forms.Form:
        """One probability a stage."""
        form = forms.Form(data, initial={f"stage-{each.stage.pk}": each.stage.probability for each in self.said})
        for each in self.said:
            field = ExactDecimalField(places=2, at_least=0, at_most=100, label=each.stage.name)
            form.fields[f"stage-{each.stage.pk}"] = field
        return form

    def perform(self, form: Any) -> list[Stage]:
        """One call of the verb, for those that change."""
        told = {each.stage: form.cleaned_data[f"stage-{each.stage.pk}"] for each in self.said}
        changed = {stage: value for stage, value in told.items() if value != stage.probability}
        return calibrate_stages(changed, by=self.by)

    def question(self) -> str:
        """Of what it is made."""
        return "How many of the sales that came to a stage, and ended, were won; with the range that is likely (95 %)."

    def context(self, form: Any) -> dict[str, Any]:
        """With what history says."""
        return {**super().context(form), "said": [(each, form[f"stage-{each.stage.pk}"]) for each in self.said]}

    def crumbs(self) -> Sequence[Crumb]:
        """Under the stages."""
        return opportunity_crumbs(Crumb("Stages", reverse("stage-new")))

    def success_url(self, done: Any) -> str:
        """Back to them."""
        return reverse("stage-new")

    def success_message(self, done: Any) -> str:
        """How many."""
        return f"{len(done)} probabilities are changed."
