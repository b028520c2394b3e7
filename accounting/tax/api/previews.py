"""Tax previews: by facts, or by explicit definitions. Nothing is stored; the command and the page read the same way."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounting.tax.actions import rates_to_preview
from accounting.tax.certificate import CertificateFact
from accounting.tax.decision import Buyer, Seller
from accounting.tax.preview import preview_definitions, preview_facts
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.api.fields import (
    Body,
    CountryField,
    CurrencyField,
    DayField,
    DecimalString,
    FlagField,
    TextField,
    rows_of,
)
from billing_suite.kernel.web.api.operations import Operation, refusals
from billing_suite.kernel.web.api.problems import flat
from billing_suite.kernel.web.api.query import read_query
from crm.catalogue.models import SUPPLIES

MOST_LINES = 10_000
ALWAYS = date(1900, 1, 1)


class DiscountBody(Body):
    """A discount on the document: per cent, or an amount."""

    percent = DecimalString(at_most="100", required=False)
    amount = DecimalString(at_most="1000000000000", required=False)
    on = serializers.ChoiceField(choices=("net", "gross"), required=False, help_text="net, unless it says gross.")


class PricedLineBody(Body):
    """Quantity and price of a line, less its discount."""

    quantity = DecimalString(at_least="-1000000000", at_most="1000000000")
    unit_price = DecimalString(at_least="-1000000000", at_most="1000000000")
    discount_percent = DecimalString(at_most="100", required=False)
    discount_amount = DecimalString(at_least="-1000000000000", at_most="1000000000000", required=False)


class DefinedLineBody(PricedLineBody):
    """A line, and which of the taxes apply to it."""

    taxes = serializers.ListField(child=TextField(max_length=40), max_length=10, required=False)


class DefinedTaxBody(Body):
    """One tax: per cent, an amount a unit, or a share of the price with all divisions in it."""

    code = TextField(max_length=40)
    kind = serializers.ChoiceField(choices=("percent", "fixed", "division"))
    rate = DecimalString(at_least="-1000", at_most="1000", required=False)
    amount = DecimalString(at_least="-1000000000", at_most="1000000000", required=False)
    included = FlagField(required=False, help_text="Already in the unit price.")
    adds_to_base = FlagField(required=False, help_text="Its amount joins the base of later taxes.")
    base_affected = FlagField(required=False, help_text="What earlier taxes add joins its base; true unless said.")


class DefinitionsBody(Body):
    """A computation by explicit definitions; taxes apply in the order in which they are listed."""

    currency = CurrencyField()
    rounding = serializers.ChoiceField(choices=("document", "line"), required=False)
    document_discount = DiscountBody(required=False)
    cash_rounding = DecimalString(at_most="1000", required=False)
    lines = rows_of(DefinedLineBody, most=MOST_LINES)
    taxes = rows_of(DefinedTaxBody, most=100, or_none=True)


class SupplyLineBody(PricedLineBody):
    """A line with its kind of supply, and its date of supply where that is another."""

    supply = serializers.ChoiceField(choices=SUPPLIES)
    date = DayField(required=False)


class SellerRegistrationBody(Body):
    """Where the seller is registered; EU is the one-stop shop."""

    country = CountryField()
    region = TextField(max_length=10, required=False, allow_blank=True)
    number = TextField(max_length=30)
    valid_from = DayField(required=False)
    valid_to = DayField(required=False)


class SellerBody(Body):
    """The seller's country and registrations."""

    country = CountryField()
    registrations = rows_of(SellerRegistrationBody, most=200, or_none=True)


class BuyerCertificateBody(Body):
    """An exemption certificate."""

    number = TextField(max_length=60)
    country = CountryField()
    region = TextField(max_length=10, required=False, allow_blank=True)
    supplies = serializers.ListField(child=serializers.ChoiceField(choices=SUPPLIES), allow_empty=False, max_length=20)
    valid_from = DayField()
    valid_to = DayField(required=False)
    reason = TextField(max_length=200)


class BuyerBody(Body):
    """Where the buyer is and what they are."""

    country = CountryField()
    region = TextField(max_length=10, required=False, allow_blank=True)
    business = FlagField()
    vat_id = TextField(max_length=30, required=False, allow_blank=True)
    certificate = BuyerCertificateBody(required=False)


class WithholdingBody(Body):
    """Tax that the buyer deducts from the net and pays for the seller."""

    rate = DecimalString(at_most="100")


class FactsBody(Body):
    """A computation by facts: the suite decides which tax applies, and why."""

    currency = CurrencyField()
    date = DayField()
    inclusive = FlagField(required=False, help_text="Prices contain their tax.")
    seller = SellerBody()
    buyer = BuyerBody()
    withholding = WithholdingBody(required=False)
    document_discount = DiscountBody(required=False)
    cash_rounding = DecimalString(at_most="1000", required=False)
    lines = rows_of(SupplyLineBody, most=MOST_LINES)


