"""Products, bundles and price lists in the API."""

from decimal import Decimal
from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    Changes,
    CurrencyField,
    DayField,
    DecimalString,
    FlagField,
    SlugField,
    TextField,
    WholeField,
    rows_of,
)
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.catalogue.actions import (
    add_bundle,
    add_product,
    change_bundle,
    change_product,
    copy_price_list,
    import_prices,
    publish_price_list,
    retire_bundle,
    retire_product,
)
from crm.catalogue.api.cards import RateCardCopyBody
from crm.catalogue.models import (
    BILLED_BY,
    RECOGNISED_BY,
    SPANS,
    SUPPLIES,
    UNITS,
    Bundle,
    BundlePart,
    Price,
    PriceList,
    Product,
)

LONGEST_SHEET = 5_000_000  # characters: within the size of a request (INV-50)
MOST_PRICES = 5_000


class ProductSheet(Shown):
    """Something we sell again and again."""

    role = serializers.CharField(read_only=True, allow_blank=True)

    class Meta:
        model = Product
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "code",
            "name",
            "billed_by",
            "supply",
            "recognised_by",
            "role",
            "unit",
            "hours",
            "span",
            "periods",
            "retired_on",
        )


class PriceSheet(Shown):
    """What one unit of a product costs, and what it costs alone."""

    product = serializers.CharField(source="product.code", read_only=True)

    class Meta:
        model = Price
        fields: ClassVar[tuple[str, ...]] = ("product", "price", "stand_alone")


class PriceListRow(Shown):
    """A dated list of prices."""

    class Meta:
        model = PriceList
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "region", "currency", "valid_from", "valid_to")


class PriceListSheet(PriceListRow):
    """A dated list with its prices."""

    prices = PriceSheet(many=True, read_only=True)

    class Meta(PriceListRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*PriceListRow.Meta.fields, "prices")


class BundlePartSheet(Shown):
    """So much of a product in a bundle."""

    product = serializers.CharField(source="product.code", read_only=True)

    class Meta:
        model = BundlePart
        fields: ClassVar[tuple[str, ...]] = ("product", "quantity", "optional")


class BundleRow(Shown):
    """Products that are offered together."""

    class Meta:
        model = Bundle
        fields: ClassVar[tuple[str, ...]] = ("id", "code", "name", "discount", "retired_on")


class BundleSheet(BundleRow):
    """Products that are offered together, with how much of each."""

    parts = BundlePartSheet(many=True, read_only=True)

    class Meta(BundleRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*BundleRow.Meta.fields, "parts")


class ProductBody(Body):
    """A product to be added; what is left open is what is usual for its way of billing."""

    code = TextField(max_length=40)
    name = TextField(max_length=200, source="told.name")
    billed_by = serializers.ChoiceField(choices=BILLED_BY, source="told.billed_by")
    supply = serializers.ChoiceField(choices=SUPPLIES, source="told.supply", required=False)
    recognised_by = serializers.ChoiceField(choices=RECOGNISED_BY, source="told.recognised_by", required=False)
    role = SlugField(max_length=40, source="told.role", required=False)
    unit = serializers.ChoiceField(choices=UNITS, source="told.unit", required=False)
    hours = DecimalString(at_most="1000000", source="told.hours", required=False)
    span = serializers.ChoiceField(choices=SPANS, source="told.span", required=False)
    periods = WholeField(1, 120, source="told.periods", required=False)


class ProductChanges(Changes):
    """What is to be different of a product."""

    name = TextField(max_length=200, source="changes.name", required=False)
    billed_by = serializers.ChoiceField(choices=BILLED_BY, source="changes.billed_by", required=False)
    supply = serializers.ChoiceField(choices=SUPPLIES, source="changes.supply", required=False)
    recognised_by = serializers.ChoiceField(choices=RECOGNISED_BY, source="changes.recognised_by", required=False)
    role = SlugField(max_length=40, source="changes.role", required=False)
    unit = serializers.ChoiceField(choices=UNITS, source="changes.unit", required=False)
    hours = DecimalString(at_most="1000000", source="changes.hours", required=False)
    span = serializers.ChoiceField(choices=SPANS, source="changes.span", required=False)
    periods = WholeField(1, 120, source="changes.periods", required=False)


class RetirementBody(Body):
    """From when it is not offered; null offers it again."""

    on = DayField(allow_null=True)


