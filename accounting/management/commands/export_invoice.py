"""Export an issued invoice as a PDF, an e-invoice or plain data."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from accounting.billing.exporting import EXPORTS, export_invoice
from accounting.billing.models import Invoice
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotFound
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """One invoice by its number, in one format, into one file."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Number, format, file."""
        super().add_arguments(parser)
        parser.add_argument("number", help="the invoice's number")
        parser.add_argument("--format", required=True, choices=list(EXPORTS))
        parser.add_argument("--out", required=True, help="the file to write")
        parser.add_argument("--entity", help="the legal entity's code, where two use the number")

    def run(self, **options: Any) -> None:
        """Find, export, write."""
        rows = Invoice.objects.filter(number=options["number"], status="issued")
        rows = rows.filter(legal_entity__code=options["entity"]) if options["entity"] else rows
        found = list(rows.prefetch_related("lines", "taxes")[:2])
        if not found:
            raise NotFound(f"no issued invoice {options['number']}", code="no-such-invoice")
        if len(found) > 1:
            raise Invalid(f"two legal entities have an invoice {options['number']}: name one with --entity")
        made = export_invoice(found[0], format=options["format"], by=Actor.system("command"))
        path = Path(options["out"])
        try:
            path.write_bytes(made.content)
        except OSError as error:
            raise Invalid(f"cannot write {path}: {error.strerror}") from error
        told = {"number": options["number"], "format": options["format"], "out": str(path), "bytes": len(made.content)}
        self.answer(told, f"{options['number']} as {options['format']}: {path}, {len(made.content)} bytes")
