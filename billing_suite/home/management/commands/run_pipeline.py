"""Run the main job: from approved work to paid invoices."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from billing_suite.exchange.demo import demo_file
from billing_suite.exchange.models import Timeline
from billing_suite.home.pipeline import Crew, Ran, run_entity, user_actor
from billing_suite.home.summary import as_json, in_words
from billing_suite.kernel.access.approvals import OwnWork
from billing_suite.kernel.access.verb import VERBS, check_right
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.commands import Door, day


class Command(Door):
    """Draft what is due through the last month, approve as far as allowed, issue, send, and prove the books."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, and who acts."""
        super().add_arguments(parser)
        parser.add_argument("--today", type=day, help="the day to act on (default: each entity's today)")
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
        self.answer(as_json(ran), in_words(ran))
        if ran.difference:
            raise Refusal(f"the trial balance differs by {ran.difference}", rule="INV-11")


def is_demo() -> bool:
    """Whether this is a rehearsal in which the demo agency was played."""
    return is_rehearsal() and Timeline.objects.filter(name=demo_file().name).exists()


def demo_crews() -> dict[str, Crew]:
    """The demo's own people, each within their rights."""
    return {
        code: Crew(user_actor(who["drafts"]), user_actor(who["approves"]), user_actor(who["above"]), allocates=True)
        for code, who in demo_file().pipeline.items()
    }


def crew_for(entities: list[LegalEntity], run_as: str | None, approve_as: str | None) -> dict[str, Crew]:
    """On real books somebody starts the run; nobody approves unless named."""
    if not run_as:
        raise Refusal("say who starts the billing runs: --as EMAIL", code="nobody-acts")
    starter = user_actor(run_as)
    approver = approver_actor(approve_as, starter) if approve_as else None
    return {entity.code: Crew(starter, approver) for entity in entities}


def approver_actor(email: str, starter: Actor) -> Actor:
    """Who approves: somebody with the right who does not make the drafts; said before anything is drafted (INV-27)."""
    approver = user_actor(email)
    if approver == starter:
        raise OwnWork(f"{approver.label} starts the runs, and cannot approve what they draft", rule="INV-27")
    check_right(VERBS["approve_invoices"], approver)
    return approver
