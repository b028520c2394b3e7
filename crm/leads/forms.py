"""What is asked for a lead: who it is, whose desk it comes to, what it becomes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, currency_codes, exponent
from billing_suite.kernel.web.forms import DayField, ExactDecimalField, MoneyField
from crm.customers.forms import LANGUAGES, country_choices, currency_choices
from crm.customers.models import Customer
from crm.leads.actions import name_lead_source
from crm.leads.models import Campaign, Lead, LeadSource

WHO = ("name", "title", "firm", "email", "phone", "website", "country", "language", "message")


class ChangeLeadForm(forms.Form):
    """Who a lead is and what they wrote."""

    name = forms.CharField(max_length=120)
    title = forms.CharField(max_length=80, required=False)
    firm = forms.CharField(max_length=120, required=False)
    email = forms.EmailField(required=False, label="E-mail")
    phone = forms.CharField(max_length=40, required=False)
    website = forms.URLField(required=False, assume_scheme="https")
    country = forms.ChoiceField(choices=lambda: [("", "—"), *country_choices()], required=False)
    language = forms.ChoiceField(choices=LANGUAGES)
    message = forms.CharField(max_length=20_000, required=False, widget=forms.Textarea({"rows": 4}))

    def clean(self) -> dict[str, Any]:
        """One way to answer."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        if not held.get("email") and not held.get("phone"):
            raise ValidationError("An e-mail address or a phone number: else nobody can be answered")
        return held


class ReceiveForm(ChangeLeadForm):
    """A lead taken down by hand."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Served by", empty_label=None)
    source = forms.CharField(max_length=60, help_text="Like: Fair, Web site, Referral. A new one is kept.")
    campaign = forms.ModelChoiceField(Campaign.objects.all(), required=False)
    field_order = ("entity", "source", "campaign", *WHO)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)

    def told(self, *, by: Any) -> dict[str, Any]:
        """As the verb takes it."""
        held, name = self.cleaned_data, self.cleaned_data["source"].strip()
        source = LeadSource.objects.filter(name__iexact=name).first() or name_lead_source(name, by=by)
        return {"source": source, "campaign": held["campaign"], "told": {each: held[each] for each in WHO}}


class CampaignForm(forms.Form):
    """An effort to win leads: its days and what it may cost."""

    name = forms.CharField(max_length=80)
    starts_on = DayField()
    ends_on = DayField(required=False)
    budget = MoneyField(list(currency_codes()))


class AssignmentForm(forms.Form):
    """Whose desk it comes to."""

    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True, groups__rights__right="receive_lead").distinct().order_by("name"),
        required=False,
        empty_label="Nobody: back to the queue",
    )


class DisqualificationForm(forms.Form):
    """Why nothing comes of it."""

    reason = forms.CharField(max_length=200, label="Why nothing comes of it")


class ConversionForm(forms.Form):
    """The opportunity, and the customer: one there is, or a new one with what the lead does not say."""

    name = forms.CharField(max_length=120, label="Opportunity", help_text="What they may buy.")
    amount = ExactDecimalField(at_least=0, label="Expected amount")
    currency = forms.ChoiceField(choices=currency_choices, help_text="A customer that exists has its own.")
    closes_on = DayField(label="Expected close")
    customer = forms.ModelChoiceField(
        Customer.objects.none(), required=False, empty_label="A new customer", help_text="Or one we have already."
    )
    street = forms.CharField(max_length=160, required=False, help_text="Of a new customer.")
    postcode = forms.CharField(max_length=20, required=False)
    city = forms.CharField(max_length=80, required=False, help_text="Of a new customer.")
    region = forms.CharField(max_length=10, required=False)
    country = forms.ChoiceField(choices=lambda: [("", "—"), *country_choices()], required=False)
    vat_id = forms.CharField(max_length=30, required=False, label="VAT number")

    def __init__(self, *args: Any, lead: Lead, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customer: Any = self.fields["customer"]
        customer.queryset = Customer.objects.visible_to(user).filter(legal_entity=lead.legal_entity_id)

    def clean(self) -> dict[str, Any]:
        """A new customer has an address; the amount has the currency's decimals."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        customer = held.get("customer")
        if customer is None:
            for name in ("street", "city", "country"):
                if not held.get(name):
                    self.add_error(name, "Needed for a new customer")
        currency = customer.currency if customer else held.get("currency", "EUR")
        amount = held.get("amount")
        if amount is not None and amount != amount.quantize(amount.__class__(1).scaleb(-exponent(currency))):
            self.add_error("amount", f"{currency} has {exponent(currency)} decimals")
        return held | {"currency": currency}

    def told(self) -> dict[str, Any]:
        """As the verb takes it."""
        held = self.cleaned_data
        given: dict[str, Any] = {
            "name": held["name"],
            "amount": Money(held["amount"], held["currency"]),
            "closes_on": held["closes_on"],
            "customer": held["customer"],
        }
        if held["customer"] is None:
            given["address"] = {name: held[name] for name in ("street", "postcode", "city", "region", "country")}
            given["profile"] = {"vat_id": held["vat_id"]} if held["vat_id"] else {}
        return given
