"""What is asked for a rate card."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from billing_suite.kernel.values.money import parse_decimal
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.forms import DayField, ExactDecimalField
from crm.customers.forms import country_choices, currency_choices

ROLE = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)


class RatesField(forms.CharField):
    """One rate a line, "developer 145.50": gives a dict of role and price per hour."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The rates; each line that is none is named."""
        rates: dict[str, Decimal] = {}
        for number, line in enumerate((super().to_python(value) or "").splitlines(), start=1):
            if not line.strip():
                continue
            role, _, price = line.strip().rpartition(" ")
            role = role.strip(" :=").lower()
            if not ROLE.fullmatch(role):
                raise ValidationError(f"Line {number}: write a role and its price, like: developer 145.50")
            if role in rates:
                raise ValidationError(f"Line {number}: {role} has a price already")
            try:
                rates[role] = parse_decimal(price)
            except Invalid:
                raise ValidationError(f"Line {number}: {price} is no plain number, like 145.50") from None
        return rates


class CopyForm(forms.Form):
    """A copy of a price list: from when, and by how much its prices rise."""

    name = forms.CharField(max_length=80)
    valid_from = DayField(help_text="The card that holds then ends the day before.")
    raise_by = ExactDecimalField(
        label="Raise by per cent", initial=Decimal(0), at_least=-99, at_most=1000, help_text="Below 0 lowers them."
    )
    step = ExactDecimalField(
        label="Round to", initial=Decimal("0.01"), at_least=Decimal("0.000001"), help_text="Like 0.50, or 5."
    )
    region = forms.ChoiceField(choices=country_choices, help_text="The country of the selling legal entity.")


class CostRatesForm(forms.Form):
    """What hours cost us from a day on."""

    region = forms.ChoiceField(choices=country_choices, help_text="The country of the selling legal entity.")
    currency = forms.ChoiceField(choices=currency_choices)
    valid_from = DayField(help_text="The rates before end the day before.")
    costs = RatesField(
        label="Cost per hour",
        help_text="One role a line with what its hour costs us: developer 62.00",
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )


class RateCardForm(forms.Form):
    """A dated price list."""

    name = forms.CharField(max_length=80, help_text="Like: DE standard, EUR, 2027.")
    region = forms.ChoiceField(choices=country_choices, help_text="The country of the selling legal entity.")
    currency = forms.ChoiceField(choices=currency_choices)
    valid_from = DayField(help_text="The card before it ends the day before.")
    rates = RatesField(
        label="Rates per hour",
        help_text="One role a line with its price: developer 145.50",
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )
