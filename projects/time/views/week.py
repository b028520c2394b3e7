"""One's own week: log, correct, submit."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import (
    BulkPage,
    Column,
    Crumb,
    DateColumn,
    FormPage,
    HoursColumn,
    LinkColumn,
    StatusColumn,
    VerbPage,
    sheet,
)
from billing_suite.kernel.web.show import day_words
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.actions import change_time, log_time, submit_time
from projects.time.forms import ChangeForm, EntryForm
from projects.time.models import TimeEntry
from projects.time.reports import Week, monday_of, week_of

YEARS = range(2000, 2100)
COLUMNS = (
    LinkColumn("Task", "task.name", to="time-entry", note=lambda entry: entry.note or ""),
    DateColumn("Day", "work_date"),
    Column("Project", lambda entry: f"{entry.project.reference} {entry.project.name}"),
    StatusColumn("Status", "status"),
    Column("Billable", lambda entry: "" if entry.billable else "Not billable"),
    HoursColumn("Hours", "minutes"),
)


def entry_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to an entry's pages."""
    return [Crumb("Time entries", reverse("time-entries")), *more]


class MyWeek(FormPage):
    """The viewer's own week: what is logged, and a form for more."""

    verb = staticmethod(log_time)
    form_class = EntryForm
    template_name = "projects/time/week.html"
    title = "My time"
    eyebrow = "Delivery"
    submit_label = "Add entry"

    @cached_property
    def person(self) -> Person | None:
        """The viewer as somebody who delivers; there are colleagues who do not."""
        seen = Person.objects.visible_to(self.request.user).select_related("legal_entity", "user")
        return seen.filter(user=self.request.user.pk).first()

    @cached_property
    def today(self) -> date:
        """The person's business date."""
        return today(self.person.legal_entity.time_zone if self.person else "UTC")

    @cached_property
    def day(self) -> date:
        """The day whose week is shown."""
        try:
            asked = date.fromisoformat(self.request.GET.get("week") or self.today.isoformat())
        except ValueError:
            raise Http404("no such week") from None
        if asked.year not in YEARS:
            raise Http404("no such week")
        return asked

    @cached_property
    def week(self) -> Week | None:
        """The days and entries of that week."""
        if self.person is None:
            return None
        return week_of(self.person, self.request.user, day=self.day, today=self.today)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; whoever is no person of delivery is told how to become one."""
        if request.user.is_authenticated and self.right in self.viewer.rights and self.person is None:
            return render(request, "projects/time/nobody.html", {"page": self, "title": self.title}, status=404)
        return super().dispatch(request, *args, **kwargs)

    def form_arguments(self) -> dict[str, Any]:
        """The tasks of open projects."""
        return {"tasks": Task.objects.visible_to(self.request.user).open()}

    def initial(self) -> dict[str, Any]:
        """Today when it is in the week, else its Monday; the task of the last entry."""
        assert self.week is not None
        day = self.today if monday_of(self.today) == self.week.monday else self.week.monday
        last = TimeEntry.objects.visible_to(self.request.user).filter(person=self.person).order_by("-pk").first()
        return {"work_date": day, "task": last.task_id if last else None, "billable": True}

    def perform(self, form: Any) -> TimeEntry:
        """One call of the verb, for oneself."""
        assert self.person is not None
        return log_time(self.person, **form.cleaned_data, by=self.by)

    def context(self, form: Any) -> dict[str, Any]:
        """With the week."""
        assert self.week is not None
        columns = [column for column in COLUMNS if column.label != "Project" or self.week.entries]
        return {
            **super().context(form),
            "week": self.week,
            "entries": sheet("Entries", columns, self.week.entries),
            "may_submit": "submit_time" in self.viewer.rights,
            "returned": [entry for entry in self.week.entries if entry.return_comment],
        }

    def success_url(self, done: TimeEntry) -> str:
        """The week of the entry."""
        return f"{reverse('my-time')}?week={monday_of(done.work_date)}"

    def success_message(self, done: TimeEntry) -> str:
        """What was logged."""
        return f"{hours_of(done.minutes)} h on {done.task.name}, {day_words(done.work_date)}."


class SubmitTime(BulkPage):
    """Ticked drafts, or a whole week's, are put up for approval."""

    model = TimeEntry
    verb = staticmethod(submit_time)
    rights = ("submit_time",)
    done_words = "submitted for approval"

    @property
    def back_url(self) -> str:
        """The week that was submitted, or the list."""
        self.back_url_name = "my-time" if "week" in self.request.POST else "time-entries"  # type: ignore[misc]
        return super().back_url


class ChangeTime(VerbPage):
    """A draft's minutes, note, and whether it is billable."""

    model = TimeEntry
    verb = staticmethod(change_time)
    form_class = ChangeForm
    title = "Change the entry"
    submit_label = "Save"

    def rows(self) -> Any:
        """With project and task."""
        return super().rows().select_related("project", "task")

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {name: getattr(self.record, name) for name in ("minutes", "note", "billable")}

    def question(self) -> str:
        """Which entry."""
        held = self.record
        return f"{held.task.name}, {held.project.reference}, on {day_words(held.work_date)}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the entry."""
        return entry_crumbs(Crumb(str(self.record), reverse("time-entry", args=[self.record.pk])))

    def success_url(self, done: TimeEntry) -> str:
        """Back to it."""
        return reverse("time-entry", args=[done.pk])

    def success_message(self, done: TimeEntry) -> str:
        """What it is now."""
        return f"The entry is {hours_of(done.minutes)} h now."
