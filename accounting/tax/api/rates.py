"""Tax registrations and rates in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounting.tax.actions import register_for_tax, set_tax_rates
from accounting.tax.models import CATEGORIES, Registration, TaxRate
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, CountryField, DayField, DecimalString, TextField, rows_of
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.quotes.models import SUPPLIES


class RegistrationSheet(Shown):
    """Where a legal entity is registered."""

    class Meta:
        model = Registration
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "legal_entity",
            "country",
            "region",
            "number",
            "valid_from",
            "valid_to",
        )


class TaxRateSheet(Shown):
    """One dated component of tax."""

    class Meta:
        model = TaxRate
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "country",
            "region",
            "supply",
            "component",
            "category",
            "rate",
            "reason",
            "source",
            "valid_from",
            "valid_to",
        )


class RegistrationBody(Body):
    """A registration."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    country = CountryField()
    region = TextField(max_length=10, required=False, allow_blank=True)
    number = TextField(max_length=30)
    valid_from = DayField()


class TaxRateBody(Body):
    """One component: its rate in per cent, or why there is none; and the source."""

    supply = serializers.ChoiceField(choices=SUPPLIES)
    component = TextField(max_length=60)
    category = serializers.ChoiceField(choices=CATEGORIES, required=False)
    rate = DecimalString(at_most="100", required=False)
    reason = TextField(max_length=200, required=False, allow_blank=True)
    source = TextField(max_length=200)  # type: ignore[assignment]


class TaxRatesBody(Body):
    """The rates of a place from a day on."""

    country = CountryField()
    region = TextField(max_length=10, required=False, allow_blank=True)
    valid_from = DayField()
    rates = rows_of(TaxRateBody, most=200)

    def validate_rates(self, rates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each component of a supply once."""
        if len({(each["supply"], each["component"]) for each in rates}) < len(rates):
            raise serializers.ValidationError(["a component stands twice"])
        return rates


REGISTRATIONS = Listing(
    path="tax-registrations",
    model=Registration,
    row=RegistrationSheet,
    filters={"legal_entity": "legal_entity", "country": "country"},
    orders=("country", "valid_from"),
)
TAX_RATES = Listing(
    path="tax-rates",
    model=TaxRate,
    row=TaxRateSheet,
    filters={"country": "country", "region": "region", "supply": "supply"},
    orders=("country", "valid_from"),
)
DOORS = (
    REGISTRATIONS,
    Deed(path="tax-registrations/", verb=register_for_tax, body=RegistrationBody, shows=REGISTRATIONS),
    TAX_RATES,
    Deed(path="tax-rates/", verb=set_tax_rates, body=TaxRatesBody, shows=TaxRateSheet),
)
