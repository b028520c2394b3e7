"""What is asked to file a mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from crm.correspondence.matching import contacts_at
from crm.correspondence.models import Mail
from crm.correspondence.reading import addresses_in
from crm.customers.models import Contact, Customer


class FilingForm(forms.Form):
    """With which customer it was, and with whom there."""

    customer = forms.ModelChoiceField(Customer.objects.none())
    contact = forms.ModelChoiceField(
        Contact.objects.none(), required=False, help_text="One of this customer's, if you know."
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customer: Any = self.fields["customer"]
        contact: Any = self.fields["contact"]
        customer.queryset = Customer.objects.visible_to(user).there()
        contact.queryset = Contact.objects.visible_to(user).for_list()
        contact.label_from_instance = lambda each: f"{each.name}, {each.customer.name} ({each.email})"

    def clean(self) -> dict[str, Any]:
        """The contact is the customer's."""
        held: dict[str, Any] = super().clean() or self.cleaned_data
        contact, customer = held.get("contact"), held.get("customer")
        if contact and customer and contact.customer_id != customer.pk:
            raise ValidationError({"contact": f"{contact.name} is at {contact.customer.name}"})
        return held


def proposed(mail: Mail, user: Any) -> Contact | None:
    """A contact whose address stands in the mail, as in one that was passed on; somebody still says yes."""
    found = contacts_at(addresses_in(f"{mail.sender} {mail.to} {mail.cc} {mail.text}"), user)
    return found[0] if found else None
