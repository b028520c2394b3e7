"""Exemption certificates, counted again."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from accounting.tax.exemptions import is_overlapping
from accounting.tax.models import ExemptionCertificate
from billing_suite.kernel.record.checks import check


@check("RULES 9", "a supply in a place is exempt by one certificate at a time")
def certificates_overlap() -> Iterable[str]:
    """Certificates of a customer that cover the same supply in the same place on one day."""
    held: dict[Any, list[ExemptionCertificate]] = defaultdict(list)
    for one in ExemptionCertificate.objects.all():
        held[one.customer_id, one.country, one.region].append(one)
    for rows in held.values():
        for one, other in combinations(rows, 2):
            if is_overlapping(one, other):
                yield f"{one.number} and {other.number} of customer {one.customer_id}"
