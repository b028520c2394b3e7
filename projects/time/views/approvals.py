"""The queue of submitted time, and what an approver does with it; never with their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.outcome import Outcome, only
from billing_suite.kernel.web.pages import Bulk, BulkPage, Choice, Crumb, ListPage, VerbPage
from billing_suite.kernel.web.show import day_words, show_hours
from projects.time.actions import approve_time, discard_time, return_time, submit_time
from projects.time.forms import ReturnForm
from projects.time.models import TimeEntry
from projects.time.views.entries import COLUMNS, WorkedBetween, project_choices
from projects.time.views.week import entry_crumbs, week_url

RIGHT = "approve_time"
LISTED = 20  # entries that are named on the page that asks for a reason


class ApprovalQueue(ListPage):
    """Submitted time of others, the oldest first."""

    model = TimeEntry
    rights = (RIGHT,)
    title = "Approvals"
    eyebrow = "Delivery"
    intro = "Time that waits for your approval. Approving freezes the rate of its work date."
    columns = tuple(column for column in COLUMNS if column.label != "Status")
    order = "work_date"
    search = ("note", "person__user__name", "task__name", "project__reference", "project__name")
    search_hint = "Note, person, task or project"
    choices = (Choice("project", "Project", project_choices),)
    filterset_class = WorkedBetween
    bulk = (
        Bulk("Approve", "time-approval", RIGHT, "check"),
        Bulk("Return", "time-return", RIGHT, "rotate-clockwise"),
    )
    empty_title = "Nothing waits for you"
    empty_words = "Time that others submit on your projects stands here until you approve or return it."
    empty_icon = "clock-check"

    def rows(self) -> Any:
        """What one may decide on: nobody decides on their own time, or on what they submitted (INV-27)."""
        rows: Any = super().rows()
        return rows.awaiting(self.request.user)

    def stats(self) -> Sequence[Mapping[str, Any]]:
        """How much it is; one query."""
        sums = self.narrowed().aggregate(minutes=Sum("minutes"))
        return [{"label": "Awaiting your approval", "value": show_hours(sums["minutes"] or 0), "lead": "yes"}]


class ApproveTime(BulkPage):
    """The ticked entries are approved; the refused are named one by one."""

    model = TimeEntry
    verb = staticmethod(approve_time)
    rights = (RIGHT,)
    done_words = "approved"
    back_url_name = "time-approvals"

    def arguments(self) -> Mapping[str, Any]:
        """Doors read the clock."""
        return {"at": now()}


class ReturnTime(BulkPage):
    """The ticked entries go back with one reason, which is asked for first."""

    model = TimeEntry
    verb = staticmethod(return_time)
    rights = (RIGHT,)
    done_words = "returned"
    back_url_name = "time-approvals"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the reason, or return them with it."""
        asked = "comment" in request.POST
        form = ReturnForm(request.POST if asked else None)
        if asked and form.is_valid():
            return super().post(request, *args, **kwargs)
        return self.question(form, status=400 if asked else 200)

    def perform(self, records: list[Any]) -> Outcome[Any]:
        """One call of the verb."""
        return return_time(records, comment=self.request.POST["comment"], by=self.by)

    def question(self, form: ReturnForm, *, status: int) -> HttpResponse:
        """What comes back, and the form for the reason."""
        entries = list(self.rows().for_list().filter(pk__in=self.ids)[: LISTED + 1])  # type: ignore[attr-defined]
        context = {
            "page": self,
            "title": "Return time",
            "crumbs": [Crumb("Approvals", reverse("time-approvals"))],
            "cancel_url": reverse(self.back_url_name),
            "form": form,
            "ids": self.ids,
            "entries": entries[:LISTED],
            "more": len(self.ids) - len(entries[:LISTED]),
        }
        return render(self.request, "projects/time/return.html", context, status=status)


class OneEntry(VerbPage):
    """A verb over many, on the page of one entry."""

    model = TimeEntry

    def rows(self) -> Any:
        """With person, project and task."""
        return super().rows().select_related("person__user", "project", "task")

    def perform(self, form: Any) -> TimeEntry:
        """One call of the verb with a set of one: its record, or its refusal."""
        outcome: Outcome[TimeEntry] = type(self).verb(
            [self.record], **form.cleaned_data, **self.arguments(), by=self.by
        )  # type: ignore[misc]
        return only(outcome)

    def question(self) -> str:
        """Which entry."""
        held = self.record
        return f"{hours_of(held.minutes)} h of {held.person.user.name} on {held.task.name}, {day_words(held.work_date)}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the entry."""
        return entry_crumbs(Crumb(str(self.record), reverse("time-entry", args=[self.record.pk])))

    def success_url(self, done: TimeEntry) -> str:
        """Back to it."""
        return reverse("time-entry", args=[done.pk])

    def success_message(self, done: TimeEntry) -> str:
        """Its state."""
        return f"The entry is {done.get_status_display().lower()}."


class SubmitEntry(OneEntry):
    """A draft is put up for approval."""

    verb = staticmethod(submit_time)
    title = "Submit the entry"
    submit_label = "Submit"


class ApproveEntry(OneEntry):
    """Its rate is frozen by the card of its work date."""

    verb = staticmethod(approve_time)
    title = "Approve the entry"
    submit_label = "Approve"

    def arguments(self) -> Mapping[str, Any]:
        """Doors read the clock."""
        return {"at": now()}


class ReturnEntry(OneEntry):
    """Back to a draft, with a reason."""

    verb = staticmethod(return_time)
    form_class = ReturnForm
    title = "Return the entry"
    submit_label = "Return"


class DiscardEntry(OneEntry):
    """A draft leaves."""

    verb = staticmethod(discard_time)
    title = "Discard the draft"
    submit_label = "Discard"
    danger = True

    def success_url(self, done: TimeEntry) -> str:
        """The week in which it stood."""
        return week_url(done.work_date)

    def success_message(self, done: TimeEntry) -> str:
        """That it is gone."""
        return "The draft is discarded."
