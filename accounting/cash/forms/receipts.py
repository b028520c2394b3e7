"""What people fill in about money that arrived."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounting.billing.models import OpenItem
from accounting.cash.models import Receipt
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import AmountField, DayField, MoneyField
from billing_suite.kernel.web.show import day_words, money_words
from crm.customers.models import Customer


class ReceiptForm(forms.Form):
    """Money on the bank account: from whom, how much, when, under which reference."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Into the account of", empty_label=None)
    customer = forms.ModelChoiceField(Customer.objects.none())
    amount = MoneyField([])
    received_on = DayField(label="Received on")
    bank_reference = forms.CharField(
        max_length=140, label="Bank reference", help_text="As the bank names it; recorded twice it is refused."
    )

    means = forms.ChoiceField(
        choices=Receipt.MEANS,
        required=False,
        label="As",
        help_text="Tax that the customer withheld is recorded by its certificate: the number is the reference.",
    )

    def clean_means(self) -> str:
        """Money on the bank account, unless it is said."""
        return self.cleaned_data["means"] or "bank"

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entities, customers = LegalEntity.objects.visible_to(user), Customer.objects.visible_to(user)
        self.fields["entity"].queryset = entities  # type: ignore[attr-defined]
        self.fields["amount"] = MoneyField(currencies_of(entities, customers))
        self.fields["customer"].queryset = customers.order_by("name")  # type: ignore[attr-defined]


def currencies_of(entities: Any, customers: Any) -> list[str]:
    """The currencies that money comes in: those of the books first, then those of the customers; two queries."""
    books = list(entities.order_by("code").values_list("currency", flat=True))
    billed = customers.order_by("currency").values_list("currency", flat=True).distinct()
    return list(dict.fromkeys([*books, *billed]))


class AllocateForm(forms.Form):
    """Against which open invoice, how much."""

    invoice = forms.ChoiceField(widget=forms.RadioSelect, help_text="The customer's open invoices, oldest due first.")
    on = DayField(label="Allocated on")

    def __init__(self, *args: Any, items: Sequence[OpenItem], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].choices = [(str(item.pk), proposal(item)) for item in items]  # type: ignore[attr-defined]
        self.fields["amount"] = AmountField(
            currency,
            required=False,
            at_least=0,
            help_text="Left empty: as much as is open and the receipt still holds.",
        )
        self.order_fields(["invoice", "amount", "on"])


def proposal(item: OpenItem) -> str:
    """An open invoice as it is offered."""
    return f"{item.invoice.number}: {money_words(item.open)} open, due {day_words(item.due_on)}"
