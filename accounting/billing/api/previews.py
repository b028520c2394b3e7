"""What a draft would look like once issued, over the API: its e-mail at once, its PDF by a job."""

from typing import Any

from rest_framework import serializers

from accounting.billing.api.invoices import INVOICES
from accounting.billing.documents import ask_preview, letter_of, preview_facts
from accounting.billing.models import Invoice
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body
from billing_suite.kernel.web.api.handouts import HANDOUTS
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.reports import Report


class PreviewQuery(Body):
    """Which draft."""

    invoice = RecordField(INVOICES)


class InvoicePreviewSheet(serializers.Serializer[Any]):
    """The e-mail as it would be sent."""

    recipient = serializers.CharField(read_only=True)
    subject = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    html = serializers.CharField(read_only=True)


def preview_invoice(*, user: Any, invoice: Invoice) -> dict[str, Any]:
    """The e-mail of a draft or approved invoice as it would be if it were issued today; nothing is kept."""
    facts = preview_facts(invoice, on=invoice.legal_entity.local_date(now()))
    letter = letter_of(facts)
    return {"recipient": letter.recipient, "subject": letter.subject, "text": letter.text, "html": letter.html}


DOORS = (
    Report(
        path="invoice-previews/",
        right="see_invoices",
        read=preview_invoice,
        query=PreviewQuery,
        shows=InvoicePreviewSheet,
    ),
    Deed(path="invoices/<str:id>/previews/", verb=ask_preview, on=INVOICES, shows=HANDOUTS),
)
