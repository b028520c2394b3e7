"""Recurring journals: the list, one of them with what it made and what comes next, and its verbs."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.books.actions import approve_recurring_journal, end_recurring_journal
from accounting.books.journals import RECURRING_SUBJECT, occurrences
from accounting.books.models import ManualJournal, RecurringJournal
from accounting.books.views.buttons import recurring_verbs
from accounting.books.views.filters import ENTITY
from accounting.books.views.journal import LINES, approval_facts, journal_crumbs, lines_shown
from billing_suite.kernel.access.approvals import makers_of
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
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
    VerbPage,
    sheet,
)

AHEAD = 6  # occurrences told of before they come
FAR = timedelta(days=366 * AHEAD)  # yearly ones too
MADE = 24
OCCURRENCES = (
    LinkColumn("Journal", "reference", to="manual-journal"),
    DateColumn("Date", "on"),
    StatusColumn("Status", "status"),
    DateColumn("Takes itself back", "reverses_on"),
)


def recurring_crumbs(recurring: RecurringJournal | None = None) -> list[Crumb]:
    """The pages above a recurring journal, or above something of it."""
    held = [*journal_crumbs(), Crumb("Recurring journals", reverse("recurring-journals"))]
    return held + ([Crumb(recurring.reference, reverse("recurring-journal", args=[recurring.pk]))] if recurring else [])


class RecurringJournals(ListPage):
    """Journals that come by the calendar."""

    model = RecurringJournal
    rights = ("see_books",)
    title = "Recurring journals"
    eyebrow = "Books"
    intro = "Approved once, posted by the calendar: depreciation, rent, accruals that take themselves back."
    columns = (
        LinkColumn("Journal", "reference", "reference", to="recurring-journal"),
        Column("What", "description", "description"),
        StatusColumn("Status", "status", "status"),
        Column("How often", "get_cadence_display", "cadence"),
        DateColumn("First", "first_on", "first_on"),
        DateColumn("Until", "until", "until"),
        Column("Legal entity", "legal_entity.name"),
    )
    order = "-reference"
    search = ("reference", "description")
    search_hint = "Reference or description"
    choices = (
        ENTITY,
        Choice("status", "Status", RecurringJournal.STATUSES),
        Choice("cadence", "How often", RecurringJournal.CADENCES),
    )
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("waiting", "To approve", lambda rows, request: rows.filter(status="draft")),
        Preset("active", "Active", lambda rows, request: rows.filter(status="active")),
        Preset("ended", "Ended", lambda rows, request: rows.filter(status="ended")),
    )
    empty_title = "No recurring journals yet"
    empty_words = "What is the same every month is written and approved once."
    empty_icon = "calendar-due"

    def buttons(self) -> Sequence[Button]:
        """Write one."""
        url = reverse("recurring-journal-draft")
        return [Button("New recurring journal", url, "plus", "draft_journal", "primary")]


class RecurringPage(DetailPage):
    """One recurring journal: what it posts, when it comes next, what it has made."""

    model = RecurringJournal
    template_name = "accounting/books/recurring.html"
    rights = ("see_books",)
    eyebrow = "Recurring journal"
    facts_title = "At a glance"

    def rows(self) -> QuerySet[Any]:
        """With lines and approval."""
        return super().rows().select_related("legal_entity", "approval__policy__role").prefetch_related(LINES)

    def title(self) -> str:
        """Its reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """What it is for."""
        return str(self.record.description)

    def crumbs(self) -> Sequence[Crumb]:
        """The list."""
        return recurring_crumbs()

    def facts(self) -> Sequence[Fact]:
        """How often, from when until when, whose books."""
        held = self.record
        return [
            Fact("How often", held.get_cadence_display()),
            Fact("First", held.first_on),
            Fact("Until", held.until or "Somebody ends it"),
            Fact("Takes itself back", "On the first day of the next month" if held.reverses_next else "No"),
            Fact("Legal entity", held.legal_entity.name),
        ]

    @cached_property
    def makers(self) -> list[str]:
        """The tags of who wrote it."""
        return makers_of(RECURRING_SUBJECT, [self.record.pk]).get(str(self.record.pk), [])

    def verbs(self) -> Sequence[VerbButton]:
        """What may be done now, and why the rest may not."""
        return recurring_verbs(self.record, maker=self.by.tag in self.makers)

    def more(self) -> Mapping[str, Any]:
        """Lines, approval, occurrences made and to come."""
        held, today = self.record, self.record.legal_entity.local_date(now())
        made = ManualJournal.objects.visible_to(self.request.user).filter(recurring=held).order_by("-on")[:MADE]
        return {
            **lines_shown(held.lines.all(), held.currency),
            "approval_facts": approval_facts(self.makers, held.approval),
            "made": sheet("Occurrences made", OCCURRENCES, made),
            "upcoming": self.upcoming(today) if held.status != "ended" else [],
        }

    def upcoming(self, today: Any) -> list[Any]:
        """The next days on which it comes."""
        held = self.record
        days = occurrences(held, through=max(today, held.first_on) + FAR)
        return [day for day in days if day > today][:AHEAD]


class RecurringVerb(VerbPage):
    """A verb on one recurring journal."""

    model = RecurringJournal
    done_words = ""

    def crumbs(self) -> Sequence[Crumb]:
        """The recurring journal."""
        return recurring_crumbs(self.record)

    def success_url(self, done: RecurringJournal) -> str:
        """As it is now."""
        return reverse("recurring-journal", args=[done.pk])

    def success_message(self, done: RecurringJournal) -> str:
        """What happened."""
        return f"{done.reference} {self.done_words}"


class ApproveRecurring(RecurringVerb):
    """Say yes to a recurring journal of somebody else."""

    verb = staticmethod(approve_recurring_journal)
    title = "Approve the recurring journal"
    submit_label = "Approve"
    done_words = "is active. What is due is posted now, the rest on its day."

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record}: all its occurrences are posted under this one approval; those that are due, at once."


class EndRecurring(RecurringVerb):
    """No further occurrences."""

    verb = staticmethod(end_recurring_journal)
    title = "End the recurring journal"
    submit_label = "End it"
    done_words = "is ended"

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record} comes no more. What is posted stays."
