"""Leave: who is away when, what waits for a yes, and one's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.access.verb import can
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.outcome import only
from billing_suite.kernel.web.pages import (
    Bulk,
    BulkPage,
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from projects.people.actions import approve_leave, request_leave, withdraw_leave
from projects.people.forms import LeaveForm, WithdrawalForm
from projects.people.models import Leave, Person

HELD = ("see_leave",)
ANYWHERE = "UTC"  # a list over legal entities has one today


class LeaveList(ListPage):
    """Everybody's leave, the latest first."""

    model = Leave
    rights = HELD
    title = "Leave"
    eyebrow = "Delivery"
    intro = "Days people are away. They take from capacity once another person has approved them."
    columns = (
        LinkColumn("Person", "person.user.name", "person__user__name", to="leave"),
        Column("Kind", "get_kind_display", "kind"),
        DateColumn("First day", "first_day", "first_day"),
        DateColumn("Last day", "last_day", "last_day"),
        Column("Of each day", "share_told", "share"),
        StatusColumn("Status", "status", "status"),
        Column("Approved by", "approved_by.name", "approved_by__name"),
    )
    order = "-first_day"
    search = ("person__user__name",)
    search_hint = "Name"
    choices = (Choice("kind", "Kind", Leave.KINDS),)
    presets = (
        Preset("ahead", "Now and ahead", lambda rows, request: rows.filter(last_day__gte=today(ANYWHERE))),
        Preset("waiting", "Waits for you", lambda rows, request: rows.awaiting(request.user)),
        Preset("mine", "Mine", lambda rows, request: rows.own(request.user)),
        Preset("all", "All", lambda rows, request: rows),
    )
    bulk = (Bulk("Approve", "leave-approvals", "approve_leave", "check"),)
    empty_title = "Nobody is away"
    empty_words = "Leave that people ask for stands here."
    empty_icon = "calendar"

    def buttons(self) -> Sequence[Button]:
        """Ask for some."""
        return [Button("Ask for leave", reverse("leave-new"), "plus", "request_leave", "primary")]


class LeavePage(DetailPage):
    """One leave."""

    model = Leave
    rights = HELD
    eyebrow = "Leave"

    def rows(self) -> Any:
        """With person and approver."""
        rows: Any = super().rows()
        return rows.for_list()

    def title(self) -> str:
        """Whose."""
        return str(self.record.person)

    def intro(self) -> str:
        """What kind."""
        return f"{self.record.get_kind_display()}, {self.record.share_told.lower()}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under leave."""
        return [Crumb("Leave", reverse("leave-list"))]

    def facts(self) -> Sequence[Fact]:
        """From when to when, and who said yes."""
        held = self.record
        person = reverse("person", args=[held.person_id]) if "see_people" in self.viewer.rights else ""
        told = [
            Fact("Person", held.person, person),
            Fact("First day", held.first_day),
            Fact("Last day", held.last_day),
            Fact("Asked for by", held.requested_by),
        ]
        told += [Fact("Approved by", held.approved_by)] if held.approved_by else []
        return [*told, Fact("Withdrawn because", held.why)] if held.why else told

    def verbs(self) -> Sequence[VerbButton]:
        """Approve it, take it back."""
        held, user = self.record, self.request.user
        is_maker = user.pk in (held.person.user_id, held.requested_by_id)
        return [
            VerbButton(
                "Approve",
                reverse("leave-approval", args=[held.pk]),
                "check",
                "approve_leave",
                "primary",
                enabled=held.status == "requested" and not is_maker,
                why_not="Another person approves it." if is_maker else f"It is {held.status}.",
            ),
            VerbButton(
                "Withdraw",
                reverse("leave-withdrawal", args=[held.pk]),
                "x",
                "request_leave",
                enabled=held.status != "withdrawn",
                why_not="It is withdrawn.",
            ),
        ]


class RequestLeave(FormPage):
    """One's own leave, or a colleague's by who approves."""

    verb = staticmethod(request_leave)
    form_class = LeaveForm
    title = "Ask for leave"
    submit_label = "Ask"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """Oneself; whoever approves may enter it for others too."""
        user = self.request.user
        people = Person.objects.visible_to(user).select_related("user")
        return {"people": people if can(user, "approve_leave") else people.filter(user=user.pk)}

    def initial(self) -> Mapping[str, Any]:
        """Oneself."""
        return {"person": Person.objects.visible_to(self.request.user).filter(user=self.request.user.pk).first()}

    def perform(self, form: Any) -> Leave:
        """One call of the verb."""
        given = dict(form.cleaned_data)
        return request_leave(given.pop("person"), **given, by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "Another person approves it; from then on it takes from capacity."

    def crumbs(self) -> Sequence[Crumb]:
        """Under leave."""
        return [Crumb("Leave", reverse("leave-list"))]

    def success_url(self, done: Leave) -> str:
        """The new leave."""
        return reverse("leave", args=[done.pk])

    def success_message(self, done: Leave) -> str:
        """What happens next."""
        return "It waits for somebody to approve it."


class ApproveMany(BulkPage):
    """The ticked leave is approved; the refused are named one by one."""

    model = Leave
    verb = staticmethod(approve_leave)
    rights = ("approve_leave",)
    done_words = "approved"
    back_url_name = "leave-list"

    def arguments(self) -> Mapping[str, Any]:
        """Doors read the clock."""
        return {"at": now()}


class OneLeave(VerbPage):
    """A verb on one leave."""

    model = Leave

    def rows(self) -> Any:
        """With the person."""
        rows: Any = super().rows()
        return rows.for_list()

    def arguments(self) -> Mapping[str, Any]:
        """Doors read the clock."""
        return {"at": now()}

    def question(self) -> str:
        """Which one."""
        held = self.record
        return f"{held.get_kind_display()} of {held.person}, {held.first_day} to {held.last_day}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the leave."""
        return [Crumb("Leave", reverse("leave-list")), Crumb(str(self.record), reverse("leave", args=[self.record.pk]))]

    def success_url(self, done: Leave) -> str:
        """Back to it."""
        return reverse("leave", args=[self.record.pk])

    def success_message(self, done: Leave) -> str:
        """Its state."""
        return f"The leave is {done.get_status_display().lower()}."


class ApproveOne(OneLeave):
    """A yes."""

    verb = staticmethod(approve_leave)
    title = "Approve leave"
    submit_label = "Approve"

    def perform(self, form: Any) -> Leave:
        """One call of the verb with a set of one."""
        return only(approve_leave([self.record], **self.arguments(), by=self.by))


class Withdraw(OneLeave):
    """Taken back, or declined."""

    verb = staticmethod(withdraw_leave)
    form_class = WithdrawalForm
    title = "Withdraw leave"
    submit_label = "Withdraw"
    danger = True
