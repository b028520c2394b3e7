"""Journal entries in the API: every posted event with its postings."""

from typing import ClassVar

from django.db.models import Prefetch

from accounting.books.models import JournalEntry, Posting
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown


class PostingSheet(Shown):
    """One signed amount (debit positive) in document and in books currency."""

    class Meta:
        model = Posting
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "account",
            "on",
            "amount",
            "base",
            "customer",
            "contract",
            "project",
            "product",
            "tax_component",
        )


class JournalEntryRow(Shown):
    """The balanced record of one event."""

    class Meta:
        model = JournalEntry
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "legal_entity",
            "on",
            "status",
            "description",
            "source_kind",
            "source_id",
            "reference",
            "currency",
            "base_currency",
            "rate",
            "rate_on",
            "rate_source",
            "reverses",
            "actor",
        )


class JournalEntrySheet(JournalEntryRow):
    """The balanced record of one event, with its postings."""

    postings = PostingSheet(many=True, read_only=True)

    class Meta(JournalEntryRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*JournalEntryRow.Meta.fields, "postings")


ENTRIES = Listing(
    path="journal-entries",
    model=JournalEntry,
    row=JournalEntryRow,
    sheet=JournalEntrySheet,
    joins=("reverses",),
    parts=lambda rows: rows.prefetch_related(
        Prefetch("postings", Posting.objects.select_related("account", "customer", "contract", "project"))
    ),
    filters={
        "legal_entity": "legal_entity",
        "source_kind": "source_kind",
        "source_id": "source_id",
        "reference": "reference",
        "from": "on__gte",
        "through": "on__lte",
    },
    orders=("-on", "reference"),
    search=("reference", "description"),
)
DOORS = (ENTRIES,)
