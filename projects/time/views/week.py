"""One's own week: a grid of tasks and days, one entry by itself, corrections, submission."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.pages import BulkPage, Crumb, FormPage, SignedIn, VerbPage
from billing_suite.kernel.web.pages.bulk import REFUSALS_SHOWN
from billing_suite.kernel.web.show import day_words
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.actions import change_time, log_time, submit_time
from projects.time.forms import ChangeForm, EntryForm
from projects.time.gridding import WeekForm, rows_sent
from projects.time.grids import OFFERED, lay_out, task_words, tasks_named, tasks_offered
from projects.time.models import TimeEntry, Timer
from projects.time.reports import Week, last_task, monday_of, week_of
from projects.time.weeks import WeekRefused, copy_week, fill_week

YEARS = range(2000, 2100)
DAYS = tuple("0123456")


def entry_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to an entry's pages."""
    return [Crumb("Time entries", reverse("time-entries")), *more]


class OneWeek(SignedIn):
    """A page about a week of the viewer's own."""

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

    @property
    def monday(self) -> date:
        """Its first day."""
        return monday_of(self.day)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; whoever is no person of delivery is told how to become one."""
        if request.user.is_authenticated and "log_time" in self.viewer.rights and self.person is None:
            return render(request, "projects/time/nobody.html", {"page": self, "title": "My time"}, status=404)
        return super().dispatch(request, *args, **kwargs)


def week_url(day: date) -> str:
    """The page of a day's week."""
    return f"{reverse('my-time')}?week={monday_of(day)}"


class MyWeek(OneWeek, FormPage):
    """The viewer's own week as a grid, saved as a whole."""

    verb = staticmethod(fill_week)
    form_class = WeekForm
    template_name = "projects/time/week.html"
    title = "My time"
    eyebrow = "Delivery"
    submit_label = "Save the week"

    @cached_property
    def week(self) -> Week:
        """The days and entries of that week."""
        assert self.person is not None
        return week_of(self.person, self.request.user, day=self.day, today=self.today)

    @cached_property
    def added(self) -> list[Any]:
        """The rows that the form holds besides those of the week; then the one that is asked for."""
        return list(rows_sent(self.request.POST))

    def form_arguments(self) -> dict[str, Any]:
        """The rows of the grid."""
        assert self.person is not None
        return {"grid": lay_out(self.person, self.request.user, self.week, added=self.added)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save the week, or show it again with one more row, whatever its cells hold."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        text = request.POST.get("add", "").strip()[:200]
        found = tasks_named(request.user, text) if text else []
        self.added += [task.pk for task in found] if len(found) == 1 else []
        form = self.form(request.POST)
        if len(found) != 1:
            words = "Several tasks are called so: write more of it" if found else "No open task is called so"
            form.add_error("add", words)
            return self.page(form, status=400)
        return self.page(form)

    def perform(self, form: Any) -> list[TimeEntry]:
        """One call of the verb, for oneself."""
        assert self.person is not None
        return fill_week(self.person, cells=form.cells(), by=self.by)

    def page(self, form: Any, *, status: int = 200, refusal: Refusal | None = None) -> HttpResponse:
        """The grid, with the words of a refusal at its cells."""
        if isinstance(refusal, WeekRefused):
            form.tell(refusal.fields)
        return super().page(form, status=status, refusal=refusal)

    def context(self, form: Any) -> dict[str, Any]:
        """With the week, what is proposed for another row, and the day that a phone shows."""
        offered = tasks_offered(self.request.user).order_by("-project__reference", "position")[:OFFERED]
        asked = self.request.POST.get("day") or self.request.GET.get("day") or ""
        here = self.today.weekday() if monday_of(self.today) == self.monday else 0
        return {
            **super().context(form),
            "week": self.week,
            "offered": [task_words(task) for task in offered],
            "picked": int(asked) if asked in DAYS else here,
            "timer": self.timer(),
            "may_submit": "submit_time" in self.viewer.rights,
            "returned": [entry for entry in self.week.entries if entry.return_comment],
        }

    def timer(self) -> dict[str, Any] | None:
        """The clock that runs for the viewer, and since how many seconds."""
        found = Timer.objects.visible_to(self.request.user).for_list().filter(person=self.person).first()
        return {"held": found, "seconds": int((now() - found.started_at).total_seconds())} if found else None

    def success_url(self, done: list[TimeEntry]) -> str:
        """The same week, on the same day."""
        picked = self.request.POST.get("day", "")
        return f"{week_url(self.monday)}&day={picked}" if picked in DAYS else week_url(self.monday)

    def success_message(self, done: list[TimeEntry]) -> str:
        """That it is saved."""
        return "The week is saved."


class CopyWeek(OneWeek):
    """The latest week before is copied into this one, where nothing stands yet."""

    rights = ("log_time",)
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One call of the verb; what could not be copied is named."""
        assert self.person is not None
        outcome = copy_week(self.person, monday=self.monday, by=self.by)
        messages.success(request, f"{len(outcome.done)} copied from the latest week with time.")
        for refusal in outcome.refused[:REFUSALS_SHOWN]:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(week_url(self.monday))


class LogTime(OneWeek, FormPage):
    """One entry by itself, with its note and whether it is billable."""

    verb = staticmethod(log_time)
    form_class = EntryForm
    title = "Log time"
    eyebrow = "Delivery"
    submit_label = "Add entry"

    def crumbs(self) -> Sequence[Crumb]:
        """Under one's week."""
        return [Crumb("My time", week_url(self.day))]

    def form_arguments(self) -> dict[str, Any]:
        """The tasks of open projects."""
        return {"tasks": Task.objects.visible_to(self.request.user).open()}

    def initial(self) -> dict[str, Any]:
        """Today when it is in the week, else its Monday; the task of the last entry."""
        day = self.today if monday_of(self.today) == self.monday else self.monday
        assert self.person is not None
        return {"work_date": day, "task": last_task(self.person, self.request.user), "billable": True}

    def perform(self, form: Any) -> TimeEntry:
        """One call of the verb, for oneself."""
        assert self.person is not None
        return log_time(self.person, **form.cleaned_data, by=self.by)

    def success_url(self, done: TimeEntry) -> str:
        """The week of the entry."""
        return week_url(done.work_date)

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
