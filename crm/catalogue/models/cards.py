"""Dated lists of prices and costs for roles, per region and currency."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.fields import SixPlacesField
from billing_suite.kernel.values.ids import Record


class RateCardRows(OfficeRows["RateCard"]):
    """Rate cards."""

    seen_with = "see_rate_cards"


class RateCard(Record, Dated):
    """Prices in one currency for one region, from a day on; no two overlap (DESIGN 3).

    A card without a region is one contract's own: the prices its quote agreed.
    """

    name = models.CharField(max_length=80)
    region = models.CharField(max_length=10, blank=True)
    currency = models.CharField(max_length=3)
    history = history()

    objects: ClassVar = RateCardRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="a_rate_card_ends_after_it_starts",
            ),
            UniqueConstraint(
                fields=["region", "currency", "valid_from"], condition=~Q(region=""), name="one_rate_card_a_start"
            ),
            UniqueConstraint(
                fields=["region", "currency"],
                condition=~Q(region="") & Q(valid_to__isnull=True),
                name="one_rate_card_without_end",
            ),
        )
        ordering: ClassVar = ["region", "currency", "valid_from"]

    def __str__(self) -> str:
        return self.name


class Rate(models.Model):
    """One price per hour for a role; the row's id stands on every entry it priced (RULES 15)."""

    card = models.ForeignKey(RateCard, on_delete=models.PROTECT, related_name="rates")
    role = models.SlugField(max_length=40)
    price = SixPlacesField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["card", "role"], name="one_rate_a_role_and_card"),
            CheckConstraint(condition=Q(price__gte=0), name="a_rate_is_not_negative"),
        )
        ordering: ClassVar = ["role"]

    def __str__(self) -> str:
        return f"{self.role} {self.price.normalize():f} {self.card.currency} an hour"


class CostRateRows(OfficeRows["CostRate"]):
    """Cost rates: for those alone who may see what work costs us."""

    seen_with = "see_costs"


class CostRate(Record, Dated):
    """What an hour of a role costs us, in a region and a currency, from a day on; no two overlap (DESIGN 3)."""

    role = models.SlugField(max_length=40)
    region = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    cost = SixPlacesField()
    history = history()

    objects: ClassVar = CostRateRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["region", "currency", "role", "valid_from"], name="one_cost_rate_a_start"),
            UniqueConstraint(
                fields=["region", "currency", "role"],
                condition=Q(valid_to__isnull=True),
                name="one_cost_rate_without_end",
            ),
            CheckConstraint(condition=Q(cost__gte=0), name="a_cost_rate_is_not_negative"),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="a_cost_rate_ends_after_it_starts",
            ),
        )
        ordering: ClassVar = ["region", "currency", "role", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.role} in {self.region}, {self.currency}, from {self.valid_from}"


guards.declare(guards.audited(RateCard), guards.audited(Rate), guards.audited(CostRate))
