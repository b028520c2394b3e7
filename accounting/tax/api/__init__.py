"""Tax in the API: the set-up, customers' VAT ids, exemption certificates."""

from accounting.tax.api import certificates, rates, vat_ids

DOORS = (*rates.DOORS, *vat_ids.DOORS, *certificates.DOORS)
