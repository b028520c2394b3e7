"""Which invoices used an exemption certificate (RULES 9)."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery, Sum

from accounting.billing.models import Invoice, InvoiceTax
from accounting.tax.models import ExemptionCertificate


def invoices_under(certificate: ExemptionCertificate, user: Any) -> Any:
    """The invoices, drafts included, whose tax names this certificate, with the net it exempts as `exempt_minor`.

    A number may come again on a renewal: those count whose supplies lie in this one's time. A tax group is counted
    once, however many components of tax it is exempt from.
    """
    named = InvoiceTax.objects.filter(invoice=OuterRef("pk"), certificate=certificate.number)
    earlier = InvoiceTax.objects.filter(
        invoice=OuterRef("invoice"),
        tax_group=OuterRef("tax_group"),
        certificate=certificate.number,
        id__lt=OuterRef("id"),
    )
    exempt = named.filter(~Exists(earlier)).order_by().values("invoice").annotate(sum=Sum("base_minor")).values("sum")
    rows = Invoice.objects.visible_to(user).for_list().filter(Exists(named), customer=certificate.customer_id)
    rows = rows.filter(supply_to__gte=certificate.valid_from).exclude(status="discarded")
    if certificate.last_day is not None:
        rows = rows.filter(supply_from__lte=certificate.last_day)
    return rows.annotate(exempt_minor=Subquery(exempt))
