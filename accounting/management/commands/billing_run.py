"""Search for what is due to bill, and draft it."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from accounting.billing.runs import preview_billing, start_billing_run
from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import dump
from billing_suite.kernel.values.refusals import NotFound
from billing_suite.kernel.web.commands import Door, day
from billing_suite.kernel.work.jobs import finish_all


class Command(Door):
    """Draft invoices for approved work through a date; with --dry-run only say what would be drafted."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Entity, date, and who starts it."""
        super().add_arguments(parser)
        parser.add_argument("--entity", required=True, help="the legal entity's code")
        parser.add_argument("--through", required=True, type=day)
        parser.add_argument("--as", dest="run_as", help="who starts the run (e-mail); needed unless --dry-run")
        parser.add_argument("--dry-run", action="store_true")

    def run(self, **options: Any) -> None:
        """Preview or run."""
        entity = LegalEntity.objects.filter(code=options["entity"]).first()
        if entity is None:
            raise NotFound(f"no legal entity {options['entity']}", code="no-such-legal-entity")
        if options["dry_run"]:
            self.preview(entity, options["through"])
            return
        user = User.objects.filter(email__iexact=options["run_as"] or "", is_active=True).first()
        if user is None:
            raise NotFound("say who starts the run: --as EMAIL of an active user", code="no-such-user")
        at = now()
        run = start_billing_run(
            entity, through=options["through"], on=entity.local_date(at), at=at, by=Actor.user(user)
        )
        finish_all()
        drafts = list(run.invoices.for_list().order_by("reference"))
        left = [
            {"contract": f.contract.reference, "code": f.code, "reason": f.reason, "minutes": f.minutes}
            for f in run.findings.select_related("contract")
        ]
        data = {
            "run": run.reference,
            "drafts": [{"draft": d.reference, "customer": d.customer.name, "gross": dump(d.gross)} for d in drafts],
            "left": left,
        }
        self.answer(data, f"{run.reference}: {len(drafts)} drafts, {len(left)} findings")

    def preview(self, entity: LegalEntity, through: date) -> None:
        """What a run would do; nothing is written."""
        seen = preview_billing(entity, through=through)
        drafts = [
            {
                "customer": d.invoice.customer.name,
                "contract": d.invoice.contract.reference,
                "net": dump(d.invoice.net),
                "tax": dump(d.invoice.tax),
                "gross": dump(d.invoice.gross),
            }
            for d in seen.drafts
        ]
        left = [
            {"contract": x.contract.reference, "code": x.code, "reason": x.reason, "minutes": x.minutes}
            for x in seen.left
        ]
        words = [f"{d.invoice.contract.reference} {d.invoice.customer.name}: {d.invoice.gross}" for d in seen.drafts]
        words += [f"left: {x.contract.reference} {x.reason} ({x.minutes} min)" for x in seen.left]
        self.answer({"drafts": drafts, "left": left}, "\n".join(words) or "nothing is due")
