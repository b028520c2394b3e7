"""Forms of doubles: which customer stays, which fields it takes, why."""

from typing import Any

from django import forms

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import ExactDecimalField
from crm.customers.models import Customer
from crm.duplicates.scoring import MARKED
from crm.merging.reports import Side

EACH = ("one", "other")


class MergeForm(forms.Form):
    """The survivor, and for each field in which the two differ whose it keeps."""

    survivor = forms.ChoiceField(widget=forms.RadioSelect, label="Who stays")
    reason = forms.CharField(max_length=200, label="Why they are one")

    def __init__(self, *args: Any, sides: list[Side], names: tuple[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        survivor: Any = self.fields["survivor"]
        survivor.choices = list(zip(EACH, names, strict=True))
        self.sides = sides
        for side in sides:
            choices = [(each, shown or "Nothing") for each, shown in zip(EACH, side.shown, strict=True)]
            self.fields[f"keep_{side.field}"] = forms.ChoiceField(
                widget=forms.RadioSelect, choices=choices, label=side.label
            )
        self.order_fields(["survivor", *(f"keep_{side.field}" for side in sides), "reason"])

    def taken(self) -> list[str]:
        """The fields whose kept value is not the survivor's."""
        held = self.cleaned_data
        return [side.field for side in self.sides if held[f"keep_{side.field}"] != held["survivor"]]


class WhyForm(forms.Form):
    """Why the two are two."""

    why = forms.CharField(max_length=200, label="Why they are two")


class ProposalForm(forms.Form):
    """The other customer, by its reference."""

    other = forms.CharField(max_length=20, label="The other customer", help_text="Its reference, such as CUS-00042.")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_other(self) -> Customer:
        """One that the person sees and that was not merged."""
        told = self.cleaned_data["other"].strip().upper()
        rows = Customer.objects.visible_to(self.user).there().select_related("legal_entity")
        found = rows.filter(reference=told).first()
        if found is None:
            raise forms.ValidationError(f"There is no customer {told}")
        return found


class RuleForm(forms.Form):
    """What must be the same for a merge without a person."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), label="Customers of")
    name = forms.CharField(max_length=80)
    marks = forms.MultipleChoiceField(
        choices=[(mark, words.removeprefix("same ").capitalize()) for mark, words in MARKED.items()],
        widget=forms.CheckboxSelectMultiple,
        label="Each of these must be the same",
    )
    least_score = ExactDecimalField(at_least=3, label="Least score", help_text="As candidates show it: 3 is likely.")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)
