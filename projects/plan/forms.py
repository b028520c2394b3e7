"""What is asked for the people of a project."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group

from billing_suite.kernel.access.people import ROLES
from projects.people.models import Person


class StaffForm(forms.Form):
    """Who leads a project, and the team that reaches it."""

    lead = forms.ModelChoiceField(Person.objects.none(), empty_label=None, help_text="Answers for hours and budget.")
    team = forms.ModelChoiceField(
        Group.objects.none(),
        empty_label=None,
        to_field_name="name",
        help_text="Its people see the project and all that hangs on it, as far as their roles go.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.queryset = Person.objects.visible_to(user).for_list().filter(left_on__isnull=True)
        team: Any = self.fields["team"]
        team.queryset = Group.objects.exclude(name__in=ROLES).order_by("name")
