"""`manage.py guards`: tell whether the database carries the guards it ought to, or put them up."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from billing_suite.kernel.record import guards
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """Compares (default) or installs; exits 1 where the database differs from the register (INV-45)."""

    help = "Compare the database's guards with those declared, or install them."

    def add_arguments(self, parser: CommandParser) -> None:
        """One of --check and --install, and the database's alias."""
        super().add_arguments(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="compare only (the default)")
        what.add_argument("--install", action="store_true", help="put up what is missing or altered")
        parser.add_argument("--database", default="default")

    def run(self, **options: Any) -> None:
        """Say it on one line; raise CommandError with the differences."""
        using: str = options["database"]
        touched = 0
        if options["install"]:
            with guards.maintenance(using):
                touched = guards.install(using)
        found = guards.differences(using)
        told = f"{touched} triggers put up or removed, all guards stand" if touched else "all guards stand"
        if not found or self.as_json:
            declared = len(guards.declared())
            self.answer({"declared": declared, "changed": touched, "differences": found}, f"guards: {told}")
        if found:
            raise CommandError("\n  ".join(["guards differ from the register:", *found[:20]]))
