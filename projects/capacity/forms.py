"""What is asked for bookings, the capacity page and utilisation."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import Group

from billing_suite.kernel.access.people import ROLES
from billing_suite.kernel.web.forms import DayField, HoursField
from billing_suite.kernel.web.pages.reports import ReportForm
from projects.people.models import DeliveryRole, Person
from projects.plan.models import Project

MOST_WEEKS = 26
SPAN = 3 * 366


def teams() -> Any:
    """Groups that are no roles."""
    return Group.objects.exclude(name__in=ROLES).order_by("name")


class BookingForm(forms.Form):
    """Who works how much on a project, from when to when."""

    project = forms.ModelChoiceField(Project.objects.none(), empty_label=None)
    person = forms.ModelChoiceField(Person.objects.none(), required=False, empty_label="Nobody yet")
    role = forms.ModelChoiceField(
        DeliveryRole.objects.order_by("name"),
        required=False,
        empty_label="As the person",
        help_text="Whom to find, where nobody is named.",
    )
    first_day = DayField(label="First day")
    last_day = DayField(label="Last day")
    minutes = HoursField(label="Hours a day", required=False, help_text="Or a share of the day.")
    share = forms.IntegerField(label="Share of the day, %", required=False, min_value=1, max_value=100)
    status = forms.ChoiceField(choices=[("soft", "Soft: pencilled in"), ("hard", "Hard: promised")], label="How firmly")
    note = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, projects: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project: Any = self.fields["project"]
        person: Any = self.fields["person"]
        project.queryset, person.queryset = projects, people


class BookingChangeForm(BookingForm):
    """The same without what stays: the project, and how firmly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["project"], self.fields["status"]


class AnyEntityForm(ReportForm):
    """Of one legal entity, or of all that one sees."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entity: Any = self.fields["entity"]
        entity.required, entity.choices = False, [("", "All"), *entity.choices]

    def clean_entity(self) -> Any:
        """The legal entity itself; None for all."""
        return self.entities.get(self.cleaned_data["entity"])


class CapacityForm(AnyEntityForm):
    """Whose weeks, from when, how many, and which figure."""

    SHOWS = (("booked", "Booked of available"), ("free", "Free"), ("soft", "Booked soft"), ("over", "Overbooked"))

    role = forms.ModelChoiceField(DeliveryRole.objects.order_by("name"), required=False, empty_label="All")
    team = forms.ModelChoiceField(Group.objects.none(), required=False, empty_label="All")
    start = DayField(label="From")
    weeks = forms.TypedChoiceField(coerce=int, choices=[(13, "13"), (26, "26")])
    show = forms.ChoiceField(choices=SHOWS)
    field_order = ("start", "weeks", "role", "team", "entity", "show")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = teams()


class UtilisationForm(AnyEntityForm):
    """Whose time, between which days, by what."""

    since = DayField(label="From")
    through = DayField()
    per = forms.ChoiceField(choices=[("month", "Month"), ("quarter", "Quarter")], label="By")
    by = forms.ChoiceField(choices=[("person", "Person"), ("team", "Team"), ("role", "Role")], label="For each")
    team = forms.ModelChoiceField(Group.objects.none(), required=False, empty_label="All")
    show = forms.ChoiceField(choices=[("worked", "Billable time"), ("planned", "Bookings")])
    field_order = ("since", "through", "per", "by", "team", "entity", "show")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = teams()

    def clean(self) -> dict[str, Any]:
        """No more than three years."""
        asked = super().clean()
        since, through = asked.get("since"), asked.get("through")
        if isinstance(since, date) and isinstance(through, date) and (through - since).days > SPAN:
            self.add_error("through", "Within three years")
        return asked
