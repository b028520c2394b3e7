"""Price lists: published, copied and raised, and looked up by product and day."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.dates import in_force
from billing_suite.kernel.values.money import exponent
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.catalogue.actions.cards import affordable, check_raise, raised
from crm.catalogue.models import Price, PriceList, Product


class ListsOverlap(Refusal):
    """Two price lists would hold for one region, currency and day."""

    code = "price-lists-overlap"


@verb("publish a price list", jobs=True)
def publish_price_list(
    name: str,
    *,
    region: str,
    currency: str,
    valid_from: date,
    prices: dict[str, Decimal],
    stand_alone: dict[str, Decimal] | None = None,
    by: Actor,
) -> PriceList:
    """Prices per unit by product code from a day on; the list before it ends the day before (DESIGN 3).

    `region` is the country the selling entity is in. `stand_alone` says what a product costs alone where that is
    another price (RULES 29). A list that starts on or before a later one is refused. What is billed by time is
    priced by the rate card of its role, and stands on no list.
    """
    exponent(currency)
    alone = stand_alone or {}
    if not region:
        raise Invalid(f"price list {name} is for no region", record=name, fields={"region": ["required"]})
    products = _listed(name, {*prices, *alone})
    if missing := sorted(set(alone) - set(prices)):
        raise Invalid(f"{missing[0]} has a stand-alone price and no price", record=name)
    same = PriceList.objects.select_for_update().filter(region=region, currency=currency)
    if same.filter(valid_from__gte=valid_from).exists():
        raise ListsOverlap(f"a price list for {region} {currency} starts on or after {valid_from}", record=name)
    for before in same.filter(valid_to__isnull=True):
        before.valid_to = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    made = PriceList(name=name, region=region, currency=currency, valid_from=valid_from)
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    held, apart = affordable(prices, of=name), affordable(alone, of=name)
    Price.objects.bulk_create(
        [
            Price(price_list=made, product=product, price=held[code], stand_alone=apart.get(code, held[code]))
            for code, product in products.items()
        ]
    )
    publish("price_list.published", made)
    return made


@verb("copy a price list", right="publish_price_list")
def copy_price_list(
    price_list: PriceList,
    *,
    name: str,
    valid_from: date,
    raise_by: Decimal = Decimal(0),
    step: Decimal = Decimal("0.01"),
    region: str = "",
    by: Actor,
) -> PriceList:
    """Every price of a list, raised by a percentage and rounded to a step, from a day on; stand-alone prices with it.

    In the list's own currency, for its region unless another is named. What is not sold any more is left out.
    """
    held = [each for each in raised_list(price_list, raise_by=raise_by, step=step) if not _gone(each[0], valid_from)]
    return publish_price_list(
        name,
        region=region or price_list.region,
        currency=price_list.currency,
        valid_from=valid_from,
        prices={price.product.code: then for price, then, _ in held},
        stand_alone={price.product.code: alone for price, _, alone in held},
        by=by,
    )


def raised_list(price_list: PriceList, *, raise_by: Decimal, step: Decimal) -> list[tuple[Price, Decimal, Decimal]]:
    """Each price of a list with what it and its stand-alone price become."""
    check_raise(raise_by, step)
    held = price_list.prices.select_related("product")
    return [
        (
            price,
            raised(price.price, raise_by=raise_by, step=step),
            raised(price.stand_alone, raise_by=raise_by, step=step),
        )
        for price in held
    ]


def load_prices(region: str, currency: str, *, on: date, codes: Iterable[str] = ()) -> dict[Any, Price]:
    """What each product costs on a day, by its id, for a region and a currency; of these codes where any are named."""
    held = Price.objects.filter(
        in_force(on, "price_list__"), price_list__region=region, price_list__currency=currency
    ).select_related("product", "price_list")
    named = list(codes)
    return {price.product_id: price for price in (held.filter(product__code__in=named) if named else held)}


def listed_prices(region: str, currency: str, *, codes: Iterable[str]) -> list[Price]:
    """Every price of these products for a region and a currency, on all its lists."""
    held = Price.objects.filter(price_list__region=region, price_list__currency=currency, product__code__in=list(codes))
    return list(held.select_related("product", "price_list"))


def _gone(price: Price, on: date) -> bool:
    retired = price.product.retired_on
    return retired is not None and retired <= on


def _listed(name: str, codes: set[str]) -> dict[str, Product]:
    """The products of these codes; all of them are known and priced by the unit."""
    if not codes:
        raise Invalid(f"price list {name} has no prices", record=name, fields={"prices": ["required"]})
    products = {each.code: each for each in Product.objects.filter(code__in=codes).order_by("code")}
    for code in sorted(codes):
        if code not in products:
            raise Invalid(f"there is no product {code}", record=name, fields={code: ["unknown"]})
        if products[code].billed_by == "time":
            raise Invalid(
                f"{code} is billed by time: the rate card of {products[code].role} prices it",
                record=name,
                fields={code: ["by time"]},
                rule="RULES 15",
            )
    return products
