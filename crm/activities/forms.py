"""What is asked for an activity."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from billing_suite.kernel.access.people import User
from billing_suite.kernel.web.forms import DayField
from crm.activities.actions import LOGGED, PLANNED
from crm.activities.models import KINDS
from crm.customers.models import Contact, Customer

NOON = time(12)


def kind_choices(kinds: tuple[str, ...]) -> list[tuple[str, str]]:
    """These kinds with their words."""
    return [(kind, words) for kind, words in KINDS if kind in kinds]


def colleagues() -> Any:
    """Whoever may look after an activity: active people whose role logs them."""
    return User.objects.filter(is_active=True, groups__rights__right="log_activity").order_by("name").distinct()


class ActivityForm(forms.Form):
    """What, with whom, whose."""

    subject = forms.CharField(max_length=160)
    contact = forms.ModelChoiceField(Contact.objects.none(), required=False)
    text = forms.CharField(label="Notes", required=False, max_length=20_000, widget=forms.Textarea({"rows": 5}))

    def __init__(self, *args: Any, customer: Customer, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer
        contact: Any = self.fields["contact"]
        contact.queryset = Contact.objects.visible_to(user).filter(customer=customer)


class LogForm(ActivityForm):
    """Something that happened."""

    kind = forms.ChoiceField(choices=kind_choices(LOGGED))
    day = DayField(label="Day")
    hour = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        help_text="Where the customer is served; noon if you leave it out on an earlier day.",
    )
    field_order = ("kind", "subject", "day", "hour", "contact", "text")

    def happened_at(self, now: datetime) -> datetime:
        """The instant, in the time zone of who serves the customer; just now for today without a time."""
        zone = ZoneInfo(self.customer.legal_entity.time_zone)
        day: date = self.cleaned_data["day"]
        hour: time | None = self.cleaned_data["hour"]
        if hour is None and day == now.astimezone(zone).date():
            return now
        return datetime.combine(day, hour or NOON, zone)


class PlanForm(ActivityForm):
    """Something to be done."""

    kind = forms.ChoiceField(choices=kind_choices(PLANNED))
    due_on = DayField(label="Due")
    remind_on = DayField(label="Remind on", required=False, help_text="The owner gets a notification that morning.")
    owner = forms.ModelChoiceField(User.objects.none(), empty_label=None)
    field_order = ("kind", "subject", "due_on", "remind_on", "owner", "contact", "text")

    def __init__(self, *args: Any, customer: Customer, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, user=user, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues()


class CompletionForm(forms.Form):
    """What came of it."""

    outcome = forms.CharField(
        label="What came of it", required=False, max_length=2_000, widget=forms.Textarea({"rows": 4})
    )


class PostponementForm(forms.Form):
    """Another day."""

    due_on = DayField(label="Due")
    remind_on = DayField(label="Remind on", required=False)
