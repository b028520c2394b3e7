"""Mails in the API: what came by the bcc address, filed or waiting. Mails come in by another door (operations.md)."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.correspondence.actions import discard_mail, file_mail
from crm.correspondence.models import Mail
from crm.customers.api import CONTACTS, CUSTOMERS


class MailAttachmentSheet(serializers.Serializer[dict[str, object]]):
    """A file that came with a mail, by name and size; it is not kept."""

    name = serializers.CharField(read_only=True)
    size = serializers.IntegerField(read_only=True, help_text="In bytes.")


class MailRow(Shown):
    """A mail that came by the bcc address; its words stand here while it is unfiled, then in its activities."""

    attachments = MailAttachmentSheet(many=True, read_only=True)

    class Meta:
        model = Mail
        fields: ClassVar[tuple[str, ...]] = (
            "id", "message_id", "owner", "direction", "sender", "to", "cc", "subject", "text", "attachments", "sent_at",
            "received_at", "status", "why", "ended_at", "ended_by",
        )  # fmt: skip


class MailFilingBody(Body):
    """With which customer it was, and with whom there."""

    customer = RecordField(CUSTOMERS)
    contact = RecordField(CONTACTS, required=False)


MAILS = Listing(
    path="mails",
    model=Mail,
    row=MailRow,
    filters={"status": "status", "direction": "direction", "owner": "owner"},
    orders=("-id", "sent_at"),
    search=("subject", "sender", "to"),
)
DOORS = (
    MAILS,
    Deed(path="mails/<str:id>/filing/", verb=file_mail, on=MAILS, body=MailFilingBody, shows=MAILS),
    Deed(path="mails/<str:id>/discarding/", verb=discard_mail, on=MAILS, shows=MAILS),
)
