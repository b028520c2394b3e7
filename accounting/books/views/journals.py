"""Manual journals: the list with its tabs, the verbs over ticked rows, and those on one of them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from accounting.books.actions import approve_journals, attach_to_journal, discard_journals, draft_reversal
from accounting.books.forms.journals import AttachmentForm, ReversalForm
from accounting.books.models import JournalAttachment, ManualJournal
from accounting.books.views.filters import ENTITY
from accounting.books.views.journal import journal_crumbs
from billing_suite.kernel.record.files import LIMIT, FileRefused
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import from_minor
from billing_suite.kernel.values.outcome import only
from billing_suite.kernel.web.pages import (
    Bulk,
    BulkPage,
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    LinkColumn,
    ListPage,
    MoneyColumn,
    Preset,
    StatusColumn,
    VerbPage,
)
from billing_suite.kernel.web.show import day_words


class ManualJournals(ListPage):
    """Entries that people write, latest first."""

    model = ManualJournal
    rights = ("see_books",)
    title = "Manual journals"
    eyebrow = "Books"
    intro = "Entries that people write. Another person approves each, which posts it."
    columns = (
        LinkColumn("Journal", "reference", "reference", to="manual-journal"),
        DateColumn("Date", "on", "on"),
        Column("What", "description", "description"),
        StatusColumn("Status", "status", "status"),
        Column("Legal entity", "legal_entity.name"),
        DateColumn("Takes itself back", "reverses_on", "reverses_on"),
        MoneyColumn("Amount", lambda journal: from_minor(journal.worth_minor, journal.currency)),
    )
    order = "-reference"
    search = ("reference", "description")
    search_hint = "Reference or description"
    choices = (ENTITY, Choice("status", "Status", ManualJournal.STATUSES))
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("waiting", "To approve", lambda rows, request: rows.waiting()),
        Preset("posted", "Posted", lambda rows, request: rows.filter(status="posted")),
        Preset("discarded", "Discarded", lambda rows, request: rows.filter(status="discarded")),
    )
    bulk = (
        Bulk("Approve", "manual-journals-approve", "approve_journals", "thumb-up"),
        Bulk("Discard", "manual-journals-discard", "draft_journal", "trash"),
    )
    empty_title = "No manual journals yet"
    empty_words = "Invoices and receipts post by themselves; write a journal for what has no document here."
    empty_icon = "note"

    def rows(self) -> QuerySet[Any]:
        """With what each moves."""
        return super().rows().with_worth()  # type: ignore[attr-defined, no-any-return]

    def buttons(self) -> Sequence[Button]:
        """Write one; those that come by the calendar."""
        return [
            Button("Recurring journals", reverse("recurring-journals"), "calendar-due"),
            Button("New journal", reverse("manual-journal-draft"), "plus", "draft_journal", "primary"),
        ]


class ApproveJournals(BulkPage):
    """Say yes to ticked journals of others."""

    model = ManualJournal
    verb = staticmethod(approve_journals)
    done_words = "approved and posted"
    back_url_name = "manual-journals"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}


class DiscardJournals(BulkPage):
    """Drop ticked drafts."""

    model = ManualJournal
    verb = staticmethod(discard_journals)
    done_words = "discarded"
    back_url_name = "manual-journals"


class JournalVerb(VerbPage):
    """A verb on one journal."""

    model = ManualJournal
    asked: ClassVar[str] = ""
    done_words: ClassVar[str] = ""

    def rows(self) -> QuerySet[Any]:
        """With its legal entity."""
        return super().rows().select_related("legal_entity")

    def crumbs(self) -> Sequence[Crumb]:
        """The journal."""
        return journal_crumbs(self.record)

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record} of {day_words(self.record.on)}. {self.asked}"

    def success_url(self, done: Any) -> str:
        """The journal, as it is now."""
        return reverse("manual-journal", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """What happened."""
        return f"{self.record.reference} {self.done_words}"


class ApproveJournal(JournalVerb):
    """Say yes to a journal of somebody else, which posts it."""

    verb = staticmethod(approve_journals)
    title = "Approve the journal"
    submit_label = "Approve and post"
    asked = "It is posted at once, and never changes from then on."
    done_words = "is approved and posted"

    def perform(self, form: Any) -> ManualJournal:
        """One is many of length one."""
        return only(approve_journals([self.record], at=now(), by=self.by))


class DiscardJournal(JournalVerb):
    """Drop a draft."""

    verb = staticmethod(discard_journals)
    title = "Discard the journal"
    submit_label = "Discard"
    danger = True
    asked = "The draft ends; what it would have reversed may be reversed anew."
    done_words = "is discarded"

    def perform(self, form: Any) -> ManualJournal:
        """One is many of length one."""
        return only(discard_journals([self.record], by=self.by))


class ReverseJournal(JournalVerb):
    """Draft the mirror of a posted journal."""

    verb = staticmethod(draft_reversal)
    form_class = ReversalForm
    title = "Draft a reversal"
    submit_label = "Draft it"
    asked = "The mirror is a draft; another person approves it, which posts it."

    def initial(self) -> Mapping[str, Any]:
        """Today, but not before the journal's own date."""
        return {"on": max(self.record.on, self.record.legal_entity.local_date(now()))}

    def success_url(self, done: ManualJournal) -> str:
        """The mirror."""
        return reverse("manual-journal", args=[done.pk])

    def success_message(self, done: ManualJournal) -> str:
        """Named."""
        return f"{done.reference} mirrors {self.record.reference}. Another person approves it."


class AttachFile(JournalVerb):
    """Keep a file with a journal."""

    verb = staticmethod(attach_to_journal)
    form_class = AttachmentForm
    title = "Attach a file"
    submit_label = "Attach"
    asked = "Keep what shows why: the bill, the calculation."
    done_words = "has its file"

    def perform(self, form: Any) -> JournalAttachment:
        """One call of the verb; a file that is too large is not even read (INV-50)."""
        upload = form.cleaned_data["file"]
        if upload.size > LIMIT:
            raise FileRefused(f"{upload.name} has {upload.size:,} bytes; the limit is {LIMIT:,}", rule="INV-50")
        return attach_to_journal(self.record, name=upload.name, data=upload.read(), at=now(), by=self.by)
