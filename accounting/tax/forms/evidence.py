"""What is asked for an exemption certificate, its revocation, its paper, and for what is decided about a VAT id."""

from typing import Any

from django import forms

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.files import LIMIT
from billing_suite.kernel.web.forms import DayField
from crm.catalogue.models import SUPPLIES
from crm.customers.forms import country_choices
from crm.customers.models import Customer

KINDS = ".pdf,.png,.jpg,.jpeg"
SIZE = f"A PDF, PNG or JPEG of at most {LIMIT // 1024 // 1024} MB."


def paper_field(*, required: bool) -> forms.FileField:
    """The certificate itself, as a file."""
    return forms.FileField(
        label="Document", required=required, help_text=SIZE, widget=forms.FileInput({"accept": KINDS})
    )


class CertificateForm(forms.Form):
    """A certificate as it stands on the paper."""

    customer = forms.ModelChoiceField(Customer.objects.none())
    number = forms.CharField(max_length=60, help_text="As it stands on the certificate; invoices print it.")
    country = forms.ChoiceField(choices=country_choices)
    region = forms.CharField(
        max_length=10, required=False, help_text="State or tax region, like NY; empty for the whole country."
    )
    supplies = forms.MultipleChoiceField(
        choices=SUPPLIES, widget=forms.CheckboxSelectMultiple, label="What it covers", initial=["services"]
    )
    reason = forms.CharField(
        max_length=200,
        label="Legal wording",
        help_text="Why no tax is charged; invoices print it.",
        widget=forms.TextInput({"data-wide": ""}),
    )
    valid_from = DayField(label="Valid from")
    valid_to = DayField(label="Valid through", required=False, help_text="The last day; empty: without end.")
    entity = forms.ModelChoiceField(
        LegalEntity.objects.none(), label="Only for", required=False, empty_label="Every legal entity"
    )
    document = paper_field(required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = Customer.objects.visible_to(user).order_by("name")  # type: ignore[attr-defined]
        self.fields["entity"].queryset = LegalEntity.objects.visible_to(user)  # type: ignore[attr-defined]


class RevocationForm(forms.Form):
    """From when a certificate exempts nothing, and why."""

    on = DayField(label="From", help_text="Supplies from this day on bear tax.")
    reason = forms.CharField(max_length=300, label="Why")


class PaperForm(forms.Form):
    """The certificate itself."""

    document = paper_field(required=True)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=300, label="Why", help_text="It is kept with your name.")
