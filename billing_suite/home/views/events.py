"""Events: what happened, to which record, by whom, in the order in which it happened."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html

from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.web.pages import Choice, Column, ListPage
from billing_suite.kernel.web.pages.keyset import Page
from billing_suite.kernel.web.pages.lists import Row
from billing_suite.kernel.web.thread import address_of
from billing_suite.kernel.work.models import Event


def words_of(event: Event) -> str:
    """invoice.issued as "Invoice issued"."""
    return event.type.replace(".", " ").replace("_", " ").capitalize()


@dataclass(frozen=True)
class SubjectColumn(Column):
    """The record an event is about, as a link where it has a page."""

    kind: str = field(default="title", kw_only=True)
    phone: str = field(default="title", kw_only=True)

    def cell(self, row: Any) -> Any:
        """A link, or the bare reference."""
        url = address_of(row.subject_kind, row.subject_id)
        return format_html('<a class="reference" href="{}">{}</a>', url, row.reference) if url else row.reference


def kinds_for(user: Any) -> list[tuple[str, str]]:
    """The kinds of events there are, for a filter."""
    rows = Event.objects.visible_to(user).order_by("type").values_list("type", flat=True).distinct()
    return [(kind, kind.replace(".", " ").replace("_", " ").capitalize()) for kind in rows]


class Events(ListPage):
    """Every hand-off that happened, latest first."""

    model = Event
    rights = ("see_work",)
    title = "Events"
    eyebrow = "Operations"
    intro = "What happened, to which record, by whom: one line for each hand-off."
    columns = (
        SubjectColumn("Record", "reference"),
        Column("What happened", words_of, "type"),
        Column("Who", lambda event: getattr(event, "who", event.actor), phone="labelled"),
        Column("When", "at", "at", phone="labelled"),
    )
    order = "-at"
    search = ("reference", "type")
    search_hint = "Record or kind"
    choices = (Choice("type", "Kind", kinds_for),)
    empty_title = "Nothing has happened yet"
    empty_words = "Each hand-off from lead to ledger leaves a line here."
    empty_icon = "activity"

    def shown(self, found: Page) -> Iterator[Row]:
        """With the names of who acted: one query a page."""
        names = names_of(event.actor for event in found.rows)
        for event in found.rows:
            event.who = names.get(event.actor, event.actor)
        return super().shown(found)
