"""How an invoice and its e-mail would look if the draft were issued today: nothing of it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.billing.documents import ask_preview, letter_of, preview_facts
from accounting.billing.models import Invoice
from accounting.billing.views.invoice import crumbs
from accounting.billing.views.invoice_verbs import InvoiceVerb
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Button, Crumb, DetailPage, Fact, HandoutVerb

JOINS = ("legal_entity__logo", "customer__address", "contract", "project")


class PreviewPage(DetailPage):
    """The e-mail as it would be sent, and the way to the PDF it would carry."""

    model = Invoice
    rights = ("see_invoices",)
    template_name = "accounting/billing/paper_preview.html"
    eyebrow = "Preview"
    status_field = ""
    facts_title = "The e-mail"

    def rows(self) -> QuerySet[Any]:
        """With all that is printed."""
        return super().rows().select_related(*JOINS).prefetch_related("lines", "taxes")

    def printed(self) -> dict[str, Any]:
        """Every text, dated today where the books are kept."""
        return preview_facts(self.record, on=self.record.legal_entity.local_date(now()))

    def title(self) -> str:
        """The draft's reference."""
        return str(self.record)

    def intro(self) -> str:
        """What it is not."""
        return "As it would be if it were issued today. It has no number yet, and nothing of this is kept or sent."

    def crumbs(self) -> Sequence[Crumb]:
        """The invoice."""
        return crumbs(self.record)

    def facts(self) -> Sequence[Fact]:
        """To whom, about what."""
        letter = letter_of(self.printed())
        return [Fact("To", letter.recipient), Fact("Subject", letter.subject)]

    def buttons(self) -> Sequence[Button]:
        """The PDF."""
        return [Button("PDF", reverse("invoice-preview-pdf", args=[self.record.pk]), "eye", "", "primary", posts=True)]

    def more(self) -> Mapping[str, Any]:
        """The e-mail in both its forms."""
        return {"letter": letter_of(self.printed())}


class PreviewPdf(HandoutVerb, InvoiceVerb):
    """The PDF as it would be, stamped as a draft."""

    verb = staticmethod(ask_preview)
    title = "Preview as a PDF"
    asked = "It is stamped as a draft and has no number yet; nothing of it is filed or sent."
