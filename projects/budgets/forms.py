"""What is asked for budgets."""

from typing import Any

from django import forms

from billing_suite.kernel.access.people import ROLES
from billing_suite.kernel.web.forms import ExactDecimalField, HoursField
from projects.contracts.models import ContractLine
from projects.plan.models import Project


class EstimateForm(forms.Form):
    """How many hours a promise still takes."""

    line = forms.ModelChoiceField(ContractLine.objects.none(), empty_label=None, label="Of")
    minutes = HoursField(label="Hours still to do")
    note = forms.CharField(max_length=300, required=False, label="Why")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line: Any = self.fields["line"]
        line.queryset = ContractLine.objects.filter(contract=project.contract_id)


class ThresholdForm(forms.Form):
    """At which part of a budget who is told."""

    percent = ExactDecimalField(places=2, at_least=1, at_most=1000, label="At so many per cent of the hours")
    tells_lead = forms.BooleanField(required=False, initial=True, label="Tell whoever leads the project")
    role = forms.ChoiceField(
        required=False,
        choices=[("", "Nobody else"), *((role, role.capitalize()) for role in sorted(ROLES))],
        label="And, of those who reach it, the people of",
    )
