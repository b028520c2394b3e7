"""What is asked for lists of prices and costs, and for what we sell."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from billing_suite.kernel.values.money import parse_decimal
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.forms import DayField, ExactDecimalField
from crm.catalogue.actions.products import CODE
from crm.catalogue.models import BILLED_BY, RECOGNISED_BY, SPANS, SUPPLIES, UNITS, Product
from crm.customers.forms import country_choices, currency_choices

ROLE = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)


class RatesField(forms.CharField):
    """One price a line, "developer 145.50": gives a dict of role, or of another name, and price."""

    widget = forms.Textarea
    names, of, example = ROLE, "a role", "developer 145.50"

    def plain(self, name: str) -> str:
        """The name as it is kept."""
        return name.lower()

    def to_python(self, value: Any) -> Any:
        """The prices; each line that is none is named."""
        rates: dict[str, Decimal] = {}
        for number, line in enumerate((super().to_python(value) or "").splitlines(), start=1):
            if not line.strip():
                continue
            role, _, price = line.strip().rpartition(" ")
            role = self.plain(role.strip(" :="))
            if not self.names.fullmatch(role):
                raise ValidationError(f"Line {number}: write {self.of} and its price, like: {self.example}")
            if role in rates:
                raise ValidationError(f"Line {number}: {role} has a price already")
            try:
                rates[role] = parse_decimal(price)
            except Invalid:
                raise ValidationError(f"Line {number}: {price} is no plain number, like 145.50") from None
        return rates


class CodesField(RatesField):
    """One product a line, "WEB-01 1450.00": gives a dict of code and number."""

    names, of, example = CODE, "a code", "WEB-01 1450.00"

    def plain(self, name: str) -> str:
        """Codes are kept in capitals."""
        return name.upper()


class CopyForm(forms.Form):
    """A copy of a price list: from when, and by how much its prices rise."""

    name = forms.CharField(max_length=80)
    valid_from = DayField(help_text="What holds then ends the day before.")
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


class PriceListForm(forms.Form):
    """A dated list of what products cost."""

    name = forms.CharField(max_length=80, help_text="Like: DE products, EUR, 2027.")
    region = forms.ChoiceField(choices=country_choices, help_text="The country of the selling legal entity.")
    currency = forms.ChoiceField(choices=currency_choices)
    valid_from = DayField(help_text="The list before it ends the day before.")


class PricesForm(PriceListForm):
    """A price list that is typed."""

    prices = CodesField(
        help_text="One product a line with its price for one unit: WEB-01 1450.00",
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )
    stand_alone = CodesField(
        required=False,
        label="Stand-alone prices",
        help_text="Of what costs another price when it is sold alone. Revenue of a contract is allocated by them.",
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )

    def clean_stand_alone(self) -> dict[str, Decimal]:
        """None where the field was left empty."""
        return self.cleaned_data["stand_alone"] or {}


class PriceSheetForm(PriceListForm):
    """A price list as a file."""

    sheet = forms.FileField(
        label="CSV file",
        help_text="Columns code and price; stand_alone, and of new products name, billed_by and more.",
        widget=forms.FileInput({"accept": ".csv,text/csv,text/plain"}),
    )


class ProductForm(forms.Form):
    """Something we sell again and again. What is left open is what is usual for its way of billing."""

    code = forms.CharField(max_length=40, help_text="Capital letters, digits, dots and dashes, like WEB-01.")
    name = forms.CharField(max_length=200, help_text="As it stands on quotes.")
    billed_by = forms.ChoiceField(choices=BILLED_BY, initial="fixed", label="Billed by")
    supply = forms.ChoiceField(choices=SUPPLIES, label="Kind of supply", help_text="It decides the tax.")
    recognised_by = forms.ChoiceField(
        choices=[("", "As usual for its way of billing"), *RECOGNISED_BY], required=False, label="Revenue is earned"
    )
    role = forms.CharField(max_length=40, required=False, help_text="Who works on it. Needed where time is billed.")
    hours = ExactDecimalField(places=2, at_least=0, required=False, help_text="Planned for one unit, or one period.")
    unit = forms.ChoiceField(choices=[("", "As usual"), *UNITS], required=False)
    span = forms.ChoiceField(choices=[("", "No periods"), *SPANS], required=False, label="Billed every")
    periods = forms.IntegerField(
        min_value=1, max_value=120, required=False, widget=forms.TextInput({"inputmode": "numeric"}), label="Periods"
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]

    def told(self) -> dict[str, Any]:
        """As the verbs take it."""
        held = {name: value for name, value in self.cleaned_data.items() if name != "code"}
        return held | {"hours": held["hours"] or Decimal(0), "periods": held["periods"] or 1}


class BundleForm(forms.Form):
    """Products that are offered together."""

    code = forms.CharField(max_length=40, help_text="Capital letters, digits, dots and dashes, like START.")
    name = forms.CharField(max_length=80, help_text="The section of the quote.")
    discount = ExactDecimalField(
        places=4, at_least=0, at_most=100, required=False, label="Discount in %", help_text="On each of them."
    )
    parts = CodesField(
        help_text="One product a line and how much of it, in hours where time is billed: WEB-01 1",
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )
    optional = forms.CharField(
        required=False, help_text="Codes of what the customer may leave, with commas between: CARE, SEO"
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """The codes are products."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        asked = held.get("parts") or {}
        products = {each.code: each for each in Product.objects.filter(code__in=asked)}
        if unknown := [code for code in asked if code not in products]:
            self.add_error("parts", f"There is no product {unknown[0]}")
        left = {code.strip().upper() for code in held.get("optional", "").split(",") if code.strip()}
        if strange := sorted(left - set(asked)):
            self.add_error("optional", f"{strange[0]} is no part of it")
        held["told"] = [
            {"product": products[code], "quantity": many, "optional": code in left}
            for code, many in asked.items()
            if code in products
        ]
        return held

    def told(self) -> dict[str, Any]:
        """As the verbs take it."""
        held = self.cleaned_data
        return {"name": held["name"], "discount": held["discount"] or Decimal(0), "parts": held["told"]}


class RetireForm(forms.Form):
    """From when something is not offered."""

    on = DayField(required=False, label="Not offered from", help_text="Empty: it is offered again.")
