"""An invoice for machines: the check of its draft, and the issued one as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from accounting.billing.e_invoices import ask_e_invoice_check
from accounting.billing.exporting import EXPORTS, export_invoice
from accounting.billing.models import Invoice
from accounting.billing.views.invoice_verbs import InvoiceVerb
from billing_suite.kernel.web.pages import OneRecord


class CheckEInvoice(InvoiceVerb):
    """Look at a draft by the norm's rules once more."""

    verb = staticmethod(ask_e_invoice_check)
    title = "Check as an e-invoice"
    submit_label = "Check"
    asked = "A job looks at it as it is now; what it finds stands on the draft's page."
    done_words = "is being checked"


class ExportInvoice(OneRecord):
    """An issued invoice as a file, and a note that it left."""

    model = Invoice
    rights = ("see_invoices",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes, to be kept by whoever asked."""
        if self.record.status != "issued" or kwargs["format"] not in EXPORTS:
            raise Http404("there is no such file")
        made = export_invoice(self.record, format=kwargs["format"], by=self.by)
        response = HttpResponse(made.content, content_type=made.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
