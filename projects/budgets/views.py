"""Pages of budgets: how a project stands, what is still to do, and at which part of a budget somebody is told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage
from projects.budgets.actions import end_budget_threshold, estimate_to_complete, set_budget_threshold
from projects.budgets.burning import drawn
from projects.budgets.forms import EstimateForm, ThresholdForm
from projects.budgets.margin import margins_of
from projects.budgets.models import BudgetAlert, BudgetThreshold, Estimate
from projects.budgets.reports import burn_of, standing_of, used_up_on
from projects.plan.views.boards import OfProject
from projects.plan.views.planning import OnProject
from projects.plan.views.work import project_crumbs


class BudgetPage(OfProject):
    """How the budget of each promise stands, how its hours went by day, and what was said and told."""

    template_name = "projects/budgets/budget.html"
    title = "Budget"

    def rows(self) -> Any:
        """With contract and legal entity."""
        return super().rows().select_related("legal_entity", "contract", "lead")

    def shown(self) -> dict[str, Any]:
        """The figures."""
        standing, burn = standing_of(self.record), burn_of(self.record)
        on = today(self.record.legal_entity.time_zone)
        whole = standing.whole
        estimates = Estimate.objects.visible_to(self.viewer.reader).for_list().filter(project=self.record)
        return {
            "standing": standing,
            "whole": whole,
            "earned": standing.earned_amount,
            "used_up_on": used_up_on(burn, whole.budget, on=on),
            "chart": drawn(burn, whole.budget, starts_on=self.record.starts_on, on=on),
            "estimates": list(estimates[:20]),
            "alerts": list(
                BudgetAlert.objects.filter(project=self.record).select_related("contract_line", "threshold")
            ),
            "zone": self.record.legal_entity.time_zone,
            "may_estimate": "plan_work" in self.viewer.rights,
            **self.margins(on),
        }

    def margins(self, on: date) -> dict[str, Any]:
        """What it leaves, for who may see costs."""
        if "see_costs" not in self.viewer.rights:
            return {}
        told = margins_of(self.record, on=on)
        months = [(f"{start:%B %Y}", cell) for start, cell in told.months]
        return {"margins": told, "margin_parts": [("By phase", told.phases), ("By month", months)]}


class EstimateProject(OnProject):
    """How much is still to do."""

    verb = staticmethod(estimate_to_complete)
    form_class = EstimateForm
    title = "Estimate what is still to do"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """The promises of this project."""
        return {"project": self.record}

    def initial(self) -> Mapping[str, Any]:
        """The line whose row led here."""
        asked = self.request.GET.get("line", "")
        return {"line": int(asked)} if asked.isdecimal() and len(asked) < 15 else {}

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def success_url(self, done: Any) -> str:
        """The budget."""
        return reverse("project-budget", args=[self.record.pk])

    def success_message(self, done: Estimate) -> str:
        """Of what."""
        return f"{done.contract_line}: your estimate holds from now on."


class BudgetThresholds(FormPage):
    """The thresholds there are, and one more."""

    verb = staticmethod(set_budget_threshold)
    form_class = ThresholdForm
    template_name = "projects/budgets/thresholds.html"
    title = "Budget alerts"
    submit_label = "Add threshold"

    def question(self) -> str:
        """What they are for."""
        return "When the hours of a promise, approved or not, come to so much of its budget, who is told."

    def context(self, form: Any) -> dict[str, Any]:
        """With those in force."""
        seen = BudgetThreshold.objects.visible_to(self.viewer.reader).filter(ended_at__isnull=True)
        return {**super().context(form), "thresholds": list(seen)}

    def crumbs(self) -> Sequence[Crumb]:
        """Under projects."""
        return project_crumbs()

    def success_url(self, done: Any) -> str:
        """Here again."""
        return reverse("budget-thresholds")

    def success_message(self, done: BudgetThreshold) -> str:
        """Named."""
        return f"From now on somebody is told at {done}."


class EndThreshold(VerbPage):
    """Nobody is told at it any more."""

    model = BudgetThreshold
    verb = staticmethod(end_budget_threshold)
    title = "End the threshold"
    submit_label = "End it"

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def question(self) -> str:
        """Which."""
        return f"Nobody is told at {self.record} any more."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the thresholds."""
        return project_crumbs(Crumb("Budget alerts", reverse("budget-thresholds")))

    def success_url(self, done: Any) -> str:
        """Back to them."""
        return reverse("budget-thresholds")

    def success_message(self, done: BudgetThreshold) -> str:
        """Named."""
        return f"Nobody is told at {done} any more."
