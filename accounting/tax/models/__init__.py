"""Tables of tax: where we are registered, the rates, what proves a customer's standing."""

from accounting.tax.models.certificates import CertificateDocument, CertificateReminder, ExemptionCertificate
from accounting.tax.models.rates import CATEGORIES, Jurisdiction, Registration, TaxRate, Withholding
from accounting.tax.models.vat_ids import VatIdCheck, VatIdOverride

__all__ = [
    "CATEGORIES",
    "CertificateDocument",
    "CertificateReminder",
    "ExemptionCertificate",
    "Jurisdiction",
    "Registration",
    "TaxRate",
    "VatIdCheck",
    "VatIdOverride",
    "Withholding",
]
