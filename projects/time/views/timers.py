"""The clock on pages: start it, stop it into entries, or throw it away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage
from projects.plan.models import Task
from projects.time.forms import TimerForm
from projects.time.models import TimeEntry, Timer
from projects.time.reports import last_task
from projects.time.timers import RULE, discard_timer, start_timer, stop_timer
from projects.time.views.week import OneWeek, week_url


class StartTimer(OneWeek, FormPage):
    """The clock on a task, from now on."""

    verb = staticmethod(start_timer)
    form_class = TimerForm
    title = "Start a timer"
    eyebrow = "Delivery"
    submit_label = "Start"

    def question(self) -> str:
        """What comes of it."""
        return f"It runs until you stop it, whatever you close. Then it becomes a draft entry. {RULE}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under one's week."""
        return [Crumb("My time", reverse("my-time"))]

    def form_arguments(self) -> dict[str, Any]:
        """The tasks of open projects."""
        return {"tasks": Task.objects.visible_to(self.request.user).open()}

    def initial(self) -> dict[str, Any]:
        """The task of the last entry."""
        assert self.person is not None
        return {"task": last_task(self.person, self.request.user)}

    def perform(self, form: Any) -> Timer:
        """One call of the verb, for oneself, from now."""
        assert self.person is not None
        return start_timer(self.person, **form.cleaned_data, at=now(), by=self.by)

    def success_url(self, done: Timer) -> str:
        """One's week, where it is seen running."""
        return reverse("my-time")

    def success_message(self, done: Timer) -> str:
        """What it runs on."""
        return f"The timer runs on {done.task.name}."


class OneTimer(VerbPage):
    """A verb on a running clock."""

    model = Timer

    def rows(self) -> Any:
        """With person and task."""
        return super().rows().select_related("person__user", "person__legal_entity", "task__project")

    def crumbs(self) -> Sequence[Crumb]:
        """Under one's week."""
        return [Crumb("My time", reverse("my-time"))]

    def success_url(self, done: Any) -> str:
        """One's week."""
        return reverse("my-time")


class StopTimer(OneTimer):
    """What it showed becomes draft entries."""

    verb = staticmethod(stop_timer)
    title = "Stop the timer"
    submit_label = "Stop"

    def question(self) -> str:
        """What comes of it."""
        return f"The time on {self.record.task.name} becomes a draft entry. {RULE}"

    def arguments(self) -> Mapping[str, Any]:
        """Doors read the clock."""
        return {"at": now()}

    def success_url(self, done: list[TimeEntry]) -> str:
        """The week of what was logged."""
        return week_url(done[0].work_date)

    def success_message(self, done: list[TimeEntry]) -> str:
        """How long it was."""
        return f"{hours_of(sum(entry.minutes for entry in done))} h on {done[0].task.name} logged as a draft."


class DiscardTimer(OneTimer):
    """No entry comes of it."""

    verb = staticmethod(discard_timer)
    title = "Discard the timer"
    submit_label = "Discard"
    danger = True

    def question(self) -> str:
        """What is lost."""
        return f"The time on {self.record.task.name} is not kept."

    def success_message(self, done: None) -> str:
        """That it is gone."""
        return "The timer is discarded."
