"""Verbs over billing runs: start one, draft its chunks, look first without writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounting.billing.drafting import Draft, Drafted, Left, decide_draft, load_draft_facts, unclaimed
from accounting.billing.e_invoices import check_later
from accounting.billing.models import (
    BillingClaim,
    BillingRun,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    RunChunk,
    RunFinding,
)
from billing_suite.kernel.access.approvals import note_makers
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.events import publish, publish_many
from billing_suite.kernel.work.jobs import later_many
from projects.contracts.models import Contract
from projects.time.models import TimeEntry

CHUNK = 100  # contracts a transaction: well under a second on SQLite (DESIGN 9)


class RunRefused(Refusal):
    """The run cannot be started like this."""

    code = "run-refused"


@dataclass(frozen=True)
class Preview:
    """What a run would draft and leave, nothing written."""

    drafts: Sequence[Draft]
    left: Sequence[Left]


def due_contracts(entity: LegalEntity, *, through: date) -> list[Any]:
    """Contracts with billable work through a date that is on no live line, or a period of a plan, in a stable order."""
    work = unclaimed(TimeEntry.objects.by_entry().worked_through(through)).filter(project__legal_entity=entity)
    worked = Q(pk__in=work.order_by().values("project__contract").distinct())
    planned = Q(legal_entity=entity, lines__plan_periods__starts_on__lte=through)
    due = Contract.objects.filter(worked | planned, status="active")
    return list(due.order_by("pk").distinct().values_list("pk", flat=True))


def preview_billing(entity: LegalEntity, *, through: date) -> Preview:
    """The dry run: the same decisions as the run, on the same facts."""
    drafts: list[Draft] = []
    left: list[Left] = []
    ids = due_contracts(entity, through=through)
    for start in range(0, len(ids), CHUNK):
        facts = load_draft_facts(ids[start : start + CHUNK], through=through, lock=False)
        for made in (decide_draft(facts, contract) for contract in facts.contracts):
            drafts += [made.draft] if made.draft else []
            left += made.left
    return Preview(drafts, left)


@verb("start a billing run")
def start_billing_run(entity: LegalEntity, *, through: date, on: date, at: datetime, by: Actor) -> BillingRun:
    """Search for what is due through a date; each chunk of contracts is drafted by its own job."""
    if through > on:
        raise RunRefused(f"work through {through} is not done on {on}", record=entity.code)
    ids = due_contracts(entity, through=through)
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    run = BillingRun(
        reference=take_references("RUN")[0],
        legal_entity=entity,
        through=through,
        on=on,
        started_by=User.objects.get(pk=by.key),
        started_at=at,
        chunks=len(chunks),
    )
    run.save(force_insert=True)
    later_many(
        "accounting.billing.tasks.draft_chunk",
        [
            {"run_id": str(run.pk), "number": n, "contract_ids": [str(pk) for pk in chunk]}
            for n, chunk in enumerate(chunks, start=1)
        ],
        about=[f"{run.reference} part {n} of {len(chunks)}" for n in range(1, len(chunks) + 1)],
        keys=[f"{run.reference}:{n}" for n in range(1, len(chunks) + 1)],
        owner=run.started_by,
    )
    publish("billing_run.started", run, chunks=len(chunks))
    if not chunks:
        _finish(run)
    return run


@verb("draft invoices", jobs=True)
def draft_chunk(run: BillingRun, *, number: int, contract_ids: Sequence[Any], by: Actor) -> list[Invoice]:
    """Draft one chunk of a run; a repeated call finds it done and changes nothing (INV-38)."""
    run = BillingRun.objects.select_for_update(of=("self",)).select_related("started_by").get(pk=run.pk)
    if RunChunk.objects.filter(run=run, number=number).exists():
        return []
    facts = load_draft_facts(contract_ids, through=run.through, lock=True)
    decided = [decide_draft(facts, contract) for contract in facts.contracts]
    invoices = write_drafts(run, [made.draft for made in decided if made.draft])
    write_findings(run, decided)
    faults.point("draft.before_chunk")
    RunChunk.objects.create(run=run, number=number, drafted=len(invoices))
    if run.done_chunks.count() == run.chunks:
        _finish(run)
    return invoices


def _finish(run: BillingRun) -> None:
    run.status = "done"
    run.save(update_fields=["status"])
    publish("billing_run.done", run)


def write_drafts(run: BillingRun, drafts: Sequence[Draft]) -> list[Invoice]:
    """Invoices, lines, taxes, claims: one write each; the unique claim decides who bills an hour (INV-15)."""
    for draft, reference in zip(drafts, take_references("DRF", len(drafts)) if drafts else [], strict=True):
        draft.invoice.run, draft.invoice.reference = run, reference
        for line in draft.lines:
            line.invoice = draft.invoice
        for tax in draft.taxes:
            tax.invoice = draft.invoice
    Invoice.objects.bulk_create([draft.invoice for draft in drafts])
    faults.point("draft.after_invoices")
    InvoiceLine.objects.bulk_create([each for draft in drafts for each in draft.lines])
    InvoiceTax.objects.bulk_create([each for draft in drafts for each in draft.taxes])
    BillingClaim.objects.bulk_create(
        [
            BillingClaim(line=line, time_entry=entry, minutes=entry.minutes)
            for draft in drafts
            for line, entries in zip(draft.lines, draft.sources, strict=True)
            for entry in entries
        ]
    )
    faults.point("draft.after_claims")
    note_makers("invoice", [draft.invoice.pk for draft in drafts], [Actor.user(run.started_by)])
    publish_many("invoice.drafted", [(draft.invoice, {"run": run.pk}) for draft in drafts])
    made = [draft.invoice for draft in drafts]
    check_later(made)
    return made


def write_findings(run: BillingRun, decided: Sequence[Drafted]) -> None:
    """What was left, and why, for the run's page."""
    RunFinding.objects.bulk_create(
        [
            RunFinding(
                run=run,
                contract=left.contract,
                code=left.code,
                reason=left.reason,
                entries=left.entries,
                minutes=left.minutes,
            )
            for made in decided
            for left in made.left
        ]
    )
