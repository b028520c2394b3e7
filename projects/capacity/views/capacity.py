"""The capacity page by role and week, one person's weeks, and utilisation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import Button, Crumb, DetailPage, Fact
from billing_suite.kernel.web.pages.buttons import shown_to
from billing_suite.kernel.web.pages.reports import ReportPage
from billing_suite.kernel.web.show import show_hours
from projects.capacity.forms import CapacityForm, UtilisationForm
from projects.capacity.reports import CapacityTable, Figures, Utilisation, capacity_table, person_weeks, utilisation
from projects.capacity.views.cells import rows_of, sums_of, used_rows
from projects.people.models import Person

HELD = ("see_capacity",)
WEEKS = 13
PLACE = "00000000-0000-0000-0000-000000000000"


class OverEntities(ReportPage):
    """A report over one legal entity or all."""

    eyebrow = "Delivery"
    rights = HELD

    def file_name(self, asked: Mapping[str, Any]) -> str:
        """Of which report and legal entity."""
        entity = asked["entity"]
        return "-".join([self.title.lower(), entity.code if entity else "all"])


class CapacityPage(OverEntities):
    """People by role and week: what they can work, what is booked of it, what is free, what is too much."""

    title = "Capacity"
    intro = "Hours people can work each week, by role, and what is booked of them."
    icon = "users-group"
    form_class = CapacityForm
    template_name = "projects/capacity/capacity.html"

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """Thirteen weeks from this one, of everybody."""
        return {"entity": "", "start": today.isoformat(), "weeks": WEEKS, "show": "booked"}

    def read(self, asked: Mapping[str, Any]) -> CapacityTable:
        """One read."""
        names = ("start", "weeks", "role", "team", "entity")
        return capacity_table(self.request.user, **{name: asked[name] for name in names})

    def heads(self, report: CapacityTable) -> Sequence[str]:
        """A line a person and week, with every figure."""
        return ("Role", "Person", "Week from", "Available", "Booked hard", "Booked soft", "Free", "Overbooked")

    def cells(self, report: CapacityTable) -> Iterable[Sequence[Any]]:
        """Hours with two decimals."""
        for role in report.roles:
            named = [(str(each.person), each.weeks) for each in role.people]
            unnamed = [("Without a name", role.unnamed)] if role.has_unnamed else []
            for name, weeks in (*named, *unnamed):
                for monday, week in zip(report.mondays, weeks, strict=True):
                    yield (role.role.name, name, monday, *(hours_of(minutes) for minutes in week[:5]))

    def more(self, report: CapacityTable, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The rows as they are shown, and the figures of all."""
        address = reverse("person-capacity", args=[PLACE])
        before, after = address.split(PLACE)
        after += f"?start={report.mondays[0]}"
        rows = rows_of(report, asked["show"], lambda person: f"{before}{person.pk}{after}")
        return {
            "rows": rows,
            "mondays": report.mondays,
            "stats": stats_of(report.total),
            "sums": sums_of(report, asked["show"]),
            "buttons": shown_to(self.viewer, [Button("Book", reverse("booking-new"), "plus", "book", "primary")]),
        }


def stats_of(total: Figures) -> list[dict[str, Any]]:
    """What it comes to."""
    return [
        {"label": "Available", "value": show_hours(total.available), "lead": "yes"},
        {"label": "Booked hard", "value": show_hours(total.hard)},
        {"label": "Booked soft", "value": show_hours(total.soft)},
        {"label": "Free", "value": show_hours(total.free)},
        {"label": "Overbooked", "value": show_hours(total.over)},
    ]


class PersonCapacity(DetailPage):
    """One person's weeks and bookings."""

    model = Person
    rights = HELD
    template_name = "projects/capacity/person.html"
    status_field = ""
    eyebrow = "Capacity"

    def rows(self) -> Any:
        """With user, role and legal entity."""
        return super().rows().select_related("user", "role", "legal_entity")

    def intro(self) -> str:
        """Role and employer."""
        return f"{self.record.role.name} at {self.record.legal_entity.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under capacity."""
        return [Crumb("Capacity", reverse("capacity"))]

    def facts(self) -> Sequence[Fact]:
        """What the weeks come to."""
        total = self.sheet.total
        person = reverse("person", args=[self.record.pk]) if "see_people" in self.viewer.rights else ""
        return [
            Fact("Person", self.record, person),
            Fact("Available", show_hours(total.available)),
            Fact("Booked", show_hours(total.booked)),
            Fact("Free", show_hours(total.free)),
            Fact("Overbooked", show_hours(total.over)),
        ]

    def buttons(self) -> Sequence[Button]:
        """Book them."""
        return [Button("Book", f"{reverse('booking-new')}?person={self.record.pk}", "plus", "book", "primary")]

    @property
    def start(self) -> date:
        """The day that is asked for, else today where they work."""
        try:
            return date.fromisoformat(self.request.GET.get("start", ""))
        except ValueError:
            return today(self.record.legal_entity.time_zone)

    @property
    def sheet(self) -> Any:
        """Thirteen weeks, read once."""
        if not hasattr(self, "_sheet"):
            self._sheet = person_weeks(self.record, self.request.user, start=self.start, weeks=WEEKS)
        return self._sheet

    def more(self) -> dict[str, Any]:
        """Week by week."""
        weeks = zip(self.sheet.mondays, self.sheet.weeks, strict=True)
        return {"sheet": self.sheet, "weeks": [(monday, monday + timedelta(days=6), week) for monday, week in weeks]}


class UtilisationPage(OverEntities):
    """Billable approved time over what people could work, and what is booked of it."""

    title = "Utilisation"
    intro = "Billable, approved hours over the hours people could work: by person, team or role, and month or quarter."
    icon = "percentage"
    form_class = UtilisationForm
    template_name = "projects/capacity/utilisation.html"

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """This month and the two before, of each person."""
        return {
            "entity": "",
            "since": month_start(today, -2).isoformat(),
            "through": today.isoformat(),
            "per": "month",
            "by": "person",
            "show": "worked",
        }

    def read(self, asked: Mapping[str, Any]) -> Utilisation:
        """One read."""
        names = ("since", "through", "per", "by", "team", "entity")
        return utilisation(self.request.user, **{name: asked[name] for name in names})

    def heads(self, report: Utilisation) -> Sequence[str]:
        """A line a row and period."""
        return (
            report.by.capitalize(),
            "Of",
            "From",
            "Available",
            "Billable",
            "Approved",
            "Booked",
            "Utilisation, %",
            "Planned, %",
        )

    def cells(self, report: Utilisation) -> Iterable[Sequence[Any]]:
        """Hours with two decimals, per cent with one."""
        for row in report.rows:
            for start, used in zip(report.starts, row.periods, strict=True):
                hours = (hours_of(minutes) for minutes in used)
                yield (row.name, row.note, start, *hours, used.percent, used.planned_percent)

    def more(self, report: Utilisation, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Which figure each cell shows."""
        planned = asked["show"] == "planned"
        return {"planned": planned, "rows": used_rows(report, planned=planned)}
