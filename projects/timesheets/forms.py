"""What is asked for timesheets."""

from typing import Any

from django import forms

from billing_suite.kernel.firm.models import LegalEntity
from projects.timesheets.models import WEEKDAYS


class DeadlineForm(forms.Form):
    """By when the time of a week is in."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), empty_label=None, label="People of")
    weekday = forms.TypedChoiceField(coerce=int, choices=WEEKDAYS, label="Submit a week by the next")
    hour = forms.IntegerField(min_value=0, max_value=23, initial=12, label="At (hour of their day)")
    waits_days = forms.IntegerField(
        min_value=1, max_value=60, initial=5, label="Tell leads of time that waits longer than (days)"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user).order_by("name")
