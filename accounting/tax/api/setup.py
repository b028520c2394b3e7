"""Tax registrations and rates in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounting.tax.actions import adopt_tax_rates, register_for_tax, set_tax_rates, set_up_jurisdiction
from accounting.tax.models import CATEGORIES, Jurisdiction, Registration, TaxRate, Withholding
from accounting.tax.shipped import codes
from accounting.tax.withholding import record_withholding
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    CountryField,
    DayField,
    DecimalString,
    FlagField,
    TextField,
    rows_of,
)
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.catalogue.models import SUPPLIES
from crm.customers.api import CUSTOMERS
from crm.customers.models import E_INVOICES


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
            "compound",
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
    compound = FlagField(required=False, help_text="On top of the components before it.")
    reason = TextField(max_length=200, required=False, allow_blank=True)
    source = TextField(max_length=200)  # type: ignore[assignment]


class JurisdictionSheet(Shown):
    """A place's own ways."""

    class Meta:
        model = Jurisdiction
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "country",
            "region",
            "rounding",
            "e_invoice",
            "e_invoice_from",
            "source",
        )


class JurisdictionBody(Body):
    """How a place rounds its tax, and from when on its firms need e-invoices; by which law."""

    country = CountryField()
    region = TextField(max_length=10, required=False, allow_blank=True)
    rounding = serializers.ChoiceField(choices=Jurisdiction.ROUNDINGS, required=False)
    e_invoice = serializers.ChoiceField(choices=E_INVOICES, required=False, allow_blank=True)
    e_invoice_from = DayField(required=False)
    source = TextField(max_length=200)  # type: ignore[assignment]


class AdoptionBody(Body):
    """Regions whose shipped rates are taken."""

    regions = serializers.ListField(
        child=serializers.ChoiceField(choices=[(code, code) for code in codes()]), allow_empty=False, max_length=50
    )


class WithholdingSheet(Shown):
    """Tax that a customer deducts."""

    class Meta:
        model = Withholding
        fields: ClassVar[tuple[str, ...]] = ("id", "customer", "rate", "reason", "valid_from", "valid_to")


class WithheldFromBody(Body):
    """What a customer deducts from a day on, in per cent of the net, by which law."""

    customer = RecordField(CUSTOMERS)
    rate = DecimalString(at_most="100")
    reason = TextField(max_length=200)
    valid_from = DayField()
    valid_to = DayField(required=False)


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
JURISDICTIONS = Listing(
    path="tax-jurisdictions",
    model=Jurisdiction,
    row=JurisdictionSheet,
    filters={"country": "country"},
    orders=("country",),
)
WITHHOLDINGS = Listing(
    path="withholdings",
    model=Withholding,
    row=WithholdingSheet,
    filters={"customer": "customer"},
    orders=("-valid_from",),
)
DOORS = (
    REGISTRATIONS,
    Deed(path="tax-registrations/", verb=register_for_tax, body=RegistrationBody, shows=REGISTRATIONS),
    TAX_RATES,
    Deed(path="tax-rates/", verb=set_tax_rates, body=TaxRatesBody, shows=TaxRateSheet),
    Deed(path="tax-rates/adoption/", verb=adopt_tax_rates, body=AdoptionBody, shows=TaxRateSheet),
    WITHHOLDINGS,
    Deed(path="withholdings/", verb=record_withholding, body=WithheldFromBody, shows=WITHHOLDINGS),
    JURISDICTIONS,
    Deed(path="tax-jurisdictions/", verb=set_up_jurisdiction, body=JurisdictionBody, shows=JURISDICTIONS),
)
