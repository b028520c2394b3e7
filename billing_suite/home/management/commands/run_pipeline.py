"""Run the main job: from approved work to paid invoices."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from billing_suite.exchange.demo import demo_file
from billing_suite.exchange.models import Timeline
from billing_suite.home.pipeline import Crew, Ran, as_json, run_entity, user_actor, work_counts
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """Draft what is due through the last month, approve as far as allowed, issue, send, and prove the books."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, and who acts."""
        super().add_arguments(parser)
        parser.add_argument("--today", type=date.fromisoformat, help="the day to act on (default: each entity's today)")
        parser.add_argument("--as", dest="run_as", help="who starts the billing runs (e-mail); not needed on the demo")
        parser.add_argument("--approve-as", help="who approves and issues (e-mail), and is no maker")

    def run(self, **options: Any) -> None:
        """Run every legal entity, and print the summary."""
        entities = list(LegalEntity.objects.order_by("code"))
        if not entities:
            raise Refusal("there is no legal entity yet; run load_demo or set one up", code="nothing-set-up")
        crews = demo_crews() if is_demo() else crew_for(entities, options["run_as"], options["approve_as"])
        ran, at = Ran(), now()
        for entity in entities:
            on = options["today"] or entity.local_date(at)
            through = date.fromordinal(month_start(on).toordinal() - 1)
            run_entity(entity, crews[entity.code], on=on, through=through, at=at, ran=ran, tell=self.progress)
        self.progress("")
        self.answer(as_json(ran) | {"work": work_counts()}, in_words(ran))
        if ran.difference:
            raise Refusal(f"the trial balance differs by {ran.difference}", rule="INV-11")


def is_demo() -> bool:
    """Whether this is a rehearsal in which the demo agency was played."""
    return is_rehearsal() and Timeline.objects.filter(name=demo_file().name).exists()


def demo_crews() -> dict[str, Crew]:
    """The demo's own people, each within their rights."""
    return {
        code: Crew(
            user_actor(who["drafts"]), user_actor(who["approves"]), user_actor(who["above"]), allocates=True
        )
        for code, who in demo_file().pipeline.items()
    }


def crew_for(entities: list[LegalEntity], run_as: str | None, approve_as: str | None) -> dict[str, Crew]:
    """On real books somebody starts the run; nobody approves unless named."""
    if not run_as:
        raise Refusal("say who starts the billing runs: --as EMAIL", code="nobody-acts")
    approver: Actor | None = user_actor(approve_as) if approve_as else None
    return {entity.code: Crew(user_actor(run_as), approver) for entity in entities}


def in_words(ran: Ran) -> str:
    """The summary for people."""
    lines = ["", "What each hand-off made"]
    lines += [f"  {name.replace('_', ' '):<12} {count:>6}" for name, count in ran.handoffs.items()]
    lines += ["", f"Invoices issued: {len(ran.issued)}"]
    for invoice in ran.issued:
        lines.append(
            f"  {invoice.number:<20} {invoice.customer.name:<24} "
            f"{invoice.net.amount:>14,} {invoice.tax.amount:>12,} {invoice.gross.amount:>14,} {invoice.currency}"
        )
    if ran.waiting:
        lines += ["", f"Waiting for approval: {len(ran.waiting)}"]
        lines += [f"  {w['draft']} {w['customer']} {w['gross']}" for w in ran.waiting]
    lines += [f"  refused: {refusal}" for refusal in ran.refused]
    lines += ["", f"PDFs    {settings.FILES_DIR}", f"E-mails {settings.EMAIL_FILE_PATH}", ""]
    for balance in ran.balances:
        lines.append(f"Trial balance {balance.legal_entity.code} as of {balance.as_of}")
        lines += [
            f"  {row.number:<6} {row.name[:42]:<42} {row.debit.amount:>14,} {row.credit.amount:>14,}"
            for row in balance.rows
            if row.debit or row.credit
        ]
        total = f"{balance.debit.amount:>14,} {balance.credit.amount:>14,}"
        lines.append(f"  {'':<6} {'Total':<42} {total}   difference {balance.difference}")
    return "\n".join(lines)
