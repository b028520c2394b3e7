"""Import a time sheet of another tool."""

import io
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.web.commands import Door, acting
from projects.time.importing import ImportRefused, ImportResult, import_time, plan_import


class Command(Door):
    """Book the rows of a CSV time sheet as drafts: all of them or none, and none twice."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, who imports it, and how."""
        super().add_arguments(parser)
        parser.add_argument("file", help="CSV with date, email, project, task and hours; note, billable, external id")
        parser.add_argument("--as", dest="email", default="", help="e-mail of who imports; needs the right import_time")
        parser.add_argument("--partial", action="store_true", help="import the good rows though others are wrong")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")
        parser.add_argument("--date-format", default="", help="how days are written, like %%d.%%m.%%Y; else YYYY-MM-DD")

    def run(self, **options: Any) -> None:
        """Check, book, report; exit 1 when nothing is imported, 2 when --partial left rows out."""
        by, path = self.importer(options["email"]), Path(options["file"])
        try:
            with io.BufferedReader(WatchedFile(path, self), 1 << 20) as file:
                result = self.import_file(file, by, options)
        except ImportRefused as refusal:
            self.report(refusal.result, "nothing is imported")
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        except DatabaseError as error:
            raise CommandError(f"nothing is imported: {str(error).splitlines()[0]}") from error
        finally:
            self.progress("")
        self.report(result, "nothing is written" if options["dry_run"] else "")
        if result.bad_rows:
            raise CommandError(f"{result.bad_rows} of {result.rows} rows are wrong and left out", returncode=2)

    def importer(self, email: str) -> Actor:
        """The person the import is put down to; the command has no rights of its own."""
        if not email:
            raise CommandError("say who imports: --as EMAIL of a user with the right import_time")
        return acting(email)

    def import_file(self, file: BinaryIO, by: Actor, options: dict[str, Any]) -> ImportResult:
        """The import, or with --dry-run what it would do."""
        if not options["dry_run"]:
            return import_time(file, partial=options["partial"], date_format=options["date_format"], by=by)
        return plan_import(file, date_format=options["date_format"], by=by).as_result()

    def report(self, result: ImportResult, ending: str) -> None:
        """Every wrong row by line, column and reason, what differs here, and the sum of it."""
        lines = [str(bad) for bad in result.bad]
        lines += [f"line {line}, imported before; {text}" for line, text in result.remarks]
        said = f"{result}; {ending}" if ending else str(result)
        self.answer({**result.as_json(), "written": not ending}, "\n".join([*lines, said]))


class WatchedFile(io.FileIO):
    """A file that tells its reader's progress."""

    def __init__(self, path: Path, door: Door) -> None:
        super().__init__(path)
        self.door, self.size = door, max(path.stat().st_size, 1)

    def readinto(self, buffer: Any) -> int:
        """Read on, and say how far."""
        self.door.progress(f"reading {100 * self.tell() // self.size} %")
        return super().readinto(buffer) or 0
