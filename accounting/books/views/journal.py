"""One manual journal: its lines, who wrote and approved it, its entry, its files, and what may be done with it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from accounting.books.journals import SUBJECT, worth_of
from accounting.books.models import JournalAttachment, JournalLine, ManualJournal
from accounting.books.views.buttons import journal_verbs
from accounting.books.views.entries import words_of
from billing_suite.kernel.access.approvals import Approval, makers_of
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.web.pages import Crumb, DetailPage, Fact, OneRecord, VerbButton

LINES = Prefetch("lines", JournalLine.objects.select_related("account", "customer", "contract", "project"))
JOINS = (
    "legal_entity",
    "reverses",
    "recurring",
    "approval__policy__role",
    "entry__reversed_by",
)


def journal_crumbs(journal: ManualJournal | None = None) -> list[Crumb]:
    """The pages above a journal, or above something of it."""
    held = [Crumb("Manual journals", reverse("manual-journals"))]
    return held + ([Crumb(journal.reference, reverse("manual-journal", args=[journal.pk]))] if journal else [])


def lines_shown(lines: Sequence[JournalLine], currency: str) -> dict[str, Any]:
    """Lines with debit and credit apart, and their one sum."""
    shown = [
        {
            "account": line.account,
            "debit": line.amount if line.amount_minor > 0 else None,
            "credit": -line.amount if line.amount_minor < 0 else None,
            "about": [record for record in (line.customer, line.contract, line.project) if record is not None],
            "product": line.product,
        }
        for line in lines
    ]
    return {"lines": shown, "total": worth_of(currency, lines)}


def approval_facts(makers: Sequence[str], approval: Approval | None) -> list[Fact]:
    """Who wrote it, who said yes, under which policy: one query for the names."""
    names = names_of([*makers, approval.approver or ""] if approval else makers)
    facts = [Fact("Written by", ", ".join(names.get(tag, "") for tag in makers))]
    if approval is None:
        return [*facts, Fact("Approved by", "Nobody yet")]
    facts += [
        Fact("Approved by", names.get(approval.approver or "", "By policy")),
        Fact("Approved", approval.approved_at),
        Fact("Version", approval.version),
    ]
    if approval.policy:
        facts.append(Fact("Policy", f"{approval.policy.role.name.capitalize()} approves this amount"))
    return facts


class JournalPage(DetailPage):
    """The journal as it was written, and what became of it."""

    model = ManualJournal
    template_name = "accounting/books/journal.html"
    rights = ("see_books",)
    eyebrow = "Manual journal"
    facts_title = "At a glance"

    def rows(self) -> QuerySet[Any]:
        """With lines, approval, entry, and the journals it hangs on."""
        return super().rows().select_related(*JOINS).prefetch_related(LINES, "reversals")

    def title(self) -> str:
        """Its reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """What it is for."""
        return str(self.record.description)

    def crumbs(self) -> Sequence[Crumb]:
        """The list."""
        return journal_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Dates, whose books, where it is posted, what it hangs on."""
        journal = self.record
        facts = [
            Fact("Date", journal.on),
            Fact("Legal entity", journal.legal_entity.name),
            Fact("Amount", worth_of(journal.currency, journal.lines.all())),
            Fact("Version", journal.version),
        ]
        if journal.entry:
            url = reverse("journal-entry", args=[journal.entry_id])
            facts.append(Fact("Journal entry", words_of(journal.entry), url))
        if journal.recurring:
            url = reverse("recurring-journal", args=[journal.recurring_id])
            facts.append(Fact("Comes from", journal.recurring.reference, url))
        return [*facts, *self.reversal_facts()]

    def reversal_facts(self) -> list[Fact]:
        """What takes it back, and what it takes back."""
        journal, facts = self.record, []
        if journal.reverses:
            url = reverse("manual-journal", args=[journal.reverses_id])
            facts.append(Fact("Reverses", journal.reverses.reference, url))
        facts += [
            Fact(f"Reversal, {mirror.get_status_display().lower()}", mirror.reference, mirror_url(mirror))
            for mirror in journal.reversals.all()
        ]
        if journal.reverses_on:
            facts.append(Fact("Takes itself back on", journal.reverses_on))
        if self.mirror and not self.journal_of_mirror:
            url = reverse("journal-entry", args=[self.mirror.pk])
            facts.append(Fact("Taken back by", words_of(self.mirror), url))
        return facts

    @property
    def mirror(self) -> Any:
        """The entry that reverses this journal's, if there is one."""
        return getattr(self.record.entry, "reversed_by", None)

    @property
    def journal_of_mirror(self) -> bool:
        """Whether a journal says so, rather than the calendar."""
        return any(mirror.entry_id == self.mirror.pk for mirror in self.record.reversals.all())

    def verbs(self) -> Sequence[VerbButton]:
        """What may be done now, and why the rest may not."""
        return journal_verbs(self.record, maker=self.by.tag in self.makers, is_reversed=self.mirror is not None)

    @cached_property
    def makers(self) -> list[str]:
        """The tags of everybody who wrote or changed it."""
        return makers_of(SUBJECT, [self.record.pk]).get(str(self.record.pk), [])

    def more(self) -> Mapping[str, Any]:
        """Lines, approval, files."""
        journal = self.record
        attachments = list(JournalAttachment.objects.filter(journal=journal).select_related("file"))
        names = names_of(attachment.actor for attachment in attachments)
        return {
            **lines_shown(journal.lines.all(), journal.currency),
            "approval_facts": approval_facts(self.makers, journal.approval),
            "attachments": [(attachment, names.get(attachment.actor, "")) for attachment in attachments],
        }


def mirror_url(journal: ManualJournal) -> str:
    """The page of a reversal."""
    return reverse("manual-journal", args=[journal.pk])


class AttachmentFile(OneRecord):
    """A file kept with a journal, read from outside the web root for whoever may see the journal."""

    model = ManualJournal
    rights = ("see_books",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes, checked against their hash; kept by the browser, never run there."""
        held = JournalAttachment.objects.filter(journal=self.record, pk=self.kwargs["number"]).select_related("file")
        attachment = held.first()
        if attachment is None:
            raise Http404("no such file")
        file = attachment.file
        response = HttpResponse(file.read(), content_type=file.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
