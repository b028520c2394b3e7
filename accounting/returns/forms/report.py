"""What people ask of the tax report: which registration, from when through when, behind which line."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounting.tax.models import CATEGORIES, Registration
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField, ExactDecimalField
from billing_suite.kernel.web.pages import ReportForm


def registration_words(registration: Registration) -> str:
    """A registration as it is offered."""
    return f"{registration} · {registration.legal_entity.name}"


class TaxReportForm(ReportForm):
    """Which registration and which days; a line's documents when the person came from a figure."""

    registration = forms.ChoiceField(label="Registration")
    since = DayField(label="From")
    through = DayField(label="Through")
    category = forms.ChoiceField(required=False, choices=CATEGORIES, widget=forms.HiddenInput)
    component = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    rate = ExactDecimalField(required=False, at_least=0, at_most=100, widget=forms.HiddenInput)
    currency = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, entities: Sequence[LegalEntity], registrations: Sequence[Registration], **kwargs: Any
    ) -> None:
        super().__init__(*args, entities=entities, **kwargs)
        self.fields["entity"].widget = forms.HiddenInput()
        self.registrations = {str(one.pk): one for one in registrations}
        choices = [(key, registration_words(one)) for key, one in self.registrations.items()]
        self.fields["registration"].choices = choices  # type: ignore[attr-defined]

    def clean_registration(self) -> Registration:
        """The registration itself, one of those the person may see."""
        return self.registrations[self.cleaned_data["registration"]]
