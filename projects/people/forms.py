"""What is asked for a person and a delivery role."""

from typing import Any

from django import forms

from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField
from projects.people.models import DeliveryRole


class PersonForm(forms.Form):
    """A colleague with a sign-in who will deliver work."""

    user = forms.ModelChoiceField(
        User.objects.none(), empty_label=None, label="Colleague", help_text="Who signs in and has no rate role yet."
    )
    entity = forms.ModelChoiceField(LegalEntity.objects.none(), empty_label=None, label="Employed by")
    role = forms.ModelChoiceField(
        DeliveryRole.objects.order_by("name"), empty_label=None, help_text="What they usually work as."
    )
    joined_on = DayField(label="Joined on", help_text="Time is booked from this day.")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleague: Any = self.fields["user"]
        colleague.queryset = User.objects.filter(is_active=True, person__isnull=True).order_by("name")
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)


class RoleForm(forms.Form):
    """What people work as."""

    name = forms.CharField(max_length=80, help_text="Like: Senior developer.")
    code = forms.SlugField(max_length=40, help_text="What rate cards price, like: senior-developer. It stays.")
