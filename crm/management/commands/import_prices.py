"""`manage.py import_prices FILE.csv --name … --region DE --currency EUR --from 2027-01-01 --as EMAIL`."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.web.commands import Door
from crm.catalogue.actions import PricesImported, PricesRefused, import_prices


class Command(Door):
    """A price list from a CSV, and products for codes that are new: all rows or none."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, what the list is called, where and from when it holds, who publishes it."""
        super().add_arguments(parser)
        parser.add_argument("file", help="CSV with code and price; stand_alone, and of new products name, billed_by, …")
        parser.add_argument("--name", required=True, help="what the list is called")
        parser.add_argument("--region", required=True, help="the country of the selling legal entity, like DE")
        parser.add_argument("--currency", required=True, help="like EUR")
        parser.add_argument("--from", dest="valid_from", required=True, help="its first day, YYYY-MM-DD")
        parser.add_argument("--as", dest="email", required=True, help="e-mail of who publishes it")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")

    def run(self, **options: Any) -> None:
        """Check, publish, report; exit 1 when nothing is imported."""
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"no active user has the e-mail {options['email']}")
        try:
            starts = date.fromisoformat(options["valid_from"])
        except ValueError:
            raise CommandError(f"{options['valid_from']} is not a date like YYYY-MM-DD") from None
        try:
            with Path(options["file"]).open("rb") as file, transaction.atomic():
                done = import_prices(
                    file,
                    name=options["name"],
                    region=options["region"],
                    currency=options["currency"],
                    valid_from=starts,
                    by=Actor.user(user),
                )
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except PricesRefused as refusal:
            told = [{"line": bad.line, "column": bad.column, "reason": bad.reason} for bad in refusal.bad]
            self.answer({"written": False, "bad": told}, "\n".join(map(str, refusal.bad)))
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}") from error
        self.report(done, written=not options["dry_run"])

    def report(self, done: PricesImported, *, written: bool) -> None:
        """How many prices, how many products were new."""
        told = {"prices": done.prices, "added": done.added, "price_list": done.price_list.name, "written": written}
        words = f"{done.prices} prices, {done.added} new products" + ("" if written else "; nothing is written")
        self.answer(told, words)
