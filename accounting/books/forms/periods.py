"""What is asked about periods, their checklist, revaluation and the year's end."""

from collections.abc import Sequence
from typing import Any

from django import forms

from billing_suite.kernel.firm.closing import close_items
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField, ExactDecimalField


class EntityForm(forms.Form):
    """Whose books."""

    entity = forms.ChoiceField(label="Legal entity")

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entities = {str(entity.pk): entity for entity in entities}
        self.fields["entity"].choices = [(key, entity.name) for key, entity in self.entities.items()]  # type: ignore[attr-defined]

    def clean_entity(self) -> LegalEntity:
        """The legal entity itself."""
        return self.entities[self.cleaned_data["entity"]]


class RevaluationForm(EntityForm):
    """Whose foreign items, at the rates of which period's end."""

    on = DayField(label="Period end")


class YearForm(EntityForm):
    """Whose business year, by its last day."""

    ends_on = DayField(label="The year ends on")


class OpenPeriodsForm(EntityForm):
    """Monthly periods to be opened."""

    first = DayField(label="From the month of")
    months = ExactDecimalField(places=0, at_least=1, at_most=120, label="How many months")

    def clean_months(self) -> int:
        """A whole number."""
        return int(self.cleaned_data["months"])


class ReasonForm(forms.Form):
    """Why a period is opened again."""

    reason = forms.CharField(
        max_length=300, label="Why", widget=forms.Textarea({"rows": 3}), help_text="It is kept with the step for ever."
    )


class TickForm(forms.Form):
    """A line of the close checklist."""

    item = forms.ChoiceField(label="Line")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(item.key, item.title) for item in close_items()]  # type: ignore[attr-defined]
