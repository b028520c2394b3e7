"""What the norm's rules say of a draft, before it is issued."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from accounting.billing.models.invoices import Invoice
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record import guards
from crm.customers.models import E_INVOICES


class NormCheckRows(Rows["NormCheck"]):
    """Norm checks."""

    seen_with = "see_invoices"
    anchors: ClassVar = {
        "customer": "invoice__customer",
        "legal_entity": "invoice__legal_entity",
        "project": "invoice__project",
    }

    def for_list(self) -> "NormCheckRows":
        """With their invoice."""
        return self.select_related("invoice")


class NormCheck(models.Model):
    """A draft as an e-invoice: which format was tried, on which content, and the rules it breaks."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="norm_checks")
    format = models.CharField(max_length=8, choices=E_INVOICES)
    content_hash = models.CharField(max_length=64)  # of the document with a placeholder for number and date
    passed = models.BooleanField()
    findings = models.JSONField(default=list)  # [rule, words, severity, location]
    checked_at = models.DateTimeField()

    objects: ClassVar = NormCheckRows.as_manager()

    class Meta:
        constraints = (UniqueConstraint(fields=["invoice", "format", "content_hash"], name="one_norm_check_a_content"),)
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_format_display()} of {self.invoice_id}: {'passed' if self.passed else 'failed'}"


guards.declare(guards.append_only(NormCheck, inv="INV-20"))
