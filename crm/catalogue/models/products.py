"""Products and services, what they are sold at in each market, and the bundles they come in."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.dates import Dated
from billing_suite.kernel.values.fields import SixPlacesField
from billing_suite.kernel.values.ids import Record
from crm.catalogue.models.selling import BILLED_BY, BY_PERIOD, SPANS, SUPPLIES, UNITS

RECOGNISED_BY = (  # RULES 30
    ("hours", "Hours worked of those planned"),
    ("milestones", "Milestones that were accepted"),
    ("straight-line", "Evenly by days"),
    ("point-in-time", "At once, when it is delivered"),
    ("as-invoiced", "As the work is done and billed"),
)


class ProductRows(OfficeRows["Product"]):
    """Products: whoever sees our prices."""

    seen_with = "see_rate_cards"


class Product(Record):
    """Something we sell again and again: how it is billed, taxed, worked on and earned.

    `hours` are the effort planned for one unit of it (one period of it on a retainer); `periods` how many of those a
    quote begins with. What is billed by time has a role, whose rate card prices it.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    billed_by = models.CharField(max_length=12, choices=BILLED_BY)
    supply = models.CharField(max_length=20, choices=SUPPLIES, default="services")
    recognised_by = models.CharField(max_length=16, choices=RECOGNISED_BY)
    role = models.SlugField(max_length=40, blank=True)
    unit = models.CharField(max_length=8, choices=UNITS)
    hours = SixPlacesField(default=0)
    span = models.CharField(max_length=8, choices=SPANS, blank=True)
    periods = models.PositiveSmallIntegerField(default=1)
    retired_on = models.DateField(null=True, blank=True)  # from this day on it is not offered
    history = history()

    objects: ClassVar = ProductRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(hours__gte=0), name="a_product_plans_no_negative_hours"),
            CheckConstraint(
                condition=~Q(billed_by="time") | ~Q(role="") & Q(unit="hour"),
                name="a_product_billed_by_time_has_a_role_and_hours",
            ),
            CheckConstraint(
                condition=Q(billed_by__in=BY_PERIOD, periods__gte=1) & ~Q(span="")
                | Q(billed_by__in=("time", "fixed"), periods=1, span=""),
                name="only_retainers_and_recurring_products_have_periods",
            ),
        )
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PriceListRows(OfficeRows["PriceList"]):
    """Price lists."""

    seen_with = "see_rate_cards"


class PriceList(Record, Dated):
    """Prices of products in one currency for one region, from a day on; no two overlap (DESIGN 3)."""

    name = models.CharField(max_length=80)
    region = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    history = history()

    objects: ClassVar = PriceListRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_price_list_ends_after_it_starts",
            ),
            UniqueConstraint(fields=["region", "currency", "valid_from"], name="one_price_list_a_start"),
            UniqueConstraint(
                fields=["region", "currency"], condition=Q(valid_to__isnull=True), name="one_price_list_without_end"
            ),
        )
        ordering: ClassVar = ["region", "currency", "valid_from"]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What one unit of a product is sold at, and what it would cost alone: revenue is allocated by that (RULES 29)."""

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="prices")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices")
    price = SixPlacesField()
    stand_alone = SixPlacesField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["price_list", "product"], name="one_price_a_product_and_list"),
            CheckConstraint(condition=Q(price__gte=0, stand_alone__gte=0), name="a_price_is_not_negative"),
        )
        ordering: ClassVar = ["product__code"]

    def __str__(self) -> str:
        return f"{self.product.code} {self.price.normalize():f} {self.price_list.currency}"


class BundleRows(OfficeRows["Bundle"]):
    """Bundles."""

    seen_with = "see_rate_cards"


class Bundle(Record):
    """Products that are offered together as one section of a quote, with a discount on all of them in per cent."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    discount = SixPlacesField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    history = history()

    objects: ClassVar = BundleRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(discount__gte=0, discount__lte=100), name="a_bundle_discount_is_within_100"),
        )
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BundlePart(models.Model):
    """So much of one product in a bundle: hours of what is billed by time, units of the rest."""

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="parts")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="bundled")
    position = models.PositiveSmallIntegerField()
    quantity = SixPlacesField(default=1)
    optional = models.BooleanField(default=False)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["bundle", "product"], name="a_bundle_holds_a_product_once"),
            CheckConstraint(condition=Q(quantity__gt=0), name="a_bundle_holds_some_of_each_part"),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} x {self.product.code}"


guards.declare(
    guards.audited(Product),
    guards.audited(PriceList),
    guards.audited(Price),
    guards.append_only(Price, inv="INV-26"),
    guards.audited(Bundle),
    guards.audited(BundlePart),
)
