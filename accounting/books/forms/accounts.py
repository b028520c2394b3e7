"""What is asked about a ledger account: its line of the chart, and the part it is to play."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounting.books.forms.periods import EntityForm
from accounting.books.models import SECTIONS, LedgerAccount

WORDS = dict(LedgerAccount.SECTIONS)
TYPES = dict(LedgerAccount.TYPES)


class AccountForm(EntityForm):
    """One more line of a chart."""

    number = forms.CharField(max_length=12)
    name = forms.CharField(max_length=120)
    type = forms.ChoiceField(choices=LedgerAccount.TYPES)
    section = forms.ChoiceField(
        required=False,
        choices=[
            ("", "As usual for its type"),
            *((TYPES[kind], [(name, WORDS[name]) for name in names]) for kind, names in SECTIONS.items()),
        ],
        help_text="Where it stands in the balance sheet and the profit and loss statement.",
    )
    control = forms.BooleanField(
        required=False,
        label="Control account",
        help_text="It equals the sum of its documents, and takes no posting without one.",
    )

    def clean_section(self) -> str:
        """One of its type."""
        section, kind = self.cleaned_data["section"], self.cleaned_data.get("type")
        if section and kind and section not in SECTIONS[kind]:
            raise ValidationError(f"Not a section of {TYPES[kind].lower()} accounts", code="section")
        return str(section)


class RoleForm(forms.Form):
    """The part that an account is to play from now on."""

    role = forms.CharField(
        max_length=30,
        label="Part",
        validators=[RegexValidator(r"^[a-z_]+$", "Small letters and underscores, like tax_payable")],
        help_text="As documents name it: revenue, receivable, tax_payable, unrealised_gain.",
        widget=forms.TextInput({"list": "known-roles", "autocomplete": "off"}),
    )
    key = forms.CharField(
        max_length=60,
        required=False,
        label="Only for",
        help_text="A product, or a component of tax. Left empty: the part's account where nothing narrower is mapped.",
    )

    def __init__(self, *args: Any, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
