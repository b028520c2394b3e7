"""Invoices, what their lines bill, the runs that draft them, what is still open, and what was voided."""

from accounting.billing.models.invoices import BillingClaim, DocumentFile, Invoice, InvoiceLine, InvoiceTax
from accounting.billing.models.norm_checks import NormCheck
from accounting.billing.models.receivables import OpenItem
from accounting.billing.models.runs import BillingRun, RunChunk, RunFinding
from accounting.billing.models.voiding import Voiding

__all__ = [
    "BillingClaim",
    "BillingRun",
    "DocumentFile",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "NormCheck",
    "OpenItem",
    "RunChunk",
    "RunFinding",
    "Voiding",
]
