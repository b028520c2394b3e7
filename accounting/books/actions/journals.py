"""Verbs over manual journals: draft, change, attach, approve (which posts), discard, reverse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from accounting.books.actions.posting import Chart, in_use, load_chart, post_many
from accounting.books.journals import SUBJECT, JournalLineOffer, hash_of, journal_entry, read_lines, worth_of
from accounting.books.models import JournalAttachment, JournalEntry, JournalLine, ManualJournal
from accounting.books.postings import EntryDraft, mirrored
from billing_suite.kernel.access.approvals import (
    Approval,
    ApprovalFacts,
    Subject,
    decide_approval,
    load_approval_facts,
    note_makers,
)
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import store_file
from billing_suite.kernel.values.exchange import RateAsk, UsedRate, rate_missing, rates_for
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.outcome import Outcome, sort_out
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish, publish_many
from billing_suite.kernel.work.jobs import later_many


class WrongJournalState(Refusal):
    """The journal is not in the state this verb needs."""

    code = "wrong-state"


@verb("draft a manual journal")
def draft_journal(
    entity: LegalEntity,
    *,
    on: date,
    description: str,
    lines: list[JournalLineOffer],
    reverses_on: date | None = None,
    by: Actor,
) -> ManualJournal:
    """An entry by hand, to be approved by another person; one with `reverses_on` takes itself back on that day."""
    currency, made = read_lines(entity, lines)
    journal = ManualJournal(
        reference=take_references("JRN")[0],
        legal_entity=entity,
        on=on,
        description=description.strip(),
        currency=currency,
        reverses_on=reverses_on,
    )
    return _written(journal, made, by=by)


@verb("change a draft journal", right="draft_journal")
def change_journal(
    journal: ManualJournal,
    *,
    on: date,
    description: str,
    lines: list[JournalLineOffer],
    reverses_on: date | None = None,
    by: Actor,
) -> ManualJournal:
    """Another date, other words, other lines; whoever changes it becomes a maker (INV-27, INV-28)."""
    held = _drafts([journal])[0]
    if held.reverses_id:
        raise WrongJournalState(f"{held.reference} mirrors another: discard it instead", record=held.reference)
    currency, made = read_lines(held.legal_entity, lines)
    held.on, held.description, held.currency, held.reverses_on = on, description.strip(), currency, reverses_on
    held.version += 1
    held.lines.all().delete()
    return _written(held, made, by=by)


def _written(journal: ManualJournal, lines: Sequence[JournalLine], *, by: Actor) -> ManualJournal:
    """The journal and its lines as they stand now, hashed; `by` is one of its makers."""
    is_new = journal._state.adding
    if journal.reverses_on is not None and journal.reverses_on <= journal.on:
        raise Invalid(
            f"{journal.reference} cannot take itself back before {journal.on} is over",
            record=journal.reference,
            fields={"reverses_on": [f"later than {journal.on}"]},
        )
    journal.content_hash = hash_of(journal, lines)
    journal.full_clean(exclude=["id"])
    journal.save(force_insert=is_new)
    for line in lines:
        line.journal = journal
    JournalLine.objects.bulk_create(lines)
    note_makers(SUBJECT, [journal.pk], [by])
    publish("journal.drafted" if is_new else "journal.changed", journal)
    return journal


@verb("draft a reversal", right="draft_journal")
def draft_reversal(journal: ManualJournal, *, on: date, reason: str, by: Actor) -> ManualJournal:
    """The mirror of a posted journal, to be approved like any other; both entries are linked (INV-04)."""
    held = ManualJournal.objects.select_for_update(of=("self",)).select_related("legal_entity").get(pk=journal.pk)
    if held.status != "posted" or held.reverses_id:
        raise WrongJournalState(f"{held.reference} is not posted, or mirrors another", record=held.reference)
    if held.reversals.exclude(status="discarded").exists() or hasattr(held.entry, "reversed_by"):
        raise WrongJournalState(f"{held.reference} is reversed already", record=held.reference, rule="INV-04")
    if held.reverses_on:
        raise WrongJournalState(f"{held.reference} takes itself back on {held.reverses_on}", record=held.reference)
    if on < held.on or not reason.strip():
        raise Invalid(f"a reversal of {held.reference} is dated {held.on} or later and says why", record=held.reference)
    mirror = ManualJournal(
        reference=take_references("JRN")[0],
        legal_entity=held.legal_entity,
        on=on,
        description=f"Reversal of {held.reference}: {reason.strip()}"[:200],
        currency=held.currency,
        reverses=held,
    )
    lines = list(held.lines.all())
    for line in lines:
        line.pk, line.amount_minor, line._state.adding = None, -line.amount_minor, True
    return _written(mirror, lines, by=by)


@verb("attach a file to a journal", right="draft_journal")
def attach_to_journal(journal: ManualJournal, *, name: str, data: bytes, at: datetime, by: Actor) -> JournalAttachment:
    """Keep what shows why: a bill, a calculation. Files are added at any time, and stay."""
    made = JournalAttachment.objects.create(journal=journal, file=store_file(name, data, at=at), actor=by.tag, at=at)
    publish("journal.attached", journal, file=made.file_id)
    return made


@verb("discard draft journals", right="draft_journal")
def discard_journals(journals: Sequence[ManualJournal], *, by: Actor) -> Outcome[ManualJournal]:
    """Drop drafts; what they would have reversed may be reversed anew."""
    decided, refused = sort_out(_held(journals), _draft)
    ManualJournal.objects.filter(pk__in=[journal.pk for journal in decided]).update(status="discarded")
    publish_many("journal.discarded", [(journal, {}) for journal in decided])
    return Outcome(list(ManualJournal.objects.filter(pk__in=[j.pk for j in decided]).for_list()), refused)


@verb("approve manual journals")
def approve_journals(journals: Sequence[ManualJournal], *, at: datetime, by: Actor) -> Outcome[ManualJournal]:
    """Say yes to journals that other people wrote, within one's threshold: they are posted at once (INV-27).

    In a soft-closed period only the controller's yes posts (INV-05). The refused are returned.
    """
    held = _held(journals)
    facts = _load(held, by=by, on=at.date())
    decided, refused = sort_out(held, lambda journal: _decide(facts, journal, at=at))
    Approval.objects.bulk_create([each.approval for each in decided])
    entries = post_many([each.draft for each in decided], facts.chart) if decided else []
    faults.point("journal.after_posting")
    for each, entry in zip(decided, entries, strict=True):
        journal = each.journal
        journal.status, journal.approval, journal.entry = "posted", each.approval, entry
        journal.is_controllers = entry.is_controllers
    done = [each.journal for each in decided]
    ManualJournal.objects.bulk_update(done, ["status", "approval", "entry", "is_controllers"], batch_size=500)
    publish_many("journal.posted", [(journal, {"entry": journal.entry_id}) for journal in done])
    plan_reversals([journal for journal in done if journal.reverses_on], owner=by.key)
    return Outcome(done, refused)


@dataclass(frozen=True)
class _Facts:
    """What approving a set needs: makers and policies, chart and periods, exchange rates, mirrored entries."""

    approvals: ApprovalFacts
    chart: Chart
    rates: dict[tuple[RateAsk, date], UsedRate]


@dataclass(frozen=True)
class _Decided:
    """A journal that is approved, and the entry it makes."""

    journal: ManualJournal
    approval: Approval
    draft: EntryDraft


def _load(journals: Sequence[ManualJournal], *, by: Actor, on: date) -> _Facts:
    entities = [journal.legal_entity for journal in journals]
    rates: dict[tuple[RateAsk, date], UsedRate] = {}
    for day in {journal.on for journal in journals}:
        asks = {journal.legal_entity.rate_ask(journal.currency) for journal in journals if journal.on == day}
        rates |= {(ask, day): rate for ask, rate in rates_for(asks, on=day).items()}
    return _Facts(
        load_approval_facts(SUBJECT, [journal.pk for journal in journals], by=by, on=on),
        load_chart(entities, [journal.on for journal in journals] or [on]),
        rates,
    )


def _decide(facts: _Facts, journal: ManualJournal, *, at: datetime) -> _Decided:
    _draft(journal)
    lines, entity = list(journal.lines.all()), journal.legal_entity
    worth = worth_of(journal.currency, lines)
    subject = Subject(SUBJECT, str(journal.pk), journal.version, hash_of(journal, lines), worth, journal.reference)
    if subject.content_hash != journal.content_hash:
        raise WrongJournalState(f"{journal.reference} is not what it says", record=journal.reference, rule="INV-28")
    approval = decide_approval(facts.approvals, subject, at=at)
    for line in lines:
        in_use(line.account, journal.reference)
    controllers = "controller" in facts.approvals.roles
    period = facts.chart.period(entity, journal.on, journal.reference, controllers=controllers)
    return _Decided(
        journal, approval, _entry(facts, journal, lines, approval if period.status == "soft_closed" else None)
    )


def _entry(
    facts: _Facts, journal: ManualJournal, lines: Sequence[JournalLine], controllers: Approval | None
) -> EntryDraft:
    """A reversal mirrors the posted entry to the last cent; any other journal is converted on its date."""
    if journal.reverses_id:
        assert journal.reverses is not None and journal.reverses.entry is not None
        turned = mirrored(journal.reverses.entry, on=journal.on, description=journal.description)
        return replace(turned, reference=journal.reference, source_id=str(journal.pk), approval=controllers)
    entity = journal.legal_entity
    ask = entity.rate_ask(journal.currency)
    rate = facts.rates.get((ask, journal.on))
    if rate is None:
        raise rate_missing(ask, on=journal.on, record=journal.reference)
    return replace(journal_entry(journal, lines, rate), approval=controllers)


def _held(journals: Sequence[ManualJournal]) -> list[ManualJournal]:
    """The journals, locked, with what deciding needs: a constant number of queries."""
    rows = ManualJournal.objects.select_for_update(of=("self",)).filter(pk__in=[journal.pk for journal in journals])
    return list(
        rows.select_related("legal_entity", "reverses__entry")
        .prefetch_related("lines__account", "reverses__entry__postings")
        .order_by("reference")
    )


def _drafts(journals: Sequence[ManualJournal]) -> list[ManualJournal]:
    return [_draft(journal) for journal in _held(journals)]


def _draft(journal: ManualJournal) -> ManualJournal:
    if journal.status != "draft":
        raise WrongJournalState(
            f"{journal.reference} is {journal.get_status_display().lower()}", record=journal.reference, rule="INV-26"
        )
    return journal


def plan_reversals(journals: Sequence[ManualJournal], *, owner: str = "") -> None:
    """A job for each, due when its reversal's day begins where the books are kept."""
    for journal in journals:
        assert journal.reverses_on is not None
        later_many(
            "accounting.books.tasks.post_reversal",
            [{"journal_id": str(journal.pk)}],
            about=[f"Reversal of {journal.reference} on {journal.reverses_on}"],
            keys=[f"reversal:{journal.pk}"],
            owner=owner or None,
            due_at=journal.legal_entity.start_of(journal.reverses_on),
        )


@verb("post a planned reversal", right="approve_journals", jobs=True)
def post_reversal(journal: ManualJournal, *, by: Actor) -> JournalEntry:
    """Take a posted accrual back on the day it says, by its mirror; once, whoever asks how often (INV-38)."""
    held = _held([journal])[0]
    if held.reverses_on is None or held.entry_id is None:
        raise WrongJournalState(f"{held.reference} does not take itself back", record=held.reference)
    entry = JournalEntry.objects.prefetch_related("postings").select_related("legal_entity").get(pk=held.entry_id)
    found = JournalEntry.objects.filter(reverses=entry).first()
    if found is not None:
        return found
    draft = mirrored(entry, on=held.reverses_on, description=f"Reversal of {held.reference} {held.description}")
    made = post_many([draft], load_chart([held.legal_entity], [held.reverses_on]))[0]
    publish("journal.reversed", held, entry=made.pk)
    return made
