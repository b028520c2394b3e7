"""The calendar of a legal entity: public holidays, office days, working weeks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import Button, Crumb, FormPage
from billing_suite.kernel.web.pages.buttons import shown_to
from billing_suite.kernel.web.pages.reports import ReportForm, ReportPage
from projects.people.actions import set_office_day, set_working_week
from projects.people.forms import EntityWeekForm, OfficeDayForm
from projects.people.models import STANDARD_WEEK, WEEKDAYS
from projects.people.reports.calendar import OfficeYear, office_year
from projects.people.views.people import people_crumbs


class YearForm(ReportForm):
    """Which year."""

    year = forms.IntegerField(min_value=2000, max_value=2100)


class OfficeCalendar(ReportPage):
    """A year of a legal entity."""

    title = "Calendar"
    eyebrow = "Delivery"
    intro = "Public holidays where a legal entity is, days on which the office is closed, and its working week."
    rights = ("see_people",)
    form_class = YearForm
    template_name = "projects/people/calendar.html"

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """This year."""
        return {"year": today.year}

    def read(self, asked: Mapping[str, Any]) -> OfficeYear:
        """One read."""
        return office_year(asked["entity"], year=asked["year"])

    def heads(self, report: OfficeYear) -> Sequence[str]:
        """Of a file."""
        return ("Day", "Name", "Closed, per cent", "Set by the office")

    def cells(self, report: OfficeYear) -> Iterable[Sequence[Any]]:
        """Of a file."""
        return ((each.day, each.name, each.closed, "yes" if each.by_office else "no") for each in report.days)

    def file_name(self, asked: Mapping[str, Any]) -> str:
        """Of which year."""
        return f"{super().file_name(asked)}-{asked['year']}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under people."""
        return people_crumbs()

    def more(self, report: OfficeYear, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """What can be done here, and the week where none is set."""
        buttons = [
            Button("Set a day", reverse("office-day-new"), "plus", "agree_hours", "primary"),
            Button("Set the week", reverse("working-week-new"), "clock", "agree_hours"),
        ]
        return {
            "buttons": shown_to(self.viewer, buttons),
            "weekdays": [day[:3].capitalize() for day in WEEKDAYS],
            "standard": STANDARD_WEEK,
            "standard_minutes": sum(STANDARD_WEEK),
        }


class OfEntity(FormPage):
    """A form about one of the legal entities one sees."""

    submit_label = "Save"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """The legal entities on offer are those one may see."""
        return {"user": self.request.user}

    def crumbs(self) -> Sequence[Crumb]:
        """Under the calendar."""
        return people_crumbs(Crumb("Calendar", reverse("office-calendar")))

    def success_url(self, done: Any) -> str:
        """The calendar of that legal entity."""
        return f"{reverse('office-calendar')}?entity={done.legal_entity_id}"


class SetOfficeDay(OfEntity):
    """Closed, closed for half the day, or open on a public holiday."""

    verb = staticmethod(set_office_day)
    form_class = OfficeDayForm
    title = "Set a day"

    def perform(self, form: Any) -> Any:
        """One call of the verb."""
        given = dict(form.cleaned_data)
        return set_office_day(given.pop("entity"), **given, by=self.by)

    def success_url(self, done: Any) -> str:
        """The year of that day."""
        return f"{super().success_url(done)}&year={done.day.year}"

    def success_message(self, done: Any) -> str:
        """Named."""
        return f"{done.name} on {done.day} is set."


class SetWorkingWeek(OfEntity):
    """The usual week from a day on."""

    verb = staticmethod(set_working_week)
    form_class = EntityWeekForm
    title = "Set the working week"

    def initial(self) -> Mapping[str, Any]:
        """The standard week to be changed."""
        entity = LegalEntity.objects.visible_to(self.request.user).first()
        zone = entity.time_zone if entity else "UTC"
        return {"valid_from": today(zone), **dict(zip(WEEKDAYS, STANDARD_WEEK, strict=True))}

    def perform(self, form: Any) -> Any:
        """One call of the verb."""
        given = dict(form.cleaned_data)
        return set_working_week(given.pop("entity"), **given, by=self.by)

    def question(self) -> str:
        """Whom it concerns."""
        return "For everybody of the legal entity who has no hours of their own."

    def success_message(self, done: Any) -> str:
        """How much."""
        return f"The week has {hours_of(done.minutes):g} hours from {done.valid_from}."
