"""What people choose of a report of the books: whose, of which days, by what."""

import re
from typing import Any

from django import forms

from billing_suite.kernel.web.forms import DayField
from billing_suite.kernel.web.pages import ReportForm

WAYS = (
    ("total", "Beside the year before"),
    ("month", "By month"),
    ("customer", "By customer"),
    ("project", "By project"),
    ("product", "By product"),
)


class DayForm(ReportForm):
    """As of which day."""

    as_of = DayField(label="As of")


class ComparedForm(DayForm):
    """As of which day, and beside which other one."""

    compared_with = DayField(label="Beside", required=False)


class SpanForm(ReportForm):
    """From which day through which."""

    since = DayField(label="From")
    through = DayField(label="Through")


class ProfitForm(SpanForm):
    """From which day through which, and in which columns or rows."""

    by = forms.ChoiceField(label="Show", choices=WAYS)


class NumbersField(forms.CharField):
    """Names with commas between them; gives a tuple, the empty one for all."""

    def to_python(self, value: Any) -> Any:
        """The names."""
        text = super().to_python(value)
        if not text:
            return ()
        return tuple(part.strip() for part in text.split(",") if part.strip())


class LedgerForm(SpanForm):
    """Which accounts; the narrower questions come from the figures that drill here."""

    account = NumbersField(label="Account", required=False, max_length=2600)
    section = NumbersField(required=False, max_length=300, widget=forms.HiddenInput)
    customer = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    project = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    product = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    earned_only = forms.BooleanField(required=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].widget.attrs["placeholder"] = "All, or 1200, 1210"

    def clean_customer(self) -> str:
        """An id, or none."""
        return self.an_id("customer")

    def clean_project(self) -> str:
        """An id, or none."""
        return self.an_id("project")

    def an_id(self, name: str) -> str:
        """What is no id finds nothing, and is said."""
        value: str = self.cleaned_data[name]
        if value and value != "none" and not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
            raise forms.ValidationError("No such record")
        return value
