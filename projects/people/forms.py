"""What is asked for a person and a delivery role."""

from typing import Any

from django import forms

from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.forms import DayField, ExactDecimalField, HoursField
from crm.customers.forms import country_choices, currency_choices
from projects.people.models import WEEKDAYS, DeliveryRole, Leave, Person
from projects.people.models.calendars import DAY
from projects.people.reports import is_known_place


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


class RoleChangeForm(forms.Form):
    """Another role from a day on."""

    role = forms.ModelChoiceField(DeliveryRole.objects.order_by("name"), empty_label=None)
    valid_from = DayField(label="From", help_text="What they worked as before stays known.")


class DepartureForm(forms.Form):
    """Somebody's last day."""

    left_on = DayField(label="Last day", help_text="From the next day on there is no capacity, and no time is booked.")


class WeekForm(forms.Form):
    """Hours of each weekday, from a day on."""

    valid_from = DayField(label="From", help_text="What held before ends the day before.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in WEEKDAYS:
            self.fields[day] = HoursField(label=day.capitalize(), required=False)

    def clean(self) -> dict[str, Any]:
        """The seven days as the verb takes them."""
        asked = super().clean() or self.cleaned_data
        minutes = {day: asked.pop(day, None) or 0 for day in WEEKDAYS}
        for day, told in minutes.items():
            if told > DAY:
                self.add_error(day, "A day has 24 hours")
        return {**asked, "minutes": minutes}


class HoursForm(WeekForm):
    """A person's own hours, and whose public holidays they have."""

    valid_to = DayField(label="Through", required=False, help_text="Empty: until something else is agreed.")
    country = forms.ChoiceField(required=False, help_text="Whose public holidays. Empty: where their employer is.")
    region = forms.CharField(
        required=False, max_length=10, label="Part of the country", help_text="Like BE for Berlin, NY for New York."
    )
    field_order = ("valid_from", "valid_to", *WEEKDAYS, "country", "region")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", "Their employer's"), *(pair for pair in country_choices() if is_known_place(pair[0]))]


class EntityWeekForm(WeekForm):
    """The usual week of a legal entity."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), empty_label=None, label="Legal entity")
    field_order = ("entity", "valid_from", *WEEKDAYS)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)


class OfficeDayForm(forms.Form):
    """A day that is other than usual."""

    entity = forms.ModelChoiceField(LegalEntity.objects.none(), empty_label=None, label="Legal entity")
    day = DayField()
    name = forms.CharField(max_length=80, help_text="Like: Company outing.")
    closed = forms.TypedChoiceField(
        coerce=int,
        choices=[(100, "Closed"), (50, "Closed for half the day"), (0, "Open, although it is a public holiday")],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.queryset = LegalEntity.objects.visible_to(user)


class CostForm(forms.Form):
    """What an hour of a person costs."""

    cost = ExactDecimalField(label="An hour costs", at_least=0)
    currency = forms.ChoiceField(choices=currency_choices)
    valid_from = DayField(label="From", help_text="What held before ends the day before.")


class LeaveForm(forms.Form):
    """Days away."""

    person = forms.ModelChoiceField(Person.objects.none(), empty_label=None)
    kind = forms.ChoiceField(choices=Leave.KINDS)
    first_day = DayField(label="First day")
    last_day = DayField(label="Last day")
    share = forms.TypedChoiceField(
        coerce=int,
        choices=[(100, "Whole days"), (50, "Half of each day"), (25, "A quarter of each day")],
        label="Of each day",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people


class WithdrawalForm(forms.Form):
    """Why leave is taken back."""

    why = forms.CharField(max_length=200, required=False, label="Why", help_text="Shown beside the leave.")
