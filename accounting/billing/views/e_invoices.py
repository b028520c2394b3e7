"""An invoice for machines: the check of its draft, and the issued one as a file."""

from collections.abc import Mapping
from typing import Any

from accounting.billing.e_invoices import ask_e_invoice_check
from accounting.billing.exporting import ask_export
from accounting.billing.views.invoice_verbs import InvoiceVerb
from billing_suite.kernel.web.pages import HandoutVerb


class CheckEInvoice(InvoiceVerb):
    """Look at a draft by the norm's rules once more."""

    verb = staticmethod(ask_e_invoice_check)
    title = "Check as an e-invoice"
    submit_label = "Check"
    asked = "A job looks at it as it is now; what it finds stands on the draft's page."
    done_words = "is being checked"


class ExportInvoice(HandoutVerb, InvoiceVerb):
    """An issued invoice as a file, and a note that it left."""

    verb = staticmethod(ask_export)
    title = "Export the invoice"
    asked = "That it left the house is noted: it can then no longer be voided."

    def arguments(self) -> Mapping[str, Any]:
        """Now, in the format of the address."""
        return {**super().arguments(), "format": self.kwargs["format"]}
