"""The mails that wait for somebody, and one of them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    Preset,
    StatusColumn,
    VerbButton,
)
from crm.activities.models import Activity
from crm.correspondence.actions import size_of
from crm.correspondence.models import Mail

HELD = ("log_activity",)
LOG = "log_activity"


def mail_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a mail's pages."""
    return [Crumb("Unfiled mails", reverse("mails")), *more]


class MailList(ListPage):
    """One's own mails, those that wait first; strays too for who looks after them."""

    model = Mail
    rights = HELD
    title = "Unfiled mails"
    eyebrow = "Sales"
    columns = (
        LinkColumn("Subject", "subject", "subject", to="mail", note="get_why_display"),
        Column("From", "sender"),
        Column("To", "to"),
        DateColumn("Sent", "sent_at", "sent_at"),
        StatusColumn("Status", "status"),
    )
    order = "-sent_at"
    search = ("subject", "sender", "to")
    search_hint = "Subject, sender or recipient"
    presets = (
        Preset("unfiled", "Unfiled", lambda rows, request: rows.unfiled()),
        Preset("filed", "Filed", lambda rows, request: rows.filter(status="filed")),
        Preset("discarded", "Discarded", lambda rows, request: rows.filter(status="discarded")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nothing waits"
    empty_words = "Mails that fit no contact are kept here until you say whose they are."
    empty_icon = "mail"

    @property
    def intro(self) -> str:  # type: ignore[override]
        """How mails come here."""
        address = settings.MAIL_LOG_ADDRESS
        how = f"Put {address} into Bcc" if address else "Put the firm's log address into Bcc"
        return f"{how} of a mail to a customer: it is logged with them. What fits nobody you may see waits here."


class MailPage(DetailPage):
    """One mail: what it says while it waits, and where it went."""

    model = Mail
    rights = HELD
    template_name = "crm/correspondence/mail.html"
    eyebrow = "E-mail"

    def rows(self) -> Any:
        """With the owner."""
        return super().rows().for_list()  # type: ignore[attr-defined]

    def crumbs(self) -> Sequence[Crumb]:
        """Under the mails."""
        return mail_crumbs()

    def intro(self) -> str:
        """Why it waits."""
        return str(self.record.get_why_display()) if self.record.status == "unfiled" else ""

    def facts(self) -> Sequence[Fact]:
        """From whom, to whom, when, whose."""
        held = self.record
        told = [
            Fact("From", held.sender),
            Fact("To", held.to),
            Fact("Cc", held.cc),
            Fact("Sent", held.sent_at),
            Fact("Came", held.received_at),
            Fact("Whose", held.owner.name if held.owner else "Nobody's"),
        ]
        if held.ended_at:
            by = held.ended_by.name if held.ended_by else "As it came"
            told += [Fact(held.get_status_display(), held.ended_at), Fact("By", by)]
        return told

    def verbs(self) -> Sequence[VerbButton]:
        """Whose it is, or nobody's."""
        key, waits = self.record.pk, self.record.status == "unfiled"
        why = f"It is {self.record.status} already."
        discard, file = reverse("mail-discarding", args=[key]), reverse("mail-filing", args=[key])
        return [
            VerbButton("Discard", discard, "trash", LOG, enabled=waits, why_not=why),
            VerbButton("File", file, "folder", LOG, "primary", enabled=waits, why_not=why),
        ]

    def more(self) -> dict[str, Any]:
        """What came with it, and the activities it became."""
        files = [(file["name"], size_of(file["size"])) for file in self.record.attachments]
        seen = Activity.objects.visible_to(self.request.user).for_list()
        became = seen.filter(pk__in=self.record.filings.values("activity"))
        return {"files": files, "activities": list(became)}