class PriceBody(Body):
    """What one unit of a product costs, and what it costs alone where that is another price."""

    product = TextField(max_length=40)
    price = DecimalString(at_most="1000000000")
    stand_alone = DecimalString(at_most="1000000000", required=False)


class PriceListBody(Body):
    """A price list to be published."""

    name = TextField(max_length=80)
    region = TextField(max_length=10)
    currency = CurrencyField()
    valid_from = DayField()
    prices = rows_of(PriceBody, most=MOST_PRICES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """By product, each once."""
        rows = attrs["prices"]
        prices: dict[str, Decimal] = {each["product"]: each["price"] for each in rows}
        if len(prices) < len(rows):
            raise serializers.ValidationError({"prices": ["a product stands twice"]})
        alone = {each["product"]: each["stand_alone"] for each in rows if "stand_alone" in each}
        return attrs | {"prices": prices, "stand_alone": alone}


class PriceImportBody(Body):
    """A price list as the text of its CSV file (docs/importing.md says how it is read)."""

    sheet = TextField(max_length=LONGEST_SHEET, trim_whitespace=False, source="data")
    name = TextField(max_length=80)
    region = TextField(max_length=10)
    currency = CurrencyField()
    valid_from = DayField()


class PriceImportSheet(serializers.Serializer[Any]):
    """What an import came to."""

    price_list = serializers.UUIDField(source="price_list.pk")
    prices = serializers.IntegerField()
    added = serializers.IntegerField()


PRODUCTS = Listing(
    path="products",
    model=Product,
    row=ProductSheet,
    filters={"code": "code", "billed_by": "billed_by"},
    orders=("code", "name"),
    search=("code", "name"),
)
PRICE_LISTS = Listing(
    path="price-lists",
    model=PriceList,
    row=PriceListRow,
    sheet=PriceListSheet,
    parts=lambda rows: rows.prefetch_related("prices__product"),
    filters={"region": "region", "currency": "currency", "from": "valid_from__gte", "through": "valid_from__lte"},
    orders=("name", "valid_from"),
)
BUNDLES = Listing(
    path="bundles",
    model=Bundle,
    row=BundleRow,
    sheet=BundleSheet,
    parts=lambda rows: rows.prefetch_related("parts__product"),
    filters={"code": "code"},
    orders=("code", "name"),
    search=("code", "name"),
)


class PartBody(Body):
    """So much of a product: hours of what is billed by time, else units."""

    product = RecordField(PRODUCTS)
    quantity = DecimalString(at_least="0.000001", at_most="1000000", required=False)
    optional = FlagField(required=False)


class BundleBody(Body):
    """A bundle to be added."""

    code = TextField(max_length=40)
    name = TextField(max_length=80)
    discount = DecimalString(at_most="100", required=False)
    parts = rows_of(PartBody, most=200)


class BundleChanges(Changes):
    """What is to be different of a bundle; parts are named all or not at all."""

    name = TextField(max_length=80, required=False)
    discount = DecimalString(at_most="100", required=False)
    parts = rows_of(PartBody, most=200, required=False)


DOORS = (
    PRODUCTS,
    Deed(path="products/", verb=add_product, body=ProductBody, shows=PRODUCTS),
    Deed(path="products/<str:id>/changes/", verb=change_product, on=PRODUCTS, body=ProductChanges, shows=PRODUCTS),
    Deed(path="products/<str:id>/retirement/", verb=retire_product, on=PRODUCTS, body=RetirementBody, shows=PRODUCTS),
    PRICE_LISTS,
    Deed(path="price-lists/", verb=publish_price_list, body=PriceListBody, shows=PRICE_LISTS),
    Deed(
        path="price-lists/<str:id>/copies/",
        verb=copy_price_list,
        on=PRICE_LISTS,
        body=RateCardCopyBody,
        shows=PRICE_LISTS,
    ),
    Deed(path="price-imports/", verb=import_prices, body=PriceImportBody, shows=PriceImportSheet),
    BUNDLES,
    Deed(path="bundles/", verb=add_bundle, body=BundleBody, shows=BUNDLES),
    Deed(path="bundles/<str:id>/changes/", verb=change_bundle, on=BUNDLES, body=BundleChanges, shows=BUNDLES),
    Deed(path="bundles/<str:id>/retirement/", verb=retire_bundle, on=BUNDLES, body=RetirementBody, shows=BUNDLES),
)
