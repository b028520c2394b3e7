"""Tax evidence keeps the customer that it was given for; a withholding follows, where the survivor has none."""

from collections.abc import Iterable
from typing import Any

from accounting.tax.exemptions import is_overlapping
from accounting.tax.models import ExemptionCertificate, VatIdCheck, VatIdOverride, Withholding
from billing_suite.kernel.record.merging import follows, stands_in_the_way, stays

follows("crm.customer", Withholding, "customer", label="withholdings")
stays("crm.customer", ExemptionCertificate, "customer", label="exemption certificates")
stays("crm.customer", VatIdCheck, "customer", label="checks of the VAT number")
stays("crm.customer", VatIdOverride, "customer", label="overridden checks of the VAT number")


@stands_in_the_way("crm.customer")
def overlapping_certificates(survivor: Any, merged: Any) -> Iterable[str]:
    """One customer's certificates do not cover the same thing twice."""
    held = [ExemptionCertificate.objects.standing().filter(customer=each) for each in (survivor, merged)]
    for one in held[0]:
        for other in held[1]:
            if (one.country, one.region) == (other.country, other.region) and is_overlapping(one, other):
                yield f"exemption certificates {one.number} and {other.number} cover the same: revoke one first"


@stands_in_the_way("crm.customer")
def both_withhold(survivor: Any, merged: Any) -> Iterable[str]:
    """Two rows of withholdings would overlap."""
    if all(Withholding.objects.filter(customer=each).exists() for each in (survivor, merged)):
        yield "both withhold tax, and the spans of one customer cannot overlap"
