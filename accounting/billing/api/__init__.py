"""Billing in the API: runs, invoices, and the approvals of invoices."""

from accounting.billing.api import approvals, certificates, e_invoices, invoices, previews, runs
from accounting.billing.api.invoices import INVOICES

DOORS = (
    *runs.DOORS,
    *invoices.DOORS,
    *approvals.DOORS,
    *certificates.DOORS,
    *previews.DOORS,
    *e_invoices.DOORS,
)

__all__ = ["DOORS", "INVOICES"]
