"""What people choose about the books."""

from collections.abc import Sequence
from typing import Any

from django import forms

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField


class BalanceForm(forms.Form):
    """Whose books, as of which day."""

    entity = forms.ChoiceField(label="Legal entity")
    as_of = DayField(label="As of")

    def __init__(self, *args: Any, entities: Sequence[LegalEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(entity.pk), entity.name) for entity in entities]
        self.fields["entity"].choices = choices  # type: ignore[attr-defined]
