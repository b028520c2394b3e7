"""The main job, from approved work to paid invoices: the same verbs that people call, one hand-off after another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F

from accounting.billing.actions import approve_invoices, issue_invoices
from accounting.billing.models import Invoice, OpenItem, RunFinding
from accounting.billing.runs import start_billing_run
from accounting.books.reports import TrialBalance, trial_balance
from accounting.cash.actions import allocate
from accounting.cash.models import Receipt
from billing_suite.kernel.access.people import User
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.money import Money, zero
from billing_suite.kernel.values.refusals import NotFound, Refusal
from billing_suite.kernel.work.jobs import settle

ISSUE_CHUNK = 100
HANDOFFS = ("drafts", "left_out", "approved", "issued", "allocated")


@dataclass(frozen=True)
class Crew:
    """Who acts for a legal entity: drafts, approves, approves above the threshold, issues and allocates."""

    drafts: Actor
    approves: Actor | None = None
    above: Actor | None = None
    allocates: bool = False


@dataclass
class Ran:
    """What one run of the pipeline did, over all legal entities."""

    handoffs: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HANDOFFS, 0))
    issued: list[Invoice] = field(default_factory=list)
    waiting: list[dict[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    balances: list[TrialBalance] = field(default_factory=list)

    def count(self, name: str, more: int) -> None:
        """Add to a hand-off's count."""
        self.handoffs[name] += more

    @property
    def difference(self) -> Money:
        """The trial balances' difference: the first that is not zero, else zero."""
        unequal = [balance.difference for balance in self.balances if balance.difference]
        return unequal[0] if unequal else self.balances[0].difference if self.balances else zero("EUR")


def user_actor(email: str) -> Actor:
    """The active user with this e-mail."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise NotFound(f"no active user {email}", record=email, code="no-such-user")
    return Actor.user(user)


def run_entity(
    entity: LegalEntity, crew: Crew, *, on: date, through: date, at: datetime, ran: Ran, tell: Callable[[str], None]
) -> None:
    """Draft, approve what the crew may, issue what is approved, make documents and mails, set receipts against them."""
    tell(f"{entity.code}: searching for work through {through}")
    run = start_billing_run(entity, through=through, on=on, at=at, by=crew.drafts)
    settle()
    ran.count("drafts", run.invoices.count())
    ran.count("left_out", run.findings.count())
    ran.left += [finding_words(finding) for finding in run.findings.select_related("contract__customer")]
    if crew.approves:
        approve_all(entity, crew, at=at, ran=ran)
    tell(f"{entity.code}: issuing")
    issue_all(entity, crew, on=on, ran=ran)
    settle(tell=lambda left: tell(f"{entity.code}: making documents and e-mails, {left} to go"))
    if crew.allocates:
        allocate_credits(entity, crew, on=on, ran=ran)
    drafts = Invoice.objects.filter(legal_entity=entity, status="draft").select_related("customer")
    ran.waiting += [
        {"draft": d.reference, "customer": d.customer.name, "gross": str(d.gross), "entity": entity.code}
        for d in drafts.order_by("reference")
    ]
    ran.balances.append(trial_balance(entity, as_of=on))


def finding_words(finding: RunFinding) -> str:
    """What a run left out, for whom and why, on one line."""
    contract = finding.contract
    return f"{contract.reference} {contract.customer.name}: {finding.reason} ({hours_of(finding.minutes)} h)"


def approve_all(entity: LegalEntity, crew: Crew, *, at: datetime, ran: Ran) -> None:
    """Put every draft to the approver, and what is above the threshold to the next; say why the rest waits."""
    refused: list[str] = []
    for actor in (crew.approves, crew.above):
        drafts = list(Invoice.objects.filter(legal_entity=entity, status="draft").order_by("reference"))
        if actor is None or not drafts:
            continue
        outcome = approve_invoices(drafts, at=at, by=actor)
        ran.count("approved", len(outcome.done))
        refused = [str(refusal) for refusal in outcome.refused]
    ran.refused += refused


def issue_all(entity: LegalEntity, crew: Crew, *, on: date, ran: Ran) -> None:
    """Issue approved drafts in chunks; what is refused stays approved, and is said."""
    approved = Invoice.objects.filter(legal_entity=entity, status="approved")
    ids = list(approved.order_by("reference").values_list("pk", flat=True))
    for chunk in (ids[start : start + ISSUE_CHUNK] for start in range(0, len(ids), ISSUE_CHUNK)):
        outcome = issue_invoices(list(Invoice.objects.filter(pk__in=chunk)), on=on, by=crew.approves or crew.drafts)
        ran.issued += outcome.done
        ran.refused += [str(refusal) for refusal in outcome.refused]
        ran.count("issued", len(outcome.done))


def allocate_credits(entity: LegalEntity, crew: Crew, *, on: date, ran: Ran) -> None:
    """Set what customers paid before against their oldest open invoices, as a person of the crew."""
    held = Receipt.objects.filter(legal_entity=entity, allocated_minor__lt=F("amount_minor"), received_on__lte=on)
    for receipt in held.order_by("received_on", "reference"):
        for item in open_items(receipt):
            fresh = Receipt.objects.get(pk=receipt.pk)
            if fresh.allocated_minor == fresh.amount_minor:
                break
            try:
                allocate(fresh, invoice=item.invoice, on=on, by=crew.drafts)
                ran.count("allocated", 1)
            except Refusal as refusal:
                ran.refused.append(str(refusal))


def open_items(receipt: Receipt) -> Sequence[OpenItem]:
    """The customer's open documents in the receipt's currency, oldest first."""
    items = OpenItem.objects.filter(
        legal_entity=receipt.legal_entity, customer=receipt.customer, currency=receipt.currency
    )
    still = items.filter(amount_minor__gt=F("allocated_minor") + F("credited_minor"))
    return list(still.select_related("invoice").order_by("due_on", "invoice__series_number"))
