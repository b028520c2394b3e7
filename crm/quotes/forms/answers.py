"""What is asked beside the editor: approval, sending, terms, and what a customer answers."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField, ExactDecimalField
from crm.customers.forms import LANGUAGES
from crm.customers.models import Contact


class ReturnForm(forms.Form):
    """Why a quote is not approved."""

    comment = forms.CharField(max_length=300, label="Why", widget=forms.Textarea({"rows": 3}))


class PolicyForm(forms.Form):
    """A discount above so many per cent, or a margin below so many, and the role it is for."""

    discount_above = ExactDecimalField(
        places=4, at_least=0, at_most=99, required=False, label="A discount above, in %", help_text="Below our lists."
    )
    margin_below = ExactDecimalField(
        places=4, at_least=-1000, at_most=100, required=False, label="Or a margin below, in %"
    )
    role = forms.ModelChoiceField(Group.objects.order_by("name"), empty_label=None, label="Is for this role to approve")
    valid_from = DayField()

    def clean(self) -> dict[str, Any]:
        """One of both."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        if (held.get("discount_above") is None) == (held.get("margin_below") is None):
            raise ValidationError("A discount or a margin: one of both")
        return held


class SendForm(forms.Form):
    """Who a quote is sent to."""

    to = forms.ModelChoiceField(Contact.objects.none(), empty_label=None, label="Contact")
    remind_on = DayField(
        required=False, label="Remind them on", help_text="If they have not answered by then. Empty for never."
    )

    def __init__(self, *args: Any, customer: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = Contact.objects.visible_to(user).filter(customer=customer)
        to.label_from_instance = lambda contact: f"{contact.name} <{contact.email}>"


class ExtendForm(forms.Form):
    """The later last day of an offer."""

    valid_until = DayField(help_text="The last day on which it can be accepted.")


class SignatureForm(forms.Form):
    """The customer's yes: the typed name is the signature."""

    signed_by = forms.CharField(
        max_length=120, label="Your full name", help_text="Typing your name here is your signature."
    )
    title = forms.CharField(max_length=80, label="Your title")
    po_number = forms.CharField(max_length=40, required=False, label="Your PO number")
    consent = forms.BooleanField(
        label="I have read the offer and its terms and accept them for my company.",
        error_messages={"required": "Tick this to accept the offer."},
    )

    def __init__(self, *args: Any, po_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["po_number"].required = po_required
        for name, hint in {"signed_by": "name", "title": "organization-title", "po_number": "off"}.items():
            self.fields[name].widget.attrs["autocomplete"] = hint


class DeclineForm(forms.Form):
    """The customer's no, with a reason."""

    reason = forms.CharField(
        max_length=300, label="What made you decide against it?", widget=forms.Textarea({"rows": 3})
    )


class QuestionForm(forms.Form):
    """What the customer asks."""

    text = forms.CharField(max_length=2_000, label="Your question", widget=forms.Textarea({"rows": 3}))


class AnswerForm(forms.Form):
    """What we answer."""

    answer = forms.CharField(max_length=5_000, label="Your answer", widget=forms.Textarea({"rows": 6}))


class TermsForm(forms.Form):
    """Terms to offer under."""

    name = forms.CharField(max_length=80)
    language = forms.ChoiceField(choices=LANGUAGES)
    legal_entity = forms.ModelChoiceField(LegalEntity.objects.none(), required=False, empty_label="All")
    text = forms.CharField(max_length=10_000, widget=forms.Textarea({"rows": 14}))
    active = forms.BooleanField(required=False, initial=True, label="Offered in the editor")

    def __init__(self, *args: Any, user: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["legal_entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)
        del self.fields["active" if is_new else "legal_entity"]
