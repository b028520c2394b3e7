"""Approved hours become drafts, drafts are approved, returned, discarded, or issued."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from accounting.billing.actions import approve_invoices, discard_invoices, issue_invoices, return_invoices
from accounting.billing.models import BillingClaim, Invoice
from accounting.billing.runs import start_billing_run
from tests.builders import noon
from tests.soak.model_documents import ROLES
from tests.soak.rules_time import TimeRules
from tests.soak.story import CURRENCY, FINANCE, WHO


def waiting(*states: str) -> list[Invoice]:
    """Invoices in these states, the oldest first."""
    return list(Invoice.objects.filter(status__in=states or ("draft", "approved")).order_by("reference"))


class BillingRules(TimeRules):
    """From hours to documents."""

    @rule(who=FINANCE)
    def bill(self, who: str) -> None:
        """A run drafts all approved work that is free."""

        def run() -> None:
            start_billing_run(self.entity, through=self.today, on=self.today, at=noon(self.today), by=self.by(who))
            self.run_jobs()

        def drafted(_: Any) -> None:
            for invoice in Invoice.objects.filter(status="draft").exclude(pk__in=self.model.billed):
                claims = BillingClaim.objects.filter(line__invoice=invoice, released_at__isnull=True)
                self.model.bill(invoice.pk, set(claims.values_list("time_entry", flat=True)))
                assert invoice.net_minor == sum(self.model.nets(invoice.pk, invoice.currency)), invoice.reference
            assert not self.model.free, "a run left free hours"

        self.attempt(run, drafted)

    @rule(currency=CURRENCY, role=st.sampled_from(ROLES), minutes=st.integers(1, 600), who=WHO)
    def bill_at_once(self, currency: str, role: str, minutes: int, who: str) -> None:
        """From the hour to the document on one day."""
        self.work(currency, role, minutes, "mia")
        self.approve_hours("jonas")
        self.bill("fay")
        if waiting("draft"):
            self.approve_drafts("clara")
        self.issue(who, 4)

    @rule(who=WHO)
    @precondition(lambda self: bool(waiting("draft")))
    def approve_drafts(self, who: str) -> None:
        """Whoever may says yes."""
        self.attempt(lambda: approve_invoices(waiting("draft"), at=noon(self.today), by=self.by(who)))

    @rule(who=WHO)
    @precondition(lambda self: bool(waiting()))
    def return_drafts(self, who: str) -> None:
        """An approval is taken back, one of just now where there is no other."""
        if not waiting("approved"):
            self.approve_drafts("clara")
        self.attempt(lambda: return_invoices(waiting("approved")[:2], by=self.by(who)))

    @rule(who=FINANCE)
    @precondition(lambda self: bool(waiting()))
    def discard(self, who: str) -> None:
        """Drafts are dropped."""
        self.drop(who, "discard")

    def drop(self, who: str, name: str) -> None:
        """The oldest drafts are discarded: at once their hours are free again."""
        found = waiting()[:2]

        def freed(outcome: Any) -> None:
            for invoice in outcome.done:
                entries = self.model.discard(invoice.pk)
                kept = BillingClaim.objects.filter(time_entry__in=entries, released_at__isnull=True)
                assert not kept.exists(), f"discarded {invoice.reference} keeps its hours"

        self.attempt(lambda: discard_invoices(found, at=noon(self.today), by=self.by(who)), freed, name=name)

    @rule(who=FINANCE)
    @precondition(lambda self: bool(self.model.free))
    def draft_anew(self, who: str) -> None:
        """A run, its drafts dropped, and another run over the same hours."""
        self.bill("fay")
        self.drop(who, "draft_anew")
        self.bill("hannah")

    @rule(who=WHO, most=st.integers(1, 4))
    @precondition(lambda self: bool(waiting()))
    def issue(self, who: str, most: int) -> None:
        """Approved drafts become documents."""
        ready = waiting()[:most]

        def issued(outcome: Any) -> None:
            for invoice in outcome.done:
                gross = self.model.issue(invoice.pk, invoice.currency, self.today)
                assert invoice.gross_minor == gross, invoice.number

        self.attempt(lambda: issue_invoices(ready, on=self.today, by=self.by(who)), issued)
