"""`manage.py guards`: tell whether the database carries the guards it ought to, or put them up."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing_suite.kernel.record import guards


class Command(BaseCommand):
    """Compares (default) or installs; exits 1 where the database differs from the register (INV-45)."""

    help = "Compare the database's guards with those declared, or install them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of --check and --install, and the database's alias."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="compare only (the default)")
        what.add_argument("--install", action="store_true", help="put up what is missing or altered")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line; raise CommandError with the differences."""
        using: str = options["database"]
        if options["install"]:
            with guards.maintenance(using):
                touched = guards.install(using)
            self.stdout.write(f"guards: {touched} triggers put up or removed, all guards stand")
            return
        if found := guards.differences(using):
            raise CommandError("\n  ".join(["guards differ from the register:", *found[:20]]))
        self.stdout.write(f"guards: all {len(guards.declared())} stand")
