"""What people fill in about billing."""

from typing import Any

from django import forms

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField


class RunForm(forms.Form):
    """Which legal entity bills, and through which day."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Legal entity", empty_label=None)
    through = DayField(label="Work through", help_text="Approved work on or before this day is billed.")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].queryset = LegalEntity.objects.visible_to(user)  # type: ignore[attr-defined]


class VoidingForm(forms.Form):
    """Why an invoice is voided."""

    reason = forms.CharField(max_length=160, label="Why", help_text="It stands with the voided invoice for ever.")


class LineForm(forms.Form):
    """The words of one line of a draft."""

    description = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the customer reads. Whoever changes it becomes a maker and cannot approve the invoice.",
    )
