"""Tax in the API: its set-up, customers' VAT ids, exemption certificates, and previews that store nothing."""

from accounting.tax.api import certificates, previews, setup, vat_ids
from accounting.tax.api.setup import REGISTRATIONS

DOORS = (*setup.DOORS, *vat_ids.DOORS, *certificates.DOORS, *previews.DOORS)

__all__ = ["DOORS", "REGISTRATIONS"]
