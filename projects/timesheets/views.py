"""The page of deadlines for timesheets."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.web.pages import Crumb, FormPage
from projects.timesheets.actions import set_sheet_deadline
from projects.timesheets.forms import DeadlineForm
from projects.timesheets.models import SheetDeadline, SheetReminder


class SheetDeadlines(FormPage):
    """The deadlines there are, and one more or another."""

    verb = staticmethod(set_sheet_deadline)
    form_class = DeadlineForm
    template_name = "projects/timesheets/deadlines.html"
    title = "Timesheet reminders"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """The legal entities on offer are those one may see."""
        return {"user": self.request.user}

    def perform(self, form: Any) -> SheetDeadline:
        """One call of the verb."""
        given = dict(form.cleaned_data)
        return set_sheet_deadline(given.pop("entity"), **given, by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "Whoever has not submitted a week by then is reminded, once. Without a deadline nobody is."

    def context(self, form: Any) -> dict[str, Any]:
        """With those in force, and who was told lately."""
        seen = SheetDeadline.objects.visible_to(self.viewer.reader).for_list()
        told = SheetReminder.objects.filter(person__legal_entity__in=[one.legal_entity_id for one in seen])
        return {
            **super().context(form),
            "deadlines": list(seen),
            "told": list(told.select_related("recipient").order_by("-at", "-pk")[:20]),
        }

    def crumbs(self) -> Sequence[Crumb]:
        """Under timesheets."""
        return [Crumb("Timesheets", reverse("timesheets"))]

    def success_url(self, done: Any) -> str:
        """Here again."""
        return reverse("sheet-deadlines")

    def success_message(self, done: SheetDeadline) -> str:
        """When."""
        return f"The time of a week is due on {done} of the next."
