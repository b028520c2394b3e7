"""What people choose of receivables: as of which day; which customer, from when through when."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounting.cash.reports.ages import KEYS
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField
from billing_suite.kernel.web.pages import ReportForm
from crm.customers.models import Customer


class AgingForm(ReportForm):
    """As of which day; one customer's documents when the person came from a row."""

    as_of = DayField(label="As of")
    customer = forms.UUIDField(required=False, widget=forms.HiddenInput)
    currency = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    bucket = forms.ChoiceField(required=False, choices=[(key, key) for key in KEYS], widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class CustomerSpanForm(ReportForm):
    """Which customer, from which day through which."""

    customer = forms.ChoiceField(label="Customer")
    since = DayField(label="From")
    through = DayField(label="Through")

    def __init__(
        self, *args: Any, entities: Sequence[LegalEntity], customers: Sequence[Customer], **kwargs: Any
    ) -> None:
        super().__init__(*args, entities=entities, **kwargs)
        self.fields["entity"].widget = forms.HiddenInput()
        self.customers = {str(customer.pk): customer for customer in customers}
        choices = [("", "Choose a customer")]
        choices += [(key, f"{customer.name} ({customer.reference})") for key, customer in self.customers.items()]
        self.fields["customer"].choices = choices  # type: ignore[attr-defined]

    def clean_customer(self) -> Customer:
        """The customer itself, one of those the person may see."""
        return self.customers[self.cleaned_data["customer"]]
