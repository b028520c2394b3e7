"""Invoices, what their lines bill, the runs that draft them, and what is still open."""

from accounting.billing.models.invoices import BillingClaim, DocumentFile, Invoice, InvoiceLine, InvoiceTax
from accounting.billing.models.norm_checks import NormCheck
from accounting.billing.models.receivables import OpenItem
from accounting.billing.models.runs import BillingRun, RunChunk, RunFinding

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
]
