"""Tables of tax: where we are registered, the rates, what proves a customer's standing."""

from accounting.tax.models.certificates import CertificateDocument, CertificateReminder, ExemptionCertificate
from accounting.tax.models.rates import CATEGORIES, Registration, TaxRate
from accounting.tax.models.vat_ids import VatIdCheck, VatIdOverride

__all__ = [
    "CATEGORIES",
    "CertificateDocument",
    "CertificateReminder",
    "ExemptionCertificate",
    "Registration",
    "TaxRate",
    "VatIdCheck",
    "VatIdOverride",
]
