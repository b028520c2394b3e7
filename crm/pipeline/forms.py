"""What is asked for an opportunity and its moves."""

from typing import Any

from django import forms

from billing_suite.kernel.web.forms import AmountField, DayField, ExactDecimalField
from crm.customers.models import Contact, Customer
from crm.pipeline.models import Stage


class OpportunityForm(forms.Form):
    """A possible sale to one customer, in its currency."""

    name = forms.CharField(max_length=120, help_text="What they may buy.")
    closes_on = DayField(label="Expected close")
    contact = forms.ModelChoiceField(Contact.objects.none(), required=False)

    def __init__(self, *args: Any, customer: Customer, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(customer.currency, at_least=0, label="Expected amount")
        contact: Any = self.fields["contact"]
        contact.queryset = Contact.objects.visible_to(user).filter(customer=customer)
        self.order_fields(["name", "amount", "closes_on", "contact"])


class MoveForm(forms.Form):
    """The stage an opportunity goes to."""

    stage = forms.ModelChoiceField(Stage.objects.exclude(outcome="won"), empty_label=None)
    lost_reason = forms.CharField(
        max_length=200, required=False, label="Why it was lost", help_text="Asked for when it is lost."
    )


class StageForm(forms.Form):
    """A step of the sale."""

    name = forms.CharField(max_length=40)
    position = forms.IntegerField(min_value=1, max_value=999, widget=forms.TextInput({"inputmode": "numeric"}))
    probability = ExactDecimalField(places=2, at_least=0, at_most=100, label="Probability in per cent")
    outcome = forms.ChoiceField(choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")])
