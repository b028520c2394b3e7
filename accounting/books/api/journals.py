"""Manual journals in the API: drafted, changed, approved (which posts), discarded, reversed, with their files."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from accounting.books.actions import (
    approve_journals,
    attach_to_journal,
    change_journal,
    discard_journals,
    draft_journal,
    draft_reversal,
)
from accounting.books.api.lines import JournalLineSheet, LinesBody
from accounting.books.models import JournalAttachment, JournalLine, ManualJournal
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.web.api.deeds import Deed, SetDeed
from billing_suite.kernel.web.api.fields import Body, DayField, TextField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import BytesRenderer, Download
from billing_suite.kernel.web.api.shown import LinkField, Shown
from billing_suite.kernel.web.api.uploads import BytesField

LINES = Prefetch("lines", JournalLine.objects.select_related("account", "customer", "contract", "project"))


class AttachmentRows(Rows[JournalAttachment]):
    """Files of journals: whoever sees the journal sees them."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "journal__legal_entity"}

    def for_list(self) -> "AttachmentRows":
        """With journal and file."""
        return self.select_related("journal", "file")


class AttachmentSheet(Shown):
    """A file that shows why a journal was written; its bytes are at `file/` beneath it."""

    name = serializers.CharField(source="file.name", read_only=True)
    media_type = serializers.CharField(source="file.media_type", read_only=True)
    size = serializers.IntegerField(source="file.size", read_only=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)

    class Meta:
        model = JournalAttachment
        fields: ClassVar[tuple[str, ...]] = ("id", "journal", "name", "media_type", "size", "sha256", "actor", "at")


class ManualJournalRow(Shown):
    """An entry that somebody writes, and another person approves."""

    class Meta:
        model = ManualJournal
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "legal_entity",
            "on",
            "description",
            "currency",
            "status",
            "version",
            "is_controllers",
            "reverses_on",
            "reverses",
            "recurring",
            "entry",
        )


class ManualJournalSheet(ManualJournalRow):
    """An entry that somebody writes, with its lines, its files and what reverses it."""

    lines = JournalLineSheet(many=True, read_only=True)
    attachments = AttachmentSheet(many=True, read_only=True)
    reversals = LinkField(many=True)

    class Meta(ManualJournalRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*ManualJournalRow.Meta.fields, "lines", "attachments", "reversals")


class JournalChanges(LinesBody):
    """A draft journal as it is to be."""

    on = DayField()
    description = TextField(max_length=200)
    reverses_on = DayField(required=False, help_text="The day on which it takes itself back, as an accrual does.")


class JournalBody(JournalChanges):
    """A journal to be drafted."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")


class ReversalBody(Body):
    """When a posted journal is to be taken back, and why."""

    on = DayField()
    reason = TextField(max_length=160)


class AttachmentBody(Body):
    """A file: a PDF, PNG or JPEG, or CSV, text, XML or JSON in UTF-8."""

    name = TextField(max_length=200)
    content = BytesField(source="data")


def file_of(attachment: Any) -> StoredFile:
    """The stored file of an attachment."""
    kept: StoredFile = attachment.file
    return kept


MANUAL_JOURNALS = Listing(
    path="manual-journals",
    model=ManualJournal,
    row=ManualJournalRow,
    sheet=ManualJournalSheet,
    joins=("reverses", "recurring", "entry"),
    parts=lambda rows: rows.prefetch_related(
        LINES, Prefetch("attachments", JournalAttachment.objects.select_related("journal", "file")), "reversals"
    ),
    filters={
        "legal_entity": "legal_entity",
        "status": "status",
        "recurring": "recurring",
        "from": "on__gte",
        "through": "on__lte",
    },
    orders=("-on", "reference"),
    search=("reference", "description"),
)
ATTACHMENTS = Listing(
    path="journal-attachments",
    model=JournalAttachment,
    row=AttachmentSheet,
    rows=lambda: AttachmentRows(model=JournalAttachment),
    filters={"journal": "journal"},
    orders=("-id",),
)
DOORS = (
    MANUAL_JOURNALS,
    Deed(path="manual-journals/", verb=draft_journal, body=JournalBody, shows=MANUAL_JOURNALS),
    Deed(
        path="manual-journals/<str:id>/changes/",
        verb=change_journal,
        on=MANUAL_JOURNALS,
        body=JournalChanges,
        shows=MANUAL_JOURNALS,
    ),
    Deed(
        path="manual-journals/<str:id>/reversal/",
        verb=draft_reversal,
        on=MANUAL_JOURNALS,
        body=ReversalBody,
        shows=MANUAL_JOURNALS,
    ),
    Deed(
        path="manual-journals/<str:id>/attachments/",
        verb=attach_to_journal,
        on=MANUAL_JOURNALS,
        body=AttachmentBody,
        shows=ATTACHMENTS,
    ),
    SetDeed(path="manual-journal-approvals/", verb=approve_journals, of=MANUAL_JOURNALS),
    SetDeed(path="manual-journal-discards/", verb=discard_journals, of=MANUAL_JOURNALS),
    ATTACHMENTS,
    Download(
        path="journal-attachments/<str:id>/file/",
        of=ATTACHMENTS,
        file=file_of,
        renderer=BytesRenderer,
        says="The file as it was attached, byte for byte (INV-20).",
    ),
)
