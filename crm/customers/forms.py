"""What is asked for a customer and a contact."""

import re
from typing import Any

from babel import Locale
from django import forms
from django.contrib.auth.models import Group

from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import currency_codes
from crm.customers.models import BASES, E_INVOICES, Customer, FurtherAddress

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

    e_address = forms.CharField(
        label="E-invoice address",
        max_length=80,
        required=False,
        help_text="Scheme and identifier, like 0204:04011000-1234512345-06. Empty: the billing e-mail.",
    )
    phone = forms.CharField(max_length=40, required=False)
    website = forms.URLField(required=False, assume_scheme="https", label="Web site")
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True, groups__rights__right="add_customer").distinct().order_by("name"),
        required=False,
        empty_label="Nobody",
        label="Looked after by",
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
    is_billing = forms.BooleanField(
        required=False, label="Billing contact", help_text="Invoices are sent to them as well."
    )


class BasisForm(forms.Form):
    """Why we may use what we know of a person."""

    purpose = forms.CharField(max_length=120, help_text="Like: newsletter, offers by phone.")
    basis = forms.ChoiceField(choices=BASES, help_text="Regulation (EU) 2016/679, article 6 (1).")
    wording = forms.CharField(
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Of a consent word for word; else why it holds.",
    )
    source = forms.CharField(max_length=120, help_text="Where it was given: fair in Cologne, e-mail of 3 May.")

    def clean(self) -> dict[str, Any]:
        """A consent has its words."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        if held.get("basis") == "consent" and not held.get("wording"):
            self.add_error("wording", "A consent is kept word for word")
        return held


class EndBasisForm(forms.Form):
    """Why it holds no more."""

    why = forms.CharField(max_length=200, label="Why it ends", initial="Withdrawn")


class FurtherAddressForm(AddressForm):
    """Another place of a customer."""

    use = forms.ChoiceField(choices=FurtherAddress.USES, label="What for")
    name = forms.CharField(max_length=120, required=False, label="To the attention of")
    field_order = ("use", "name", "street", "postcode", "city", "region", "country")


class VatNumberForm(forms.Form):
    """A VAT id of another country."""

    country = forms.ChoiceField(choices=country_choices)
    number = forms.CharField(max_length=30, label="VAT number")


class ParentForm(forms.Form):
    """Whose subsidiary it is, by reference."""

    parent = forms.CharField(
        max_length=20, required=False, label="Its parent", help_text="A reference like CUS-00042; empty for none."
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_parent(self) -> Customer | None:
        """One that the person sees and that was not merged."""
        told = self.cleaned_data["parent"].strip().upper()
        found = Customer.objects.visible_to(self.user).there().filter(reference=told).first()
        if told and found is None:
            raise forms.ValidationError(f"There is no customer {told}")
        return found


class TagsForm(forms.Form):
    """The words it is marked with."""

    tags = forms.CharField(required=False, max_length=900, help_text="With commas between: key account, retail")

    def clean_tags(self) -> list[str]:
        """One each."""
        return [each.strip() for each in self.cleaned_data["tags"].split(",") if each.strip()]


class TeamForm(forms.Form):
    """A team, by name."""

    team = forms.ModelChoiceField(Group.objects.none(), empty_label=None)

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = teams
