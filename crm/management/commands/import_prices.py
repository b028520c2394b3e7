"""`manage.py import_prices FILE.csv --name … --region DE --currency EUR --from 2027-01-01 --as EMAIL`."""

from collections.abc import Mapping
from typing import Any, BinaryIO

from django.core.management.base import CommandParser

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.web.commands import SheetDoor, day
from crm.catalogue.actions import import_prices


class Command(SheetDoor):
    """A price list from a CSV, and products for codes that are new: all rows or none."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """What the list is called, where and from when it holds."""
        super().add_arguments(parser)
        parser.add_argument("--name", required=True, help="what the list is called")
        parser.add_argument("--region", required=True, help="the country of the selling legal entity, like DE")
        parser.add_argument("--currency", required=True, help="like EUR")
        parser.add_argument("--from", dest="valid_from", type=day, required=True, help="its first day, YYYY-MM-DD")

    def take(self, file: BinaryIO, by: Actor, options: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
        """How many prices, how many products were new."""
        told = {name: options[name] for name in ("name", "region", "currency", "valid_from")}
        done = import_prices(file, **told, by=by)
        counts = {"prices": done.prices, "added": done.added, "price_list": done.price_list.name}
        return counts, f"{done.prices} prices, {done.added} new products"
