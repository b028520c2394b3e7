"""What is due becomes draft invoices: facts loaded once, a pure decision per contract, set-based writes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from accounting.billing.models import BillingClaim, Invoice, InvoiceLine, InvoiceTax
from accounting.tax.actions import load_buyers, load_rates, load_sellers
from accounting.tax.decision import Buyer, RateTable, Seller, TaxDecision
from accounting.tax.regimes import decide_tax
from accounting.tax.totals import Totals, total_up
from accounting.tax.withholding import WithholdingFact, load_withholdings, withheld
from billing_suite.kernel.access.approvals import content_hash
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.money import dump, round_half_up, to_minor
from billing_suite.kernel.values.refusals import Refusal
from projects.contracts.models import Contract, PlanPeriod
from projects.time.models import TimeEntry, TimeEntryRows


class CorrectionsExceed(Refusal):
    """Counter-entries take back more than there is to bill: an invoice asks for something."""

    code = "corrections-exceed"


@dataclass(frozen=True)
class Left:
    """Work that was not taken: the reason, and how much of it."""

    contract: Contract
    code: str
    reason: str
    entries: int
    minutes: int


@dataclass
class Draft:
    """One draft invoice as decided, not yet written."""

    invoice: Invoice
    lines: list[InvoiceLine]
    taxes: list[InvoiceTax]
    sources: list[Sequence[TimeEntry]]  # parallel to lines: what each bills


@dataclass(frozen=True)
class DraftFacts:
    """Everything that drafting a set of contracts needs to know."""

    contracts: Sequence[Contract]
    entries: Mapping[Any, Sequence[TimeEntry]]
    sellers: Mapping[Any, Seller]
    buyers: Mapping[Any, Buyer]
    rates: RateTable
    withholdings: Mapping[Any, Sequence[WithholdingFact]]
    periods: Mapping[Any, int]  # of retainers and recurring lines, due and not billed


@dataclass
class Drafted:
    """What a decision made of one contract: at most one draft, and what it left."""

    draft: Draft | None = None
    left: list[Left] = field(default_factory=list)


def unclaimed(entries: TimeEntryRows) -> TimeEntryRows:
    """Entries that are on no live invoice line."""
    live = BillingClaim.objects.filter(time_entry=OuterRef("pk"), released_at__isnull=True)
    return entries.filter(~Exists(live))


def load_draft_facts(contract_ids: Iterable[Any], *, through: date, lock: bool) -> DraftFacts:
    """Eleven queries; with `lock` the contracts are held, so that two runs over one ground take turns."""
    rows = Contract.objects.filter(pk__in=list(contract_ids), status="active").order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    contracts = list(rows.select_related("customer__address", "legal_entity", "project"))
    entries: dict[Any, list[TimeEntry]] = defaultdict(list)
    due = unclaimed(TimeEntry.objects.filter(project__contract__in=[c.pk for c in contracts]))
    joined = due.by_entry().worked_through(through).select_related("task__contract_line", "project", "person__user")
    for entry in joined.order_by("work_date", "pk"):
        entries[entry.project.contract_id].append(entry)
    entities = {c.legal_entity_id: c.legal_entity for c in contracts}.values()
    customers = [contract.customer for contract in contracts]
    rates, withholdings = load_rates(entities, customers), load_withholdings(customers)
    due_periods = PlanPeriod.objects.filter(line__contract__in=[c.pk for c in contracts], starts_on__lte=through)
    periods = Counter(due_periods.order_by().values_list("line__contract", flat=True))
    return DraftFacts(contracts, entries, load_sellers(entities), load_buyers(customers), rates, withholdings, periods)


def decide_draft(facts: DraftFacts, contract: Contract) -> Drafted:
    """One contract's draft, or why there is none: pure, no queries."""
    entries = facts.entries.get(contract.pk, ())
    ready = [entry for entry in entries if entry.status == "approved"]
    made = Drafted()
    waiting = [entry for entry in entries if entry.status != "approved"]
    if waiting:
        made.left.append(_left(contract, "not-approved", "time is not approved yet", waiting))
    if due := facts.periods.get(contract.pk, 0):
        told = f"periods of its billing plan that are due: {due}; a run bills time alone"
        made.left.append(Left(contract, "plan-not-billed", told, 0, 0))
    if not ready:
        return made
    if contract.customer.po_required and not contract.po_number:
        made.left.append(_left(contract, "po-missing", "the customer's PO number is missing (RULES 16)", ready))
        return made
    try:
        made.draft = _draft(facts, contract, ready)
    except Refusal as refusal:
        made.left.append(_left(contract, refusal.code, str(refusal), ready))
    return made


def _left(contract: Contract, code: str, reason: str, entries: Sequence[TimeEntry]) -> Left:
    return Left(contract, code, reason[:300], len(entries), sum(entry.minutes for entry in entries))


