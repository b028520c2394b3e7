"""What of an offer needs an approval, as dated data."""

from typing import ClassVar

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import CheckConstraint, Q

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.fields import SixPlacesField
from billing_suite.kernel.values.ids import Record


class QuotePolicyRows(OfficeRows["QuotePolicy"]):
    """Policies for quotes: whoever sees quotes may know what needs an approval."""

    seen_with = "see_quotes"


class QuotePolicy(Record, Dated):
    """A discount above so many per cent, or a margin below so many, is for people of a role to approve."""

    discount_above = SixPlacesField(null=True, blank=True)
    margin_below = SixPlacesField(null=True, blank=True)
    role = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    history = history()

    objects: ClassVar = QuotePolicyRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(discount_above__isnull=False, margin_below__isnull=True)
                | Q(discount_above__isnull=True, margin_below__isnull=False),
                name="a_quote_policy_is_about_a_discount_or_a_margin",
            ),
            CheckConstraint(
                condition=Q(discount_above__isnull=True) | Q(discount_above__gte=0, discount_above__lt=100),
                name="a_discount_policy_starts_within_100",
            ),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="a_quote_policy_ends_after_it_starts",
            ),
        )
        verbose_name_plural = "quote policies"
        ordering: ClassVar = ["-valid_from", "id"]

    def __str__(self) -> str:
        if self.discount_above is not None:
            return f"a discount above {self.discount_above.normalize():f} % is for the {self.role} to approve"
        assert self.margin_below is not None  # the database: one of both
        return f"a margin below {self.margin_below.normalize():f} % is for the {self.role} to approve"


guards.declare(guards.audited(QuotePolicy))
