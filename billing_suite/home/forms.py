"""What people fill in on the roof."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from billing_suite.kernel.access.people import ROLES, DutyConflict
from billing_suite.kernel.firm.importing.files import ZIP_LIMIT
from billing_suite.kernel.values.exchange import SOURCE_LETTERS
from billing_suite.kernel.values.money import currency_codes
from billing_suite.kernel.web.forms import DayField, ExactDecimalField

CURRENCIES = [("", "Choose a currency"), *((code, code) for code in currency_codes())]
ROLE_CHOICES = [(role, role.capitalize()) for role in ROLES]


class ParkForm(forms.Form):
    """Why work is taken out of line."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The owner reads it, and whoever retries the work later.",
    )


class LogoForm(forms.Form):
    """The picture at the head of a legal entity's documents."""

    picture = forms.FileField(
        help_text="A PNG or JPEG of at most 1 MB and 3000 pixels a side; printed at most 60 mm wide and 16 mm high.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )


class RateForm(forms.Form):
    """An exchange rate of a day."""

    base = forms.ChoiceField(label="Base", help_text="One unit of it", choices=CURRENCIES)
    rate = ExactDecimalField(
        label="Rate", help_text="is so much", places=10, at_least=Decimal("0.0000000001"), at_most=10_000_000
    )
    quote = forms.ChoiceField(label="Quote", help_text="of this currency", choices=CURRENCIES)
    on = DayField(label="Day")
    source = forms.CharField(max_length=SOURCE_LETTERS, help_text="Who published it, like ECB or the bank.")


class PublishedRatesForm(forms.Form):
    """A file of the European Central Bank, and what of it is wanted."""

    file = forms.FileField(
        label="File",
        help_text=f"The ECB's eurofxref file as CSV, XML or zip, at most {ZIP_LIMIT // 1024 // 1024} MB.",
        widget=forms.FileInput({"accept": ".csv,.xml,.zip"}),
    )
    since = DayField(required=False, label="From", help_text="Earlier days are left out.")
    currencies = forms.CharField(
        required=False, max_length=400, help_text="Like USD, GBP, JPY; every currency if nothing is said."
    )

    def clean_file(self) -> Any:
        """No larger than is said (INV-50)."""
        file = self.cleaned_data["file"]
        if file.size > ZIP_LIMIT:
            raise forms.ValidationError(f"At most {ZIP_LIMIT // 1024 // 1024} MB", code="too-large")
        return file

    def clean_currencies(self) -> list[str]:
        """The codes that stand there."""
        return [code for code in self.cleaned_data["currencies"].upper().replace(",", " ").split() if code]


class UserForm(forms.Form):
    """A person who joins."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail", help_text="They sign in with it.")
    teams = forms.MultipleChoiceField(
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="A team reaches legal entities, customers and projects.",
    )

    def __init__(self, *args: Any, teams: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].choices = [(team, team) for team in teams]  # type: ignore[attr-defined]


class AcceptsConflicts(forms.Form):
    """A change that may put conflicting duties into one hand: accepted in a second step only."""

    accept_conflicts = forms.BooleanField(
        required=False,
        label="I have read the conflicts, and accept them",
        widget=forms.HiddenInput,
    )

    def ask(self) -> None:
        """Show the tick: the conflicts stand above it now."""
        self.fields["accept_conflicts"].widget = forms.CheckboxInput()


class RolesForm(AcceptsConflicts):
    """The roles a person is to have."""

    roles = forms.MultipleChoiceField(choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False)
    field_order = ("roles", "accept_conflicts")


class RightsForm(AcceptsConflicts):
    """The rights a role is to have."""

    rights = forms.MultipleChoiceField(choices=[], widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, rights: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"].choices = list(rights)  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """A first password, to be told in person."""

    password = forms.CharField(
        min_length=12,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters.",
    )


class ConflictForm(forms.Form):
    """Two rights that should not lie in one hand."""

    first = forms.ChoiceField(choices=[], label="Whoever may")
    second = forms.ChoiceField(choices=[], label="should not")
    severity = forms.ChoiceField(choices=DutyConflict.SEVERITIES)
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, rights: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = list(rights)  # type: ignore[attr-defined]
