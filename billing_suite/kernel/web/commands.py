"""Commands are doors: they open a doorway, call one verb or read, and say what happened on one line or as JSON."""

import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, transaction

from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.acting import Actor, doorway
from billing_suite.kernel.record.sheets import RowsRefused
from billing_suite.kernel.values.refusals import Refusal


def day(text: str) -> date:
    """A day given to a command, as in 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day like 2026-01-31") from None


class Door(BaseCommand):
    """A command with `--json`, progress on a terminal only, and one clear line on failure."""

    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A wrong argument is one line too; `--help` shows the usage."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        setattr(parser, "print_usage", lambda *_: None)  # noqa: B010 a method is no attribute to mypy
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Every command speaks JSON."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run inside a doorway; a refusal is the command's one line."""
        self.as_json: bool = options["json"]
        try:
            with doorway("command"):
                self.run(**options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OperationalError, ProgrammingError) as error:
            said = str(error).strip().splitlines() or [type(error).__name__]
            raise CommandError(f"the database says: {said[0]}; has `manage.py migrate` been run?") from error

    def run(self, **options: Any) -> None:
        """What the command does."""
        raise NotImplementedError

    def answer(self, data: Any, text: str) -> None:
        """The result: JSON when asked for, else words; the passing line is gone."""
        self.progress("")
        self.stdout.write(json.dumps(data, indent=2) if self.as_json else text)

    def progress(self, text: str) -> None:
        """A passing line, only where somebody watches."""
        if sys.stderr.isatty() and not self.as_json:
            self.stderr.write(f"\r\x1b[K{text}", str, ending="")
            self.stderr.flush()


def acting(email: str) -> Actor:
    """The person a command acts for; it has no rights of its own."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"no active user has the e-mail {email}")
    return Actor.user(user)


class SheetDoor(Door):
    """A command that imports a CSV for somebody: all rows or none, and with `--dry-run` nothing."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and who imports it."""
        super().add_arguments(parser)
        parser.add_argument("file", help="a CSV whose first line names its columns (docs/importing.md)")
        parser.add_argument("--as", dest="email", required=True, help="e-mail of who imports it")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")

    def run(self, **options: Any) -> None:
        """Import, report; exit 1 when nothing is imported, every wrong row named."""
        by, written = acting(options["email"]), not options["dry_run"]
        try:
            with Path(options["file"]).open("rb") as file, transaction.atomic():
                told, words = self.take(file, by, options)
                transaction.set_rollback(not written)
        except RowsRefused as refusal:
            bad = [{"line": each.line, "column": each.column, "reason": each.reason} for each in refusal.bad]
            self.answer({"written": False, "bad": bad}, "\n".join(map(str, refusal.bad)))
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}") from error
        self.answer({**told, "written": written}, words if written else f"{words}; nothing is written")

    def take(self, file: BinaryIO, by: Actor, options: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
        """One call of the verb: what came of it, for machines and in words."""
        raise NotImplementedError
