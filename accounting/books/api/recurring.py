"""Recurring journals in the API: drafted, approved once for all their occurrences, ended."""

from typing import ClassVar

from rest_framework import serializers

from accounting.books.actions import approve_recurring_journal, draft_recurring_journal, end_recurring_journal
from accounting.books.api.journals import LINES
from accounting.books.api.lines import JournalLineSheet, LinesBody
from accounting.books.models import RecurringJournal
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import DayField, FlagField, TextField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown


class RecurringJournalRow(Shown):
    """A journal that comes by the calendar."""

    class Meta:
        model = RecurringJournal
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "legal_entity",
            "description",
            "currency",
            "cadence",
            "first_on",
            "until",
            "reverses_next",
            "status",
            "version",
        )


class RecurringJournalSheet(RecurringJournalRow):
    """A journal that comes by the calendar, with the lines of each occurrence."""

    lines = JournalLineSheet(many=True, read_only=True)

    class Meta(RecurringJournalRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*RecurringJournalRow.Meta.fields, "lines")


class RecurringBody(LinesBody):
    """A recurring journal to be drafted."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    description = TextField(max_length=200)
    cadence = serializers.ChoiceField(choices=RecurringJournal.CADENCES)
    first_on = DayField()
    until = DayField(required=False, help_text="The last day on which one may come.")
    reverses_next = FlagField(
        required=False, help_text="Each takes itself back on the first day of the month after its own."
    )


RECURRING_JOURNALS = Listing(
    path="recurring-journals",
    model=RecurringJournal,
    row=RecurringJournalRow,
    sheet=RecurringJournalSheet,
    parts=lambda rows: rows.prefetch_related(LINES),
    filters={"legal_entity": "legal_entity", "status": "status", "cadence": "cadence"},
    orders=("-reference", "first_on"),
    search=("reference", "description"),
)
DOORS = (
    RECURRING_JOURNALS,
    Deed(path="recurring-journals/", verb=draft_recurring_journal, body=RecurringBody, shows=RECURRING_JOURNALS),
    Deed(
        path="recurring-journals/<str:id>/approval/",
        verb=approve_recurring_journal,
        on=RECURRING_JOURNALS,
        shows=RECURRING_JOURNALS,
    ),
    Deed(
        path="recurring-journals/<str:id>/ending/",
        verb=end_recurring_journal,
        on=RECURRING_JOURNALS,
        shows=RECURRING_JOURNALS,
    ),
)
