"""`manage.py import_leads FILE.csv --entity de --source Fair --as EMAIL`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.commands import Door
from crm.leads.actions import LeadsRefused, import_leads
from crm.leads.models import Campaign, LeadSource


class Command(Door):
    """Leads from a CSV into the queue of a legal entity: all rows or none, and nobody twice."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whose leads they are, where they come from, who imports them."""
        super().add_arguments(parser)
        parser.add_argument("file", help="CSV with name (or given name, surname), email or phone; firm, title, …")
        parser.add_argument("--entity", required=True, help="the legal entity's code")
        parser.add_argument("--source", required=True, help="a source there is, by name")
        parser.add_argument("--campaign", default="", help="a campaign there is, by name")
        parser.add_argument("--as", dest="email", required=True, help="e-mail of who imports; right receive_lead")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")

    def run(self, **options: Any) -> None:
        """Check, receive, report; exit 1 when nothing is imported."""
        user = _found(User.objects.filter(is_active=True), "email__iexact", options["email"], "active user")
        entity = _found(LegalEntity.objects.visible_to(user), "code", options["entity"], "legal entity")
        source = _found(LeadSource.objects.all(), "name__iexact", options["source"], "source")
        named = options["campaign"]
        campaign = _found(Campaign.objects.all(), "name__iexact", named, "campaign") if named else None
        told = {"entity": entity, "source": source, "campaign": campaign}
        try:
            with Path(options["file"]).open("rb") as file, transaction.atomic():
                done = import_leads(file, **told, at=now(), by=Actor.user(user))
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except LeadsRefused as refusal:
            bad = [{"line": each.line, "column": each.column, "reason": each.reason} for each in refusal.bad]
            self.answer({"written": False, "bad": bad}, "\n".join(map(str, refusal.bad)))
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}") from error
        written = not options["dry_run"]
        words = f"{done.received} leads, {len(done.known)} known" + ("" if written else "; nothing is written")
        self.answer({"received": done.received, "known": list(done.known), "written": written}, words)


def _found(rows: Any, field: str, value: str, what: str) -> Any:
    record = rows.filter(**{field: value}).first()
    if record is None:
        raise CommandError(f"no {what} {value!r}")
    return record
