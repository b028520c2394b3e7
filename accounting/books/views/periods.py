"""Periods: the list, and the close page of one with its checklist and the steps taken."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.books.models import CloseTick, JournalEntry, Period, PeriodStep
from accounting.books.reports.checklist import CheckLine, checklist
from accounting.books.views.entries import source_words
from accounting.books.views.filters import ENTITY
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.firm.closing import close_items
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
    StatusColumn,
    VerbButton,
    sheet,
)

LATEST = 50
ENTRIES = (
    LinkColumn("Entry", "reference", to="journal-entry"),
    DateColumn("Date", "on"),
    Column("What", "description"),
    Column("From", source_words),
)


def period_crumbs(period: Period | None = None) -> list[Crumb]:
    """The pages above a period, or above something of it."""
    held = [Crumb("Periods", reverse("periods"))]
    return held + ([Crumb(str(period), reverse("period", args=[period.pk]))] if period else [])


class Periods(ListPage):
    """Months open to posting, or closed."""

    model = Period
    rights = ("see_books",)
    title = "Periods"
    eyebrow = "Books"
    intro = "Nothing is dated in a closed period, and nothing in one that was never opened."
    columns = (
        LinkColumn("Period", str, "starts_on", to="period"),
        Column("Legal entity", "legal_entity.name", "legal_entity__name"),
        DateColumn("From", "starts_on"),
        DateColumn("To", "ends_on", "ends_on"),
        StatusColumn("Status", "status", "status"),
    )
    order = "starts_on"
    choices = (ENTITY, Choice("status", "Status", Period.STATUSES))
    empty_title = "No period is open yet"
    empty_words = "Periods are opened with the books of a legal entity."
    empty_icon = "calendar"

    def buttons(self) -> Sequence[Button]:
        """The year's end; further periods."""
        return [
            Button("Year end", reverse("year-end"), "flag", "see_books"),
            Button("Open periods", reverse("periods-opening"), "plus", "open_periods", "primary"),
        ]


class PeriodPage(DetailPage):
    """One period: what is to be looked at before it closes, the steps taken, and what is posted in it."""

    model = Period
    template_name = "accounting/books/period.html"
    rights = ("see_books",)
    eyebrow = "Period"

    def rows(self) -> QuerySet[Any]:
        """With its legal entity."""
        return super().rows().select_related("legal_entity", "step")

    def intro(self) -> str:
        """Of which books."""
        return str(self.record.legal_entity)

    def crumbs(self) -> Sequence[Crumb]:
        """The periods."""
        return period_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Its span, and how much is posted in it: one query."""
        period = self.record
        entries = JournalEntry.objects.visible_to(self.request.user).filter(period=period).count()
        return [Fact("From", period.starts_on), Fact("To", period.ends_on), Fact("Entries", entries)]

    @cached_property
    def checklist(self) -> list[CheckLine]:
        """Its lines as they are now; none of a closed period, which shows what was ticked."""
        return [] if self.record.status == "closed" else checklist(self.record)

    def verbs(self) -> Sequence[VerbButton]:
        """Close it, at once or softly first; reopen it."""
        status = self.record.status
        waiting = sum(not line.is_done for line in self.checklist)
        lines = "1 line" if waiting == 1 else f"{waiting} lines"
        why = "It is closed already." if status == "closed" else f"{lines} of the checklist are not done."
        close = VerbButton(
            "Close the period",
            reverse("period-closing", args=[self.record.pk]),
            "lock",
            "close_period",
            "primary",
            enabled=status != "closed" and not waiting,
            why_not=why,
            confirm="Nothing is dated in it from then on, and the hash of its trial balance is kept for ever.",
        )
        soft = VerbButton(
            "Soft-close",
            reverse("period-soft-closing", args=[self.record.pk]),
            "shield",
            "close_period",
            confirm="Only the controller's entries are dated in it from then on.",
        )
        reopen = VerbButton(
            "Reopen", reverse("period-reopening", args=[self.record.pk]), "rotate-clockwise", "reopen_period"
        )
        return {"open": [close, soft], "soft_closed": [close, reopen], "closed": [close, reopen]}[status]

    def more(self) -> Mapping[str, Any]:
        """Checklist or ticks, steps, and its latest entries."""
        period = self.record
        steps = list(PeriodStep.objects.filter(period=period).order_by("-id"))
        ticks = self.last_ticks()
        made = [line.tick for line in self.checklist if line.tick]
        names = names_of([step.actor for step in steps] + [tick.actor for tick in (*dict(ticks), *made)])
        entries = JournalEntry.objects.visible_to(self.request.user).filter(period=period).order_by("-on", "-id")
        return {
            "entries": sheet("Latest entries", ENTRIES, entries[:LATEST]),
            "steps": [(step, names.get(step.actor, "")) for step in steps],
            "ticked": [(tick, title, names.get(tick.actor, "")) for tick, title in ticks],
            "checklist": [(line, names.get(line.tick.actor, "") if line.tick else "") for line in self.checklist],
            "done": sum(line.is_done for line in self.checklist),
            "may_tick": "tick_close_item" in self.viewer.rights,
        }

    def last_ticks(self) -> list[tuple[CloseTick, str]]:
        """Of a closed period: the last tick of each line, with the line's title, in the checklist's order."""
        if self.checklist:
            return []
        latest = {tick.item: tick for tick in CloseTick.objects.filter(period=self.record).order_by("id")}
        return [(latest[item.key], item.title) for item in close_items() if item.key in latest]
