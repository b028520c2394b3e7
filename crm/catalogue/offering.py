"""A product or a bundle as lines of an offer, as the editor of quotes and the verbs take them. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from crm.catalogue.models import Bundle, BundlePart, Product

Line = dict[str, Any]


def is_sold(record: Product | Bundle, on: date) -> bool:
    """Whether it is offered on a day."""
    return record.retired_on is None or on < record.retired_on


def sold_on(day: date) -> Q:
    """The same of many: what is offered on a day."""
    return Q(retired_on__isnull=True) | Q(retired_on__gt=day)


def product_line(product: Product, quantity: Decimal | None = None) -> Line:
    """What a line of so much of a product says, its numbers as text: hours of what is billed by time, else units.

    Without a quantity it is one unit, or the hours the product plans. The price is left to the price list.
    """
    line: Line = {"product": product.code, "description": product.name}
    line |= {"billed_by": product.billed_by, "supply": product.supply, "role": product.role}
    if product.billed_by == "time":
        hours = product.hours if quantity is None else quantity
        return line | ({"hours": _told(hours)} if hours else {})
    many = Decimal(1) if quantity is None else quantity
    line |= {"quantity": _told(many), "unit": product.unit}
    line |= {"hours": _told(product.hours * many)} if product.hours else {}
    return line | {"span": product.span, "periods": product.periods} if product.span else line


def bundle_lines(bundle: Bundle, parts: Sequence[BundlePart]) -> list[Line]:
    """A bundle as one section of a quote, each part with the bundle's discount."""
    section: Line = {"phase": bundle.name} | ({"discount": _told(bundle.discount)} if bundle.discount else {})
    return [
        product_line(part.product, part.quantity) | section | ({"optional": True} if part.optional else {})
        for part in parts
    ]


def _told(number: Decimal) -> str:
    return f"{number.normalize():f}"
