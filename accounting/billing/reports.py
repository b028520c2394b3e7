"""Reads of billing: how an invoice stands, what its lines took, what is billed of a contract and what is not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from accounting.billing.drafting import unclaimed
from accounting.billing.models import BillingClaim, Invoice, InvoiceLine, OpenItem, RunFinding
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.values.money import Money, from_minor, zero
from projects.time.models import TimeEntry


def past_due(entities: Iterable[LegalEntity], *, at: datetime, prefix: str = "") -> Q:
    """Documents whose due date is before their legal entity's local date at an instant (RULES 36)."""
    late = Q(pk__in=[])
    for entity in entities:
        late |= Q(**{f"{prefix}legal_entity": entity.pk, f"{prefix}due_on__lt": entity.local_date(at)})
    return late


def standing(invoice: Invoice, *, at: datetime) -> str:
    """One word for where the invoice is: its status, and once issued how its payment stands."""
    if invoice.status != "issued":
        return str(invoice.status)
    return item_standing(invoice.open_item, invoice.legal_entity, at=at)


def item_standing(item: OpenItem, entity: LegalEntity, *, at: datetime) -> str:
    """paid, overdue, part_paid or open."""
    if item.open_minor == 0:
        return "paid"
    if item.due_on < entity.local_date(at):
        return "overdue"
    return "part_paid" if item.open_minor < item.amount_minor else "open"


def lines_of(invoice: Invoice, user: Any) -> list[InvoiceLine]:
    """The lines with the work they bill, as far as the person may see that work: three queries."""
    work = BillingClaim.objects.filter(time_entry__in=TimeEntry.objects.visible_to(user)).select_related(
        "time_entry__person__user", "time_entry__task", "time_entry__approved_by"
    )
    claims = Prefetch("claims", work.order_by("time_entry__work_date", "id"))
    return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position").prefetch_related(claims))


@dataclass(frozen=True)
class PhaseOfLines:
    """The lines of one phase of the project, and their net."""

    name: str
    lines: Sequence[InvoiceLine]
    net: Money


def by_phase(lines: Sequence[InvoiceLine], currency: str) -> list[PhaseOfLines]:
    """Lines under their phase, in the order of their first line."""
    phases: dict[str, list[InvoiceLine]] = defaultdict(list)
    for line in lines:
        phases[line.phase].append(line)
    return [PhaseOfLines(name, held, sum((line.net for line in held), zero(currency))) for name, held in phases.items()]


def left_beside(invoice: Invoice) -> QuerySet[RunFinding]:
    """What the run left of the same contract, and why."""
    return RunFinding.objects.filter(run=invoice.run_id, contract=invoice.contract_id)


@dataclass(frozen=True)
class Unbilled:
    """Work that is on no live line: why, how many entries, how many minutes."""

    why: str
    entries: int
    minutes: int

    @property
    def hours(self) -> str:
        """The minutes as hours."""
        return f"{hours_of(self.minutes):,.2f} h"


WHY_UNBILLED: Mapping[tuple[bool, str], str] = {
    (True, "approved"): "Approved, waits for the next billing run",
    (True, "submitted"): "Waits for approval",
    (True, "draft"): "Not submitted yet",
    (False, "approved"): "Not billable",
    (False, "submitted"): "Not billable",
    (False, "draft"): "Not billable",
}


def unbilled_work(work: Any) -> list[Unbilled]:
    """Entries on no live line, by the reason they are not billed: one query."""
    grouped = unclaimed(work).order_by().values("billable", "status").annotate(n=Count("pk"), m=Sum("minutes"))
    sums: dict[str, list[int]] = {}
    for row in grouped:
        held = sums.setdefault(WHY_UNBILLED[row["billable"], row["status"]], [0, 0])
        held[0] += row["n"]
        held[1] += row["m"]
    return [Unbilled(why, *sums[why]) for why in dict.fromkeys(WHY_UNBILLED.values()) if why in sums]


def sums_by_currency(rows: Any, **fields: str) -> list[dict[str, Any]]:
    """Sums of minor-unit fields per currency, as Money: one query."""
    found = rows.order_by("currency").values("currency").annotate(**{name: Sum(path) for name, path in fields.items()})
    return [
        {"currency": row["currency"], **{name: from_minor(row[name] or 0, row["currency"]) for name in fields}}
        for row in found
    ]
