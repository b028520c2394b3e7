"""What is asked about a customer's withholding, and for a preview of tax."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField, ExactDecimalField
from crm.catalogue.models import SUPPLIES
from crm.customers.forms import country_choices, currency_choices
from crm.customers.models import Customer

ROWS = 4


class WithholdingForm(forms.Form):
    """What a customer deducts, from when on."""

    customer = forms.ModelChoiceField(Customer.objects.none())
    rate = ExactDecimalField(places=6, at_least=0, at_most=100, label="Per cent of the net")
    reason = forms.CharField(max_length=200, label="By which law", help_text="Printed on invoices.")
    valid_from = DayField(label="From")
    valid_to = DayField(label="Through", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = Customer.objects.visible_to(user).order_by("name")  # type: ignore[attr-defined]


class PreviewForm(forms.Form):
    """Who sells what to whom: a customer on record, or anybody by country and VAT id."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Seller", empty_label=None)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, empty_label="Somebody not on record")
    country = forms.ChoiceField(required=False, choices=lambda: [("", "As on record"), *country_choices()])
    region = forms.CharField(required=False, max_length=10, help_text="Of the US and Canada: NY-NYC, QC.")
    is_business = forms.BooleanField(required=False, label="A business")
    vat_id = forms.CharField(required=False, max_length=30, label="VAT ID")
    date = DayField(label="Date of supply")
    currency = forms.ChoiceField(choices=currency_choices)
    inclusive = forms.BooleanField(required=False, label="Prices contain tax")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].queryset = LegalEntity.objects.visible_to(user).order_by("code")  # type: ignore[attr-defined]
        self.fields["customer"].queryset = (  # type: ignore[attr-defined]
            Customer.objects.visible_to(user).select_related("address").order_by("name")
        )
        self.rows = [PreviewLine(self.data or None, prefix=f"line{n}") for n in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        """A customer, or a country; and at least one line that is in order."""
        told = super().clean() or {}
        if not told.get("customer") and not told.get("country"):
            raise ValidationError("Choose a customer, or say in which country the buyer is.")
        lines = [row for row in self.rows if row.is_valid() and row.cleaned_data.get("quantity") is not None]
        if any(not row.is_valid() for row in self.rows) or not lines:
            raise ValidationError("Fill in at least one line: what is supplied, how many, at what price.")
        told["lines"] = [row.told() for row in lines]
        return told


class PreviewLine(forms.Form):
    """One line; an empty quantity leaves it out."""

    supply = forms.ChoiceField(choices=SUPPLIES, label="What")
    quantity = ExactDecimalField(places=6, at_least=-1_000_000, required=False)
    unit_price = ExactDecimalField(places=6, at_least=-1_000_000_000, required=False, label="Unit price")
    discount_percent = ExactDecimalField(places=6, at_least=0, at_most=100, required=False, label="Discount %")

    def clean(self) -> dict[str, Any]:
        """A quantity has its price."""
        told = super().clean() or {}
        if (told.get("quantity") is None) != (told.get("unit_price") is None):
            raise ValidationError("A line has both a quantity and a unit price.")
        return told

    def told(self) -> dict[str, Any]:
        """As the preview takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class DefinitionsForm(forms.Form):
    """A computation by explicit definitions, as JSON."""

    definitions = forms.CharField(
        max_length=1_000_000,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false", "class": "control mono"}),
        label="Definitions",
        help_text="The body of POST /api/v1/tax/previews: currency, rounding, lines, taxes.",
    )
