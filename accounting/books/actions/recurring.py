"""Verbs over recurring journals: draft, approve, end, and post what has come due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from accounting.books.actions.journals import WrongJournalState, plan_reversals
from accounting.books.actions.posting import load_chart, post_many
from accounting.books.journals import (
    RECURRING_SUBJECT,
    JournalLineOffer,
    hash_of,
    journal_entry,
    occurrences,
    read_lines,
    worth_of,
)
from accounting.books.models import JournalLine, ManualJournal, RecurringJournal
from billing_suite.kernel.access.approvals import Subject, decide_approval, load_approval_facts, note_makers
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.dates import month_start
from billing_suite.kernel.values.exchange import rate_missing, rates_for
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.jobs import later_many


@verb("draft a recurring journal", right="draft_journal")
def draft_recurring_journal(
    entity: LegalEntity,
    *,
    description: str,
    lines: list[JournalLineOffer],
    cadence: str,
    first_on: date,
    until: date | None = None,
    reverses_next: bool = False,
    by: Actor,
) -> RecurringJournal:
    """A journal that comes monthly, quarterly or yearly from a day on; with `reverses_next` each is an accrual.

    An accrual is taken back on the first day of the month after its own.
    """
    currency, made = read_lines(entity, lines)
    recurring = RecurringJournal(
        reference=take_references("RJN")[0],
        legal_entity=entity,
        description=description.strip(),
        currency=currency,
        cadence=cadence,
        first_on=first_on,
        until=until,
        reverses_next=reverses_next,
    )
    recurring.content_hash = hash_of(recurring, made)
    recurring.full_clean(exclude=["id"])
    recurring.save(force_insert=True)
    for line in made:
        line.recurring = recurring
    JournalLine.objects.bulk_create(made)
    note_makers(RECURRING_SUBJECT, [recurring.pk], [by])
    publish("recurring_journal.drafted", recurring)
    return recurring


@verb("approve a recurring journal", right="approve_journals")
def approve_recurring_journal(recurring: RecurringJournal, *, at: datetime, by: Actor) -> RecurringJournal:
    """Another person's yes to all its occurrences; those that are due are posted by a job at once (INV-27)."""
    held = _held(recurring, "draft")
    lines = list(held.lines.all())
    facts = load_approval_facts(RECURRING_SUBJECT, [held.pk], by=by, on=at.date())
    subject = Subject(
        RECURRING_SUBJECT,
        str(held.pk),
        held.version,
        hash_of(held, lines),
        worth_of(held.currency, lines),
        held.reference,
    )
    held.approval = decide_approval(facts, subject, at=at)
    held.approval.save(force_insert=True)
    held.status = "active"
    held.save(update_fields=["status", "approval"])
    publish("recurring_journal.approved", held)
    _plan(held, held.first_on, owner=by.key)
    return held


@verb("end a recurring journal", right="draft_journal")
def end_recurring_journal(recurring: RecurringJournal, *, by: Actor) -> RecurringJournal:
    """It comes no more; what is posted stays."""
    held = _held(recurring, "draft", "active")
    held.status = "ended"
    held.save(update_fields=["status"])
    publish("recurring_journal.ended", held)
    return held


@verb("post due occurrences of a recurring journal", right="approve_journals", jobs=True)
def post_occurrences(recurring: RecurringJournal, *, through: date, by: Actor) -> list[ManualJournal]:
    """Each occurrence through a day that is not there yet, posted under the one approval; once each (INV-23).

    The next one's job is queued for its own day.
    """
    held = _held(recurring, "draft", "active", "ended")
    if held.status != "active":
        return []
    there = set(ManualJournal.objects.filter(recurring=held).values_list("on", flat=True))
    days = [day for day in occurrences(held, through=through) if day not in there]
    made = _post(held, days) if days else []
    upcoming = occurrences(held, through=through + timedelta(days=370))
    following = next((day for day in upcoming if day > through), None)
    if following:
        _plan(held, following)
    return made


def _post(recurring: RecurringJournal, days: Sequence[date]) -> list[ManualJournal]:
    """The occurrences and their entries, in a constant number of writes but for one exchange rate a day."""
    entity, template = recurring.legal_entity, list(recurring.lines.all())
    references = take_references("JRN", len(days))
    made = [_occurrence(recurring, day, reference) for day, reference in zip(days, references, strict=True)]
    lines = [[_copied(line, journal) for line in template] for journal in made]
    drafts = []
    for journal, own in zip(made, lines, strict=True):
        ask = entity.rate_ask(journal.currency)
        rate = rates_for([ask], on=journal.on).get(ask)
        if rate is None:
            raise rate_missing(ask, on=journal.on, record=recurring.reference)
        journal.content_hash = hash_of(journal, own)
        drafts.append(journal_entry(journal, own, rate))
    entries = post_many(drafts, load_chart([entity], days))
    ManualJournal.objects.bulk_create(made)
    JournalLine.objects.bulk_create([line for own in lines for line in own])
    for journal, entry in zip(made, entries, strict=True):
        journal.entry, journal.approval, journal.status = entry, recurring.approval, "posted"
    ManualJournal.objects.bulk_update(made, ["entry", "approval", "status"])
    for journal in made:
        publish("journal.posted", journal, entry=journal.entry_id, recurring=recurring.pk)
    plan_reversals([journal for journal in made if journal.reverses_on])
    return made


def _occurrence(recurring: RecurringJournal, day: date, reference: str) -> ManualJournal:
    return ManualJournal(
        reference=reference,
        legal_entity=recurring.legal_entity,
        on=day,
        description=recurring.description,
        currency=recurring.currency,
        reverses_on=month_start(day, 1) if recurring.reverses_next else None,
        recurring=recurring,
    )


def _copied(line: JournalLine, journal: ManualJournal) -> JournalLine:
    facts = {f.attname: getattr(line, f.attname) for f in JournalLine._meta.concrete_fields if f.name != "id"}
    return JournalLine(**{**facts, "recurring_id": None, "journal_id": journal.pk})


def _held(recurring: RecurringJournal, *states: str) -> RecurringJournal:
    held = (
        RecurringJournal.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "approval")
        .prefetch_related("lines__account")
        .get(pk=recurring.pk)
    )
    if held.status not in states:
        raise WrongJournalState(
            f"{held.reference} is {held.get_status_display().lower()}", record=held.reference, rule="INV-26"
        )
    return held


def _plan(recurring: RecurringJournal, day: date, *, owner: str = "") -> None:
    """A job for an occurrence, due when its day begins where the books are kept."""
    later_many(
        "accounting.books.tasks.post_occurrences",
        [{"recurring_id": str(recurring.pk), "through": day.isoformat()}],
        about=[f"{recurring.reference} on {day}"],
        keys=[f"recurring:{recurring.pk}:{day}"],
        owner=owner or None,
        due_at=recurring.legal_entity.start_of(day),
    )
