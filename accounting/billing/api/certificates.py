"""Which invoices used which exemption certificate, in the API."""

from typing import ClassVar

from rest_framework import serializers

from accounting.billing.models import InvoiceTax
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import LinkField, Shown


class CertificateUseRows(Rows[InvoiceTax]):
    """Taxes of invoices that a certificate exempts: whoever sees the invoice sees them."""

    seen_with = "see_invoices"
    anchors: ClassVar = {
        "customer": "invoice__customer",
        "legal_entity": "invoice__legal_entity",
        "project": "invoice__project",
    }

    def for_list(self) -> "CertificateUseRows":
        """Those with a certificate, with invoice and customer."""
        return self.exclude(certificate="").exclude(invoice__status="discarded").select_related("invoice__customer")


class CertificateUseSheet(Shown):
    """One component of tax that an invoice does not bear, and the number of the certificate that exempts it."""

    customer = LinkField(source="invoice.customer")
    issued_on = serializers.DateField(source="invoice.issued_on", read_only=True)

    class Meta:
        model = InvoiceTax
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "certificate",
            "customer",
            "invoice",
            "issued_on",
            "category",
            "component",
            "base",
            "reason",
        )


CERTIFICATE_USES = Listing(
    path="certificate-uses",
    model=InvoiceTax,
    row=CertificateUseSheet,
    rows=lambda: CertificateUseRows(model=InvoiceTax),
    filters={"certificate": "certificate", "customer": "invoice__customer", "invoice": "invoice"},
    orders=("-id",),
)
DOORS = (CERTIFICATE_USES,)
