"""Plan templates by page."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.pages import Crumb, FormPage
from projects.plan.actions import make_template
from projects.plan.forms import TemplateForm
from projects.plan.models import PlanTemplate
from projects.plan.views.work import project_crumbs


class PlanTemplates(FormPage):
    """The templates there are, and one more."""

    verb = staticmethod(make_template)
    form_class = TemplateForm
    template_name = "projects/plan/templates.html"
    title = "Plan templates"
    submit_label = "Make template"

    def perform(self, form: Any) -> PlanTemplate:
        """One call of the verb."""
        return make_template(form.cleaned_data["name"], tasks=form.cleaned_data["tasks"], by=self.by)

    def question(self) -> str:
        """What they are for."""
        return "How work of a kind is usually parted. On the page of a task a template parts its hours."

    def context(self, form: Any) -> dict[str, Any]:
        """With those there are."""
        seen = PlanTemplate.objects.visible_to(self.viewer.reader).prefetch_related("tasks")
        return {**super().context(form), "templates": list(seen.filter(active=True))}

    def crumbs(self) -> Sequence[Crumb]:
        """Under projects."""
        return project_crumbs()

    def success_url(self, done: Any) -> str:
        """Here again."""
        return reverse("plan-templates")

    def success_message(self, done: PlanTemplate) -> str:
        """Named."""
        return f"{done.name} can part tasks now."
