"""The page that corrects approved time."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.web.pages import Crumb, VerbPage
from billing_suite.kernel.web.show import day_words
from projects.time.correcting import correct_time
from projects.time.forms import CorrectForm
from projects.time.models import TimeEntry
from projects.time.views.week import entry_crumbs


class CorrectTime(VerbPage):
    """Approved time is taken back by a counter-entry, and said anew."""

    model = TimeEntry
    verb = staticmethod(correct_time)
    form_class = CorrectForm
    title = "Correct the entry"
    submit_label = "Correct"

    def rows(self) -> Any:
        """With project and task."""
        return super().rows().select_related("project", "task")

    def initial(self) -> dict[str, Any]:
        """As it was approved."""
        return {name: getattr(self.record, name) for name in ("minutes", "note", "billable")}

    def question(self) -> str:
        """What comes of it."""
        held = self.record
        what = f"{hours_of(held.minutes)} h on {held.task.name}, {held.project.reference}, {day_words(held.work_date)}"
        return (
            f"{what}. It stays as it is: a counter-entry takes it back, and the right entry takes its place as drafts."
        )

    def crumbs(self) -> Sequence[Crumb]:
        """Under the entry."""
        return entry_crumbs(Crumb(str(self.record), reverse("time-entry", args=[self.record.pk])))

    def success_url(self, done: list[TimeEntry]) -> str:
        """What takes its place, or what takes it back."""
        return reverse("time-entry", args=[done[-1].pk])

    def success_message(self, done: list[TimeEntry]) -> str:
        """What is to be done now."""
        return f"{len(done)} drafts correct it. Submit them, and they are approved as any time."
