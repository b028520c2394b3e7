"""What is asked for expenses."""

from typing import Any

from django import forms

from billing_suite.kernel.record.files import LIMIT
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.forms import DayField, ExactDecimalField, MoneyField
from crm.catalogue.models import SUPPLIES
from crm.customers.forms import currency_choices
from projects.expenses.models import ExpenseCategory
from projects.plan.models import Project

RECEIPTS = ".pdf,.png,.jpg,.jpeg"


class ExpenseForm(forms.Form):
    """What was spent, for which project."""

    project = forms.ModelChoiceField(Project.objects.none(), empty_label=None)
    category = forms.ModelChoiceField(ExpenseCategory.objects.none(), empty_label=None)
    spent_on = DayField(label="Day")
    description = forms.CharField(max_length=200, label="What it was")
    gross = MoneyField([code for code, _ in currency_choices()], label="Paid")
    tax = ExactDecimalField(places=3, at_least=0, required=False, initial="0", label="Of it tax that we reclaim")
    rebillable = forms.BooleanField(required=False, initial=True, label="Charge it on to the customer")
    markup = ExactDecimalField(
        places=2, at_least=0, at_most=1000, required=False, initial="0", label="With a mark-up of so many per cent"
    )

    def __init__(self, *args: Any, user: Any, currency: str = "EUR", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project: Any = self.fields["project"]
        project.queryset = Project.objects.visible_to(user).filter(status="open").order_by("reference")
        category: Any = self.fields["category"]
        category.queryset = ExpenseCategory.objects.visible_to(user).filter(active=True)
        self.initial.setdefault("gross", [currency, ""])

    def clean(self) -> dict[str, Any]:
        """The tax in the currency of what was paid; no mark-up is none."""
        told: dict[str, Any] = super().clean() or {}
        gross = told.get("gross")
        if gross is not None:
            try:
                told["tax"] = money(told.get("tax") or 0, gross.currency.code)
            except Refusal as refusal:
                self.add_error("tax", refusal.message)
        told["markup"] = told.get("markup") or 0
        return told


class ReceiptForm(forms.Form):
    """The picture or PDF of a receipt; on a phone the camera is offered."""

    file = forms.FileField(
        label="Receipt",
        help_text=f"A PDF or a picture of at most {LIMIT // 1024 // 1024} MB.",
        widget=forms.FileInput({"accept": RECEIPTS, "capture": "environment"}),
    )


class ReturnForm(forms.Form):
    """Why a claim comes back."""

    comment = forms.CharField(max_length=300, widget=forms.Textarea({"rows": 3}))


class PaymentForm(forms.Form):
    """When a claim was paid back."""

    paid_on = DayField(label="Paid back on")
    reference = forms.CharField(max_length=80, required=False, label="Bank reference")


class CategoryForm(forms.Form):
    """A kind of expense."""

    name = forms.CharField(max_length=60)
    supply = forms.ChoiceField(choices=SUPPLIES, label="Charged on as")
    needs_receipt = forms.BooleanField(required=False, initial=True, label="Needs a receipt")
