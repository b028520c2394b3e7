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


def source_named(name: str, *, by: Any) -> LeadSource:
    """The source of this name; a new one is named first."""
    held = LeadSource.objects.filter(name__iexact=name.strip()).first()
    return held or name_lead_source(name.strip(), by=by)


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
        held = self.cleaned_data
        source = source_named(held["source"], by=by)
        return {"source": source, "campaign": held["campaign"], "told": {each: held[each] for each in WHO}}


class SheetForm(forms.Form):
    """Leads as a file."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Served by", empty_label=None)
    source = forms.CharField(max_length=60, help_text="Like: Fair, List of a partner. A new one is kept.")
    campaign = forms.ModelChoiceField(Campaign.objects.all(), required=False)
    sheet = forms.FileField(
        label="CSV file",
        help_text="A name, or given name and surname, and an e-mail or a phone number; firm, title, website, country, "
        "language and message as they are.",
        widget=forms.FileInput({"accept": ".csv,text/csv,text/plain"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)


class WebFormForm(forms.Form):
    """A form of a web site whose answers become leads."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Served by", empty_label=None)
    name = forms.CharField(max_length=80, help_text="Its heading, like: Write to us.")
    source = forms.CharField(max_length=60, initial="Web site", help_text="Of its leads. A new one is kept.")
    campaign = forms.ModelChoiceField(Campaign.objects.all(), required=False)
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True, groups__rights__right="receive_lead").distinct().order_by("name"),
        required=False,
        empty_label="Nobody: its leads wait in the queue",
        label="Its leads come to",
    )
    language = forms.ChoiceField(choices=[each for each in LANGUAGES if each[0] in ("en", "de", "fr")])
    origins = forms.CharField(
        required=False,
        max_length=2_000,
        label="Web sites",
        help_text="That may send to it, one a line: https://www.example.com",
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )
    thanks_url = forms.URLField(
        required=False, assume_scheme="https", label="Page of thanks", help_text="Shown after it was sent from a site."
    )
    consent_purpose = forms.CharField(max_length=120, required=False, help_text="Like: newsletter. Empty: none asked.")
    consent_wording = forms.CharField(
        required=False, max_length=2_000, widget=forms.Textarea({"rows": 2}), help_text="What is ticked, word for word."
    )
    per_hour = forms.IntegerField(
        min_value=1,
        max_value=1000,
        initial=10,
        label="Answers of one sender an hour",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    active = forms.BooleanField(required=False, initial=True, label="Takes answers")

    def __init__(self, *args: Any, user: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)
        del self.fields["active" if is_new else "entity"]

    def facts(self, *, by: Any) -> dict[str, Any]:
        """As the verbs take it; a source that is new is named first."""
        held = {name: value for name, value in self.cleaned_data.items() if name != "entity"}
        return held | {"source": source_named(held["source"], by=by)}


class AskForm(forms.Form):
    """What a visitor writes. The last field is seen by no person, and filled in by those who are none."""

    name = forms.CharField(max_length=120)
    firm = forms.CharField(max_length=120, required=False)
    email = forms.EmailField()
    phone = forms.CharField(max_length=40, required=False)
    message = forms.CharField(max_length=5_000, widget=forms.Textarea({"rows": 5}))
    agreed = forms.BooleanField(required=False)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(required=False)

    def __init__(self, *args: Any, words: Any, wording: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "firm", "email", "phone", "message"):
            self.fields[name].label = words[name]
        for name, hint in {"name": "name", "firm": "organization", "email": "email", "phone": "tel"}.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        if wording:
            self.fields["agreed"].label = wording
        else:
            del self.fields["agreed"]


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
