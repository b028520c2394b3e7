"""Rate cards in the API."""

from decimal import Decimal
from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    CurrencyField,
    DayField,
    DecimalString,
    SlugField,
    TextField,
    rows_of,
)
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown
from crm.catalogue.actions import copy_rate_card, publish_rate_card, set_cost_rates
from crm.catalogue.models import CostRate, Rate, RateCard


class RateSheet(Shown):
    """A price per hour for a role."""

    class Meta:
        model = Rate
        fields: ClassVar[tuple[str, ...]] = ("id", "role", "price")


class RateCardRow(Shown):
    """A dated price list."""

    class Meta:
        model = RateCard
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "region", "currency", "valid_from", "valid_to")


class RateCardSheet(RateCardRow):
    """A dated price list with its prices."""

    rates = RateSheet(many=True, read_only=True)

    class Meta(RateCardRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*RateCardRow.Meta.fields, "rates")


class RateBody(Body):
    """A role and its price per hour, in the card's currency."""

    role = SlugField(max_length=40)
    price = DecimalString(at_most="1000000000")


class RateCardBody(Body):
    """A price list to be published."""

    name = TextField(max_length=80)
    region = TextField(max_length=10)
    currency = CurrencyField()
    valid_from = DayField()
    rates = rows_of(RateBody, most=500)

    def validate_rates(self, rates: list[dict[str, Any]]) -> dict[str, Decimal]:
        """By role, each once."""
        made = {each["role"]: each["price"] for each in rates}
        if len(made) < len(rates):
            raise serializers.ValidationError(["a role stands twice"])
        return made


class RateCardCopyBody(Body):
    """A copy from a day on, its prices raised by a percentage and rounded to a step, for a region if it is another."""

    name = TextField(max_length=80)
    valid_from = DayField()
    raise_by = DecimalString(at_least="-99", at_most="1000", required=False)
    step = DecimalString(at_least="0.000001", required=False)
    region = TextField(max_length=10, required=False)


class CostRateSheet(Shown):
    """What an hour of a role costs us."""

    class Meta:
        model = CostRate
        fields: ClassVar[tuple[str, ...]] = ("id", "role", "region", "currency", "cost", "valid_from", "valid_to")


class CostBody(Body):
    """A role and what its hour costs us."""

    role = SlugField(max_length=40)
    cost = DecimalString(at_most="1000000000")


class CostRatesBody(Body):
    """What hours cost us in a region and a currency, from a day on."""

    region = TextField(max_length=10)
    currency = CurrencyField()
    valid_from = DayField()
    costs = rows_of(CostBody, most=500)

    def validate_costs(self, costs: list[dict[str, Any]]) -> dict[str, Decimal]:
        """By role, each once."""
        made = {each["role"]: each["cost"] for each in costs}
        if len(made) < len(costs):
            raise serializers.ValidationError(["a role stands twice"])
        return made


COST_RATES = Listing(
    path="cost-rates",
    model=CostRate,
    row=CostRateSheet,
    filters={"region": "region", "currency": "currency", "role": "role"},
    orders=("-valid_from", "role"),
)
RATE_CARDS = Listing(
    path="rate-cards",
    model=RateCard,
    row=RateCardRow,
    sheet=RateCardSheet,
    parts=lambda rows: rows.prefetch_related("rates"),
    filters={"region": "region", "currency": "currency", "from": "valid_from__gte", "through": "valid_from__lte"},
    orders=("name", "valid_from"),
)
DOORS = (
    RATE_CARDS,
    Deed(path="rate-cards/", verb=publish_rate_card, body=RateCardBody, shows=RATE_CARDS),
    Deed(
        path="rate-cards/<str:id>/copies/",
        verb=copy_rate_card,
        on=RATE_CARDS,
        body=RateCardCopyBody,
        shows=RATE_CARDS,
    ),
    COST_RATES,
    Deed(path="cost-rates/", verb=set_cost_rates, body=CostRatesBody, shows=COST_RATES),
)
