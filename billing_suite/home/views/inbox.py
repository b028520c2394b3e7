"""The inbox: what the suite had to tell the person who looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from billing_suite.home.reports.work import first_line
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Bulk, BulkPage, Column, ListPage, Preset, SignedIn, StatusColumn
from billing_suite.kernel.work.actions import read_notifications
from billing_suite.kernel.work.models import Notification

AT_ONCE = 1000


@dataclass(frozen=True)
class TitleColumn(Column):
    """What happened, as the link to where to act, and the first line of the words."""

    kind: str = field(default="title", kw_only=True)
    phone: str = field(default="title", kw_only=True)

    def cell(self, row: Any) -> Any:
        """A link within the suite; plain words without one."""
        note = first_line(row.text)
        told = format_html('<span class="cell-note">{}</span>', note) if note and note != row.title else ""
        if row.url and url_has_allowed_host_and_scheme(row.url, allowed_hosts=None):
            return format_html('<a class="reference" href="{}">{}</a>{}', row.url, row.title, told)
        return format_html("{}{}", row.title, told)


class Inbox(ListPage):
    """One's own notifications, latest first. Looking at them changes nothing: one marks them as read."""

    model = Notification
    template_name = "home/inbox.html"
    title = "Inbox"
    intro = "What the suite had to tell you. Each line was mailed to you too."
    columns = (
        TitleColumn("What", "title"),
        StatusColumn("Status", lambda one: "read" if one.read_at else "new"),
        Column("When", "at", "at", phone="labelled"),
    )
    order = "-at"
    search = ("title", "text")
    search_hint = "Words"
    presets = (
        Preset("unread", "Unread", lambda rows, request: rows.filter(read_at__isnull=True)),
        Preset("all", "All", lambda rows, request: rows),
    )
    bulk = (Bulk("Mark as read", "inbox-reading", "read_notifications", "check"),)
    empty_title = "Nothing unread"
    empty_words = "You are told here when your work stops, when somebody answers, and when you are asked to act."
    empty_icon = "inbox"

    def context(self) -> dict[str, Any]:
        """With whether everything can be marked at once."""
        told = super().context()
        return {**told, "can_clear": "read_notifications" in self.viewer.rights and bool(told["found"].rows)}


class ReadNotifications(BulkPage):
    """Mark the ticked lines as read."""

    model = Notification
    verb = staticmethod(read_notifications)
    done_words = "marked as read"
    back_url_name = "inbox"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}


class ReadAll(SignedIn):
    """Mark everything unread as read."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One call of the verb over the oldest thousand."""
        unread = Notification.objects.visible_to(request.user).filter(read_at__isnull=True).order_by("at")
        held: Sequence[Notification] = list(unread[:AT_ONCE])
        done = read_notifications(held, at=now(), by=self.by).done
        messages.success(request, f"{len(done)} marked as read.")
        return HttpResponseRedirect(reverse("inbox"))
