"""The invoices that used an exemption certificate, as a list that exports."""

from functools import cached_property
from typing import Any

from django.http import Http404

from accounting.billing.exempted import invoices_under
from accounting.billing.models import Invoice
from accounting.tax.models import ExemptionCertificate
from billing_suite.kernel.values.money import from_minor
from billing_suite.kernel.web.pages import Column, DateColumn, LinkColumn, ListPage, MoneyColumn, StatusColumn


class CertificateInvoices(ListPage):
    """Every invoice that names one certificate, with what it exempted."""

    model = Invoice
    rights = ("see_tax", "see_invoices")
    title = "Invoices under the certificate"
    eyebrow = "Exemption certificate"
    intro = "Every invoice whose tax names this certificate, drafts included, with the net it exempted."
    columns = (
        LinkColumn("Invoice", str, "number", to="invoice"),
        Column("Customer", "customer.name"),
        DateColumn("Issued", "issued_on", "issued_on"),
        DateColumn("Supplied from", "supply_from", "supply_from"),
        DateColumn("Supplied through", "supply_to", "supply_to"),
        StatusColumn("Status", "status", "status"),
        MoneyColumn("Exempted", lambda invoice: from_minor(invoice.exempt_minor, invoice.currency)),
    )
    order = "-supply_from"
    empty_title = "No invoice has used it"
    empty_words = "An invoice names the certificate when one of its lines is exempt by it."
    empty_icon = "file-invoice"

    @cached_property
    def certificate(self) -> ExemptionCertificate:
        """The certificate, if it may be seen."""
        found = ExemptionCertificate.objects.visible_to(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("no such certificate")
        return found

    @property
    def file_name(self) -> str:
        """With the certificate's number."""
        return f"invoices-{self.certificate.pk}"

    def rows(self) -> Any:
        """The report."""
        return invoices_under(self.certificate, self.request.user)
