"""What a draft would look like once issued, over the API: its PDF and its e-mail."""

from typing import Any

from rest_framework import serializers

from accounting.billing.api.invoices import INVOICES
from accounting.billing.documents import letter_of, preview_facts
from accounting.billing.models import Invoice
from billing_suite.kernel.record.files import files_by_hash
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.api.fields import Body
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.uploads import BytesField
from billing_suite.kernel.web.papers import render_pdf


class PreviewQuery(Body):
    """Which draft."""

    invoice = RecordField(INVOICES)


class InvoicePreviewSheet(serializers.Serializer[Any]):
    """The e-mail as it would be sent, and the PDF it would carry."""

    recipient = serializers.CharField(read_only=True)
    subject = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    html = serializers.CharField(read_only=True)
    pdf = BytesField(read_only=True)


def preview_invoice(*, user: Any, invoice: Invoice) -> dict[str, Any]:
    """A draft or approved invoice as it would be if it were issued today, stamped as a draft; nothing is kept."""
    facts = preview_facts(invoice, on=invoice.legal_entity.local_date(now()))
    letter = letter_of(facts)
    pdf = render_pdf("documents/invoice.html", facts, files=files_by_hash(facts["logo"]))
    mail = {"recipient": letter.recipient, "subject": letter.subject, "text": letter.text, "html": letter.html}
    return mail | {"pdf": pdf}


DOORS = (
    Report(
        path="invoice-previews/",
        right="see_invoices",
        read=preview_invoice,
        query=PreviewQuery,
        shows=InvoicePreviewSheet,
    ),
)
