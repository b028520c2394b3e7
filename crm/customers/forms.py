"""What is asked for a customer and a contact."""

import re
from typing import Any

from babel import Locale
from django import forms

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import currency_codes
from crm.customers.models import E_INVOICES

MAIN_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "AUD", "JPY")
LANGUAGES = (("en", "English"), ("de", "German"), ("fr", "French"), ("it", "Italian"), ("ja", "Japanese"))
ENGLISH = Locale("en")
COUNTRY = re.compile(r"[A-Z]{2}")
NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def country_name(code: str) -> str:
    """The country in English, or its code where CLDR has no name."""
    return str(ENGLISH.territories.get(code, code))


def country_choices() -> list[tuple[str, str]]:
    """Every country by its English name."""
    codes = [code for code in map(str, ENGLISH.territories) if COUNTRY.fullmatch(code) and code not in NO_COUNTRIES]
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def currency_choices() -> list[tuple[str, str]]:
    """Every currency, those of the firm's usual markets first."""
    rest = [code for code in currency_codes() if code not in MAIN_CURRENCIES]
    return [(code, code) for code in (*MAIN_CURRENCIES, *rest)]


class ProfileForm(forms.Form):
    """The billing profile: what documents to this customer are made from."""

    name = forms.CharField(max_length=120, help_text="What everybody here calls them.")
    legal_name = forms.CharField(max_length=160, required=False, help_text="As it stands on documents.")
    billing_email = forms.EmailField(label="Billing e-mail", help_text="Invoices go to this address.")
    vat_id = forms.CharField(label="VAT number", max_length=30, required=False)
    language = forms.ChoiceField(choices=LANGUAGES, initial="en", help_text="Of their documents and mail.")
    payment_days = forms.IntegerField(
        label="Payment term in days",
        min_value=0,
        max_value=365,
        initial=30,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    is_business = forms.BooleanField(label="A business", required=False, initial=True, help_text="Not a consumer.")
    po_required = forms.BooleanField(
        label="Orders by PO number", required=False, help_text="Acceptance without one is then refused."
    )
    e_invoice = forms.ChoiceField(
        label="E-invoices",
        required=False,
        choices=[("", "Not asked for"), *E_INVOICES],
        help_text="An invoice that does not pass the format's rules is then not issued.",
    )

    def profile(self) -> dict[str, Any]:
        """The profile as the verbs take it; an empty legal name is the name."""
        told = {name: self.cleaned_data[name] for name in ProfileForm.base_fields if name != "name"}
        return told | {"legal_name": told["legal_name"] or self.cleaned_data["name"]}


class AddressForm(forms.Form):
    """Where a customer is."""

    street = forms.CharField(max_length=160)
    postcode = forms.CharField(max_length=20, required=False)
    city = forms.CharField(max_length=80)
    region = forms.CharField(
        max_length=10, required=False, help_text="State or tax region where it matters, like NY or NY-NYC."
    )
    country = forms.ChoiceField(choices=country_choices)

    def address(self) -> dict[str, str]:
        """The address as the verbs take it."""
        return {name: self.cleaned_data[name] for name in AddressForm.base_fields}


class CustomerForm(AddressForm, ProfileForm):
    """A new customer: who serves it, its profile, its address."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Served by", empty_label=None)
    currency = forms.ChoiceField(choices=currency_choices, help_text="Of all its quotes and invoices.")
    field_order = ("entity", "currency", "name", "legal_name", "billing_email", "vat_id", "language", "payment_days")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)


class ContactForm(forms.Form):
    """A person at a customer."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail")
    title = forms.CharField(max_length=80, required=False)
    phone = forms.CharField(max_length=40, required=False)
