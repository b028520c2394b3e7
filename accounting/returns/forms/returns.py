"""What people fill in to plan, file and pay tax returns."""

from typing import Any

from django import forms

from accounting.returns.forms.report import registration_words
from accounting.tax.models import Registration
from billing_suite.kernel.record.files import LIMIT
from billing_suite.kernel.web.forms import AmountField, DayField

KINDS = ".pdf,.png,.jpg,.jpeg,.csv,.txt,.xml,.json"
FILE_WORDS = f"A PDF, picture, CSV, text, XML or JSON file of at most {LIMIT // 1024 // 1024} MB. It stays."
CADENCES = (("month", "Each month"), ("quarter", "Each quarter"), ("year", "Once a year"))


class _OfRegistration(forms.Form):
    """For which registration."""

    registration = forms.ModelChoiceField(Registration.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Registration.objects.visible_to(user).for_list().order_by("legal_entity__code", "country", "number")
        offered: Any = self.fields["registration"]
        offered.queryset, offered.label_from_instance = seen, registration_words


class PlanForm(_OfRegistration):
    """A year of returns."""

    first = DayField(label="From the month of", help_text="Twelve months from here on are planned.")
    cadence = forms.ChoiceField(choices=CADENCES, label="How often")


class OpenForm(_OfRegistration):
    """One return, where no form says when it is due."""

    starts_on = DayField(label="From")
    ends_on = DayField(label="Through")
    due_on = DayField(label="Due on")

    def clean(self) -> dict[str, Any]:
        """It ends after it starts, and is due after that."""
        told = super().clean() or self.cleaned_data
        for earlier, later in (("starts_on", "ends_on"), ("ends_on", "due_on")):
            if told.get(earlier) and told.get(later) and told[later] < told[earlier]:
                self.add_error(later, f"Not before {told[earlier]}")
        return told


class FilingForm(forms.Form):
    """Under which reference it was filed, and a file that shows it."""

    reference = forms.CharField(max_length=140, label="Reference of the tax office")
    file = forms.FileField(required=False, help_text=FILE_WORDS, widget=forms.FileInput({"accept": KINDS}))


class EvidenceForm(forms.Form):
    """A file that shows that it was filed."""

    file = forms.FileField(help_text=FILE_WORDS, widget=forms.FileInput({"accept": KINDS}))


class RemittanceForm(forms.Form):
    """How much was paid, when, under which reference of the bank."""

    on = DayField(label="Paid on")
    reference = forms.CharField(max_length=140, label="Bank reference")

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(currency, help_text="As it was filed; a refund is negative.")
        self.order_fields(["amount", "on", "reference"])
