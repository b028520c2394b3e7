"""`manage.py import_leads FILE.csv --entity de --source Fair --as EMAIL`."""

from collections.abc import Mapping
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.commands import SheetDoor
from crm.leads.actions import import_leads
from crm.leads.models import Campaign, LeadSource


class Command(SheetDoor):
    """Leads from a CSV into the queue of a legal entity: all rows or none, and nobody twice."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose leads they are, and where they come from."""
        super().add_arguments(parser)
        parser.add_argument("--entity", required=True, help="the legal entity's code")
        parser.add_argument("--source", required=True, help="a source there is, by name")
        parser.add_argument("--campaign", default="", help="a campaign there is, by name")

    def take(self, file: BinaryIO, by: Actor, options: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
        """How many are new, how many are known."""
        named = options["campaign"]
        done = import_leads(
            file,
            entity=_found(LegalEntity.objects.visible_to(by), "code", options["entity"], "legal entity"),
            source=_found(LeadSource.objects.all(), "name__iexact", options["source"], "source"),
            campaign=_found(Campaign.objects.all(), "name__iexact", named, "campaign") if named else None,
            at=now(),
            by=by,
        )
        words = f"{done.received} leads, {len(done.known)} known"
        return {"received": done.received, "known": list(done.known)}, words


def _found(rows: Any, field: str, value: str, what: str) -> Any:
    record = rows.filter(**{field: value}).first()
    if record is None:
        raise CommandError(f"no {what} {value!r}")
    return record