def _draft(facts: DraftFacts, contract: Contract, ready: Sequence[TimeEntry]) -> Draft:
    seller, buyer = facts.sellers[contract.legal_entity_id], facts.buyers[contract.customer_id]
    groups: dict[tuple[Any, ...], list[TimeEntry]] = defaultdict(list)
    decisions: dict[tuple[Any, ...], TaxDecision] = {}
    for entry in ready:
        line = entry.task.contract_line
        decision = decide_tax(seller, buyer, line.supply, entry.work_date, facts.rates)
        key = (line.position, line.pk, entry.rate_id, decision.key)
        groups[key].append(entry)
        decisions[key] = decision
    keys = sorted(groups, key=lambda key: (key[0], groups[key][0].work_date, key[2]))
    lines = [_line(contract, n, groups[key], decisions[key]) for n, key in enumerate(keys, start=1)]
    totals = total_up([(line.net, decisions[key]) for line, key in zip(lines, keys, strict=True)], contract.currency)
    for drafted, group in zip(lines, totals.groups, strict=True):
        drafted.tax_group = group
    taxes = _taxes(totals, contract.currency)
    sources: list[Sequence[TimeEntry]] = [groups[key] for key in keys]
    invoice = _invoice(contract, ready, totals, [decisions[key] for key in keys])
    if invoice.gross_minor <= 0 and any(entry.minutes < 0 for entry in ready):
        raise CorrectionsExceed(
            "what was taken back comes to as much as the work or more: it waits for more work, or the invoice that "
            "billed it is credited",
            record=contract.reference,
            rule="RULES 25",
        )
    withhold(invoice, facts.withholdings)
    invoice.content_hash = content_hash(invoice_content(invoice, lines, taxes))
    return Draft(invoice, lines, taxes, sources)


def _line(contract: Contract, position: int, entries: Sequence[TimeEntry], decision: TaxDecision) -> InvoiceLine:
    """Minutes summed, hours to two decimals, times the frozen price, rounded once (RULES 2)."""
    promise, first = entries[0].task.contract_line, entries[0]
    minutes = sum(entry.minutes for entry in entries)
    quantity = hours_of(minutes)
    assert first.rate_id is not None  # the database: approved billable time has its rate
    return InvoiceLine(
        position=position,
        contract_line=promise,
        phase=promise.phase,
        description=promise.description,
        role=promise.role,
        card_rate_id=first.rate_id,
        minutes=minutes,
        quantity=quantity,
        price=first.price,
        currency=contract.currency,
        net_minor=to_minor(round_half_up(quantity * first.price, contract.currency)),
        supply=promise.supply,
        supply_from=min(entry.work_date for entry in entries),
        supply_to=max(entry.work_date for entry in entries),
        tax_category=decision.category,
    )


def _taxes(totals: Totals, currency: str) -> list[InvoiceTax]:
    return [
        InvoiceTax(
            tax_group=part.group,
            category=part.decision.category,
            component=part.component,
            rate=part.rate,
            currency=currency,
            base_minor=to_minor(part.base),
            tax_minor=to_minor(part.tax),
            reason=part.decision.reason,
            registration=part.registration,
            certificate=part.decision.certificate,
        )
        for part in totals.components
    ]


def _invoice(
    contract: Contract, entries: Sequence[TimeEntry], totals: Totals, decisions: Sequence[TaxDecision]
) -> Invoice:
    return Invoice(
        legal_entity=contract.legal_entity,
        customer=contract.customer,
        contract=contract,
        project=contract.project,
        currency=contract.currency,
        net_minor=to_minor(totals.net),
        tax_minor=to_minor(totals.tax),
        gross_minor=to_minor(totals.gross),
        po_number=contract.po_number,
        payment_days=contract.payment_days,
        supply_from=min(entry.work_date for entry in entries),
        supply_to=max(entry.work_date for entry in entries),
        decision={"lines": [decision_facts(decision) for decision in decisions]},
        explanation={"entries": len(entries), "minutes": sum(entry.minutes for entry in entries)},
    )


def withhold(invoice: Invoice, facts: Mapping[Any, Sequence[WithholdingFact]]) -> None:
    """What the customer will deduct from the net on the last day of supply, stored with the decision."""
    found = withheld(facts.get(invoice.customer_id, ()), invoice.net, on=invoice.supply_to)
    if found is not None:
        invoice.withheld, invoice.decision["withholding"] = found[0], dict(found[1])


def decision_facts(decision: TaxDecision) -> dict[str, Any]:
    """A tax decision as it is stored and compared; what does not apply is left out."""
    told = {
        "category": decision.category,
        "components": [[part.name, f"{part.rate.normalize():f}"] for part in decision.components],
        "reason": decision.reason,
        "registration": decision.registration,
    }
    numbers = [part.registration for part in decision.components]
    if set(numbers) - {decision.registration}:
        told["registrations"] = numbers
    if decision.certificate:
        told["certificate"] = decision.certificate
    if decision.rounding == "line":
        told["rounding"] = "line"
    if any(part.compound for part in decision.components):
        told["compound"] = [part.name for part in decision.components if part.compound]
    return told


def invoice_content(invoice: Invoice, lines: Iterable[InvoiceLine], taxes: Iterable[InvoiceTax]) -> dict[str, Any]:
    """What an approval covers: parties, lines, prices, tax, terms; not number, date, exchange rate (INV-28)."""
    return {
        "seller": str(invoice.legal_entity_id),
        "customer": str(invoice.customer_id),
        "contract": str(invoice.contract_id),
        "currency": invoice.currency,
        "po_number": invoice.po_number,
        "payment_days": invoice.payment_days,
        "gross": dump(invoice.gross),
        **({"withheld": dump(invoice.withheld)} if invoice.withheld_minor else {}),
        "decision": invoice.decision,
        "lines": [
            [
                line.position,
                line.description,
                line.phase,
                f"{line.quantity.normalize():f}",
                f"{line.price.normalize():f}",
                line.net_minor,
                line.supply_from.isoformat(),
                line.supply_to.isoformat(),
                line.tax_group,
            ]
            for line in lines
        ],
        "taxes": [
            [t.tax_group, t.category, t.component, f"{t.rate.normalize():f}", t.base_minor, t.tax_minor] for t in taxes
        ],
    }
