"""What changes for a person from a day on: hours, role, cost, their last day."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import Crumb, VerbPage
from projects.people.actions import agree_hours, change_person_role, record_departure, set_person_cost
from projects.people.forms import CostForm, DepartureForm, HoursForm, RoleChangeForm
from projects.people.models import STANDARD_WEEK, WEEKDAYS, Person
from projects.people.views.people import people_crumbs


class OfPerson(VerbPage):
    """A verb on a person's page."""

    model = Person
    submit_label = "Save"
    two_columns = True

    def rows(self) -> Any:
        """With user, role and legal entity."""
        return super().rows().select_related("user", "role", "legal_entity")

    def initial(self) -> Mapping[str, Any]:
        """From today where they work."""
        return {"valid_from": today(self.record.legal_entity.time_zone)}

    def crumbs(self) -> Sequence[Crumb]:
        """Under the person."""
        return people_crumbs(Crumb(str(self.record), reverse("person", args=[self.record.pk])))

    def success_url(self, done: Any) -> str:
        """Back to the person."""
        return reverse("person", args=[self.record.pk])


class AgreeHours(OfPerson):
    """Part time, other days, other public holidays."""

    verb = staticmethod(agree_hours)
    form_class = HoursForm
    title = "Agree hours"

    def initial(self) -> Mapping[str, Any]:
        """The standard week to be changed."""
        return {**super().initial(), **dict(zip(WEEKDAYS, STANDARD_WEEK, strict=True))}

    def question(self) -> str:
        """What comes of it."""
        return f"How long {self.record} works on each day. Capacity and utilisation follow from that day on."

    def success_message(self, done: Any) -> str:
        """How much it is now."""
        return f"{self.record} works {hours_of(done.minutes):g} hours a week from {done.valid_from}."


class ChangeRole(OfPerson):
    """Another role from a day on."""

    verb = staticmethod(change_person_role)
    form_class = RoleChangeForm
    title = "Change role"

    def question(self) -> str:
        """What it is now."""
        return f"{self.record} works as {self.record.role.name.lower()}."

    def success_message(self, done: Person) -> str:
        """Named."""
        return f"{done} works as {done.role.name.lower()}."


class SetCost(OfPerson):
    """What an hour of theirs costs."""

    verb = staticmethod(set_person_cost)
    form_class = CostForm
    title = "Set what an hour costs"

    def initial(self) -> Mapping[str, Any]:
        """In their employer's currency."""
        return {**super().initial(), "currency": self.record.legal_entity.currency}

    def question(self) -> str:
        """What it replaces."""
        return f"Takes the place of the cost rate of {self.record.role.name.lower()} for {self.record}."

    def success_message(self, done: Any) -> str:
        """From when."""
        return f"The cost of {self.record} holds from {done.valid_from}."


class RecordDeparture(OfPerson):
    """Somebody's last day."""

    verb = staticmethod(record_departure)
    form_class = DepartureForm
    title = "Record the last day"
    danger = True
    two_columns = False

    def initial(self) -> Mapping[str, Any]:
        """What is recorded already."""
        return {"left_on": self.record.left_on}

    def question(self) -> str:
        """What comes of it."""
        return (
            f"After that day {self.record} has no capacity, and no time can be booked. Their sign-in is closed apart."
        )

    def success_message(self, done: Person) -> str:
        """The day."""
        return f"{done} works here through {done.left_on}."