def preview(told: Any) -> dict[str, Any]:
    """The preview of what a caller sent: with a seller by facts, else by definitions. Raises what a Body raises."""
    kind = FactsBody if isinstance(told, Mapping) and "seller" in told else DefinitionsBody
    body = kind(data=told)
    body.is_valid(raise_exception=True)
    given = body.validated_data
    return by_facts(given) if kind is FactsBody else preview_definitions(given)


def by_facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """With the rates that are set up here, or shipped where none are; the answer says which."""
    seller, buyer = seller_of(given["seller"]), buyer_of(given["buyer"])
    places = {seller.country, buyer.country}
    rates, told = rates_to_preview(places)
    return {**preview_facts(given, seller, buyer, rates), "rates": told}


def seller_of(told: Mapping[str, Any]) -> Seller:
    """The seller as the decision sees them."""
    held = [
        (r["country"], r.get("region", ""), r["number"], r.get("valid_from", ALWAYS), r.get("valid_to"))
        for r in told["registrations"]
    ]
    return Seller("the seller", told["country"], held)


def buyer_of(told: Mapping[str, Any]) -> Buyer:
    """The buyer as the decision sees them."""
    held = told.get("certificate")
    certificates = (
        (CertificateFact(**{"region": "", "valid_to": None, **held, "supplies": tuple(held["supplies"])}),)
        if held
        else ()
    )
    return Buyer(
        "the buyer",
        told["country"],
        told.get("region", ""),
        told["business"],
        told.get("vat_id", ""),
        certificates=certificates,
    )


def read_preview(told: Any) -> dict[str, Any]:
    """The same for doors that speak no HTTP: what does not fit is a refusal that names each field."""
    try:
        return preview(told)
    except serializers.ValidationError as error:
        fields = dict(flat(error.detail))
        said = "; ".join(f"{name}: {' '.join(words)}" for name, words in fields.items())
        raise Invalid(f"the preview does not fit: {said}", fields=fields) from None


class ComputedTaxSheet(serializers.Serializer[Any]):
    """A tax's base and amount."""

    code = serializers.CharField()
    base = serializers.CharField()
    amount = serializers.CharField()


class ComputedLineSheet(serializers.Serializer[Any]):
    """A line's part; of a preview by facts with its tax group and category."""

    net = serializers.CharField()
    tax = serializers.CharField()
    gross = serializers.CharField()
    taxes = ComputedTaxSheet(many=True)
    group = serializers.IntegerField(required=False)
    category = serializers.CharField(required=False)


class DecidedComponentSheet(serializers.Serializer[Any]):
    """One component of a tax group."""

    component = serializers.CharField()
    rate = serializers.CharField(help_text="Per cent.")
    compound = serializers.BooleanField()
    registration = serializers.CharField()
    base = serializers.CharField()
    amount = serializers.CharField()


class DecidedGroupSheet(serializers.Serializer[Any]):
    """A tax group: its EN 16931 category, its components, and the law's words."""

    group = serializers.IntegerField()
    category = serializers.CharField()
    reason = serializers.CharField()
    certificate = serializers.CharField()
    rounding = serializers.CharField()
    components = DecidedComponentSheet(many=True)


class TaxPreviewSheet(serializers.Serializer[Any]):
    """Totals of a preview; amounts are strings with the currency's decimals."""

    currency = serializers.CharField()
    net = serializers.CharField()
    tax = serializers.CharField()
    gross = serializers.CharField()
    withheld = serializers.CharField(required=False)
    rounding = serializers.CharField(required=False)
    payable = serializers.CharField(required=False)
    taxes = ComputedTaxSheet(many=True, required=False)
    groups = DecidedGroupSheet(many=True, required=False)
    lines = ComputedLineSheet(many=True)
    rates = serializers.DictField(child=serializers.CharField(), required=False)


def run(request: Request) -> Response:
    """Read, compute, show."""
    read_query(request, {})
    return Response(preview(request.data))


SCHEMA: dict[str, Any] = {
    "operation_id": "preview_tax",
    "summary": "Preview the tax of a document",
    "description": "By facts (with a `seller`) or by explicit definitions of taxes. Nothing is stored.",
    "request": PolymorphicProxySerializer(
        component_name="TaxPreviewBody", serializers=[FactsBody, DefinitionsBody], resource_type_field_name=None
    ),
    "responses": {200: TaxPreviewSheet, **refusals(400, 409, 413, 415)},
}


class Previews:
    """The address without a slash at its end, and the same with it."""

    def operations(self) -> list[Operation]:
        """Both."""
        whole = Operation(path="tax/previews", method="post", right="see_tax", run=run, schema=SCHEMA)
        return [whole, replace(whole, path="tax/previews/", schema={"exclude": True})]


DOORS = (Previews(),)
