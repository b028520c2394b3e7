"""What is asked for a journal, for one that comes again, for a reversal, and for a file that shows why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounting.books.forms.lines import BLANK_LINES, LineChoices, LineSet
from accounting.books.models import RecurringJournal
from billing_suite.kernel.record.files import LIMIT
from billing_suite.kernel.web.forms import DayField

KINDS = ".pdf,.png,.jpg,.jpeg,.csv,.txt,.xml,.json"


class LinedForm(forms.Form):
    """A form with lines beneath it, in one currency."""

    def __init__(
        self, data: Any = None, files: Any = None, *, choices: LineChoices, lines: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        currency: Any = self.fields["currency"]
        currency.choices = [(code, code) for code in dict.fromkeys(choices.currencies)]
        told = {"choices": choices, "currency": self.chosen(choices.currencies)}
        self.lines: Any = LineSet(data, initial=list(lines) if data is None else None, prefix="lines", form_kwargs=told)
        self.lines.extra = 2 if lines else BLANK_LINES
        self.known = choices.offered()

    def chosen(self, currencies: Sequence[str]) -> str:
        """The currency that the lines are in: as sent, as it stands, else the first on offer."""
        asked = self.data.get("currency") if self.is_bound else self.initial.get("currency")
        return str(asked) if asked in currencies else currencies[0]

    def is_valid(self) -> bool:
        """Its own fields and every line; both are checked, so that all errors show at once."""
        own, lines = super().is_valid(), self.lines.is_valid()
        return own and bool(lines)


class JournalForm(LinedForm):
    """A manual journal."""

    on = DayField(label="Date")
    currency = forms.ChoiceField()
    description = forms.CharField(max_length=200, widget=forms.TextInput({"data-wide": ""}))
    reverses_on = DayField(
        label="Takes itself back on",
        required=False,
        help_text="For an accrual: the mirrored entry is posted by itself on that day.",
    )

    def clean_reverses_on(self) -> Any:
        """After the journal's own day."""
        day, on = self.cleaned_data["reverses_on"], self.cleaned_data.get("on")
        if day and on and day <= on:
            raise ValidationError("Later than the journal's own date", code="too_early")
        return day


class RecurringForm(LinedForm):
    """A journal that comes by the calendar."""

    description = forms.CharField(max_length=200, widget=forms.TextInput({"data-wide": ""}))
    cadence = forms.ChoiceField(choices=RecurringJournal.CADENCES, label="How often")
    currency = forms.ChoiceField()
    first_on = DayField(
        label="First on", help_text="The day of the month stays; a month's last day stays its last day."
    )
    until = DayField(required=False, label="Last on or before", help_text="Left empty: until somebody ends it.")
    reverses_next = forms.BooleanField(
        required=False,
        label="Each takes itself back",
        help_text="An accrual: its mirror is posted on the first day of the next month.",
    )

    def clean_until(self) -> Any:
        """Not before the first."""
        day, first = self.cleaned_data["until"], self.cleaned_data.get("first_on")
        if day and first and day < first:
            raise ValidationError("Not before the first", code="too_early")
        return day


class ReversalForm(forms.Form):
    """When a posted journal is taken back, and why."""

    on = DayField(label="Date of the reversal", help_text="In an open period, not before the journal's own date.")
    reason = forms.CharField(max_length=160, label="Why", help_text="It stands in the reversal's description.")


class AttachmentForm(forms.Form):
    """A file that shows why a journal was written."""

    file = forms.FileField(
        help_text=f"A PDF, picture, CSV, text, XML or JSON file of at most {LIMIT // 1024 // 1024} MB. It stays.",
        widget=forms.FileInput({"accept": KINDS}),
    )
