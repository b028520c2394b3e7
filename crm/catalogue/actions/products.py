"""Products and bundles: added, changed, and offered no longer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from simple_history.utils import bulk_create_with_history

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.outcome import Outcome, only, sort_out
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish, publish_many
from crm.catalogue.models import BY_PERIOD, Bundle, BundlePart, Product

CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}", re.ASCII)
TOLD = {"name", "billed_by", "supply", "recognised_by", "role", "unit", "hours", "span", "periods"}
EARNED_BY = {  # how what is billed in a way can be earned, the usual one first (RULES 30)
    "time": ("as-invoiced", "hours"),
    "fixed": ("milestones", "hours", "straight-line", "point-in-time"),
    "retainer": ("straight-line", "as-invoiced"),
    "recurring": ("straight-line", "as-invoiced", "point-in-time"),
}


class PartOffer(TypedDict, total=False):
    """So much of one product in a bundle."""

    product: Product
    quantity: Decimal
    optional: bool


@verb("add a product", jobs=True)
def add_product(code: str, *, told: Mapping[str, Any], by: Actor) -> Product:
    """One product; see `add_products`."""
    return only(add_products({code: told}, by=by))


@verb("add products", right="add_product", jobs=True)
def add_products(told: Mapping[str, Mapping[str, Any]], *, by: Actor) -> Outcome[Product]:
    """What we sell again and again, each under a code of capital letters, digits, dots and dashes.

    Of each: name and billed_by (required), supply, recognised_by (the usual one of its way of billing where it is not
    named), role, unit, hours planned for one unit, span and periods (of what is billed by period).
    """
    taken = codes_taken(told)
    made, refused = sort_out(told.items(), lambda row: _new(*row, taken=taken))
    bulk_create_with_history(made, Product)
    publish_many("product.added", [(product, {}) for product in made])
    return Outcome(made, refused)


def _new(code: str, told: Mapping[str, Any], *, taken: set[str]) -> Product:
    product = Product(code=free_code(code, taken))
    _tell(product, told)
    return product


@verb("change a product", right="add_product")
def change_product(product: Product, *, changes: Mapping[str, Any], by: Actor) -> Product:
    """What it is from now on; lines of quotes keep what they were offered with."""
    held = Product.objects.select_for_update().get(pk=product.pk)
    _tell(held, changes)
    held.save()
    publish("product.changed", held)
    return held


@verb("retire a product", right="add_product")
def retire_product(product: Product, *, on: date | None, by: Actor) -> Product:
    """Not offered from a day on; without a day it is offered again."""
    held = Product.objects.select_for_update().get(pk=product.pk)
    held.retired_on = on
    held.save()
    publish("product.changed", held)
    return held


@verb("add a bundle", right="add_product", jobs=True)
def add_bundle(
    code: str, *, name: str, parts: Sequence[PartOffer], discount: Decimal = Decimal(0), by: Actor
) -> Bundle:
    """Products offered together, with a discount on all of them in per cent."""
    bundle = Bundle(code=free_code(code, codes_taken([code])), name=name, discount=discount)
    bundle.full_clean(exclude=["id"])
    bundle.save(force_insert=True)
    _fill(bundle, parts)
    publish("bundle.added", bundle)
    return bundle


@verb("change a bundle", right="add_product")
def change_bundle(
    bundle: Bundle,
    *,
    name: str | None = None,
    parts: Sequence[PartOffer] | None = None,
    discount: Decimal | None = None,
    by: Actor,
) -> Bundle:
    """What it holds from now on; lines of quotes keep what they were offered with."""
    held = Bundle.objects.select_for_update().get(pk=bundle.pk)
    held.name = held.name if name is None else name
    held.discount = held.discount if discount is None else discount
    held.full_clean()
    held.save()
    if parts is not None:
        held.parts.all().delete()
        _fill(held, parts)
    publish("bundle.changed", held)
    return held


@verb("retire a bundle", right="add_product")
def retire_bundle(bundle: Bundle, *, on: date | None, by: Actor) -> Bundle:
    """Not offered from a day on; without a day it is offered again."""
    held = Bundle.objects.select_for_update().get(pk=bundle.pk)
    held.retired_on = on
    held.save()
    publish("bundle.changed", held)
    return held


def codes_taken(codes: Iterable[str]) -> set[str]:
    """Which of these codes a product or a bundle bears already; two queries."""
    asked = [code.strip().upper() for code in codes]
    held = (kind.objects.filter(code__in=asked).values_list("code", flat=True) for kind in (Product, Bundle))
    return set().union(*held)


def free_code(code: str, taken: set[str]) -> str:
    """The code as it is kept, in capitals, if it is one and is not taken."""
    kept = code.strip().upper()
    if not CODE.fullmatch(kept):
        raise Invalid(
            f"{kept[:40]!r} is no code: capital letters, digits, dots and dashes",
            record=kept,
            fields={"code": ["not a code"]},
        )
    if kept in taken:
        raise Invalid(f"there is a {kept} already", record=kept, fields={"code": ["taken"]})
    return kept


def _tell(product: Product, told: Mapping[str, Any]) -> None:
    """Set what is told, and hold the whole against the rules of its way of billing."""
    if unknown := sorted(set(told) - TOLD):
        raise Invalid(f"a product has no {unknown[0]}", record=product.code, fields={unknown[0]: ["unknown"]})
    for field, value in told.items():
        setattr(product, field, value)
    by_period = product.billed_by in BY_PERIOD
    if product.billed_by == "time":
        product.unit = product.unit or "hour"
        if not product.role or product.unit != "hour":
            raise _unfit(product, "role", "is billed by time: it has a role, and its unit is the hour")
    if by_period and not product.span:
        raise _unfit(product, "span", "is billed by period: by month, quarter or year")
    if not by_period and (product.span or product.periods != 1):
        raise _unfit(product, "span", "has no periods: it is not billed by period")
    product.unit = product.unit or product.span or "piece"
    ways = EARNED_BY.get(product.billed_by, ())
    product.recognised_by = product.recognised_by or next(iter(ways), "")
    if ways and product.recognised_by not in ways:
        raise _unfit(product, "recognised_by", f"is earned by one of {', '.join(ways)}")
    try:
        product.clean_fields(exclude=["id"])
    except ValidationError as error:
        said = {name: list(map(str, words)) for name, words in error.message_dict.items()}
        first = next(iter(said))
        raise Invalid(f"{product.code}: {first}: {said[first][0]}", record=product.code, fields=said) from None


def _unfit(product: Product, field: str, why: str) -> Invalid:
    return Invalid(f"{product.code} {why}", record=product.code, fields={field: [why]}, rule="RULES 30")


def _fill(bundle: Bundle, parts: Sequence[PartOffer]) -> None:
    if not parts:
        raise Invalid(f"{bundle.code} holds at least one product", record=bundle.code, fields={"parts": ["required"]})
    held = [part["product"].pk for part in parts]
    if len(set(held)) < len(held):
        raise Invalid(f"{bundle.code} holds a product twice", record=bundle.code, fields={"parts": ["repeated"]})
    made = [
        BundlePart(
            bundle=bundle,
            product=part["product"],
            position=position,
            quantity=part.get("quantity", Decimal(1)),
            optional=part.get("optional", False),
        )
        for position, part in enumerate(parts, start=1)
    ]
    for part in made:
        part.full_clean()
    BundlePart.objects.bulk_create(made)
