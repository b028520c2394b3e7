"""Verbs over time: log, submit, approve with the rate frozen, return."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from billing_suite.kernel.access.people import rights_of
from billing_suite.kernel.access.verb import can, verb
from billing_suite.kernel.firm.closed_days import closed_days
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.outcome import Outcome, only, sort_out
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.events import publish_many
from crm.catalogue.actions import load_rates, pick_rate
from crm.catalogue.models import Rate
from projects.people.models import Person
from projects.plan.models import Task
from projects.time.models import APPROVES_ALL, TimeEntry

DAY = 24 * 60


class TimeRefused(Refusal):
    """The time cannot be booked or moved like this."""

    code = "time-refused"


class TimeBilled(Refusal):
    """The time stands on a live invoice line."""

    code = "time-billed"


class RateMissing(Refusal):
    """No rate card prices this role on the work date: nothing is approved at zero."""

    code = "rate-missing"


@verb("log time")
def log_time(
    person: Person,
    *,
    task: Task,
    work_date: date,
    minutes: int,
    note: str = "",
    billable: bool = True,
    by: Actor,
) -> TimeEntry:
    """Minutes of one person on one task and day; one's own, or a colleague's by who may enter for others."""
    check_own([person.user_id], by)
    entry = TimeEntry(
        person=person,
        project=task.project,
        task=task,
        work_date=work_date,
        minutes=minutes,
        note=note,
        billable=billable,
    )
    return only(log_many([entry], by=by))


def check_own(users: Iterable[Any], by: Actor) -> None:
    """Time is one's own; who may import may enter and submit for others."""
    if any(str(user) != by.key for user in users) and not can(by, "import_time"):
        raise NotAllowed(f"{by.label} may enter and submit only their own time", rule="right import_time")


def log_many(entries: Sequence[TimeEntry], *, by: Actor) -> Outcome[TimeEntry]:
    """Book unsaved entries, the refused returned; a constant number of queries. Call within a verb."""
    hold_days(entry.person_id for entry in entries)
    booked = booked_minutes(entries)
    decided, refused = sort_out(entries, lambda entry: bookable(entry, booked))
    write_entries(decided)
    return Outcome(decided, refused)


def hold_days(people: Iterable[Any]) -> None:
    """Let one booking at a time count the days of these people, so that no day comes to more than its hours."""
    held = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(people))
    list(held.order_by("pk").values_list("pk"))


def write_entries(entries: Sequence[TimeEntry]) -> None:
    """New entries, and word of them."""
    TimeEntry.objects.bulk_create(entries)
    publish_many("time.logged", [(entry, {"minutes": entry.minutes}) for entry in entries])


class BookedDays(dict[tuple[Any, date], int]):
    """Minutes booked by person and day; `closed` are the days of legal entities whose books are, by their period."""

    closed: dict[tuple[Any, date], str]


def booked_minutes(entries: Iterable[TimeEntry]) -> BookedDays:
    """Minutes already booked per person and day of these entries, and which of the days are closed."""
    listed = list(entries)
    rows = (
        TimeEntry.objects.filter(
            person__in={entry.person_id for entry in listed},
            work_date__in={entry.work_date for entry in listed},
        )
        .order_by()
        .values_list("person_id", "work_date")
        .annotate(total=Sum("minutes"))
    )
    found = BookedDays({(person, day): total for person, day, total in rows})
    found.closed = closed_days((entry.project.legal_entity_id, entry.work_date) for entry in listed)
    return found


def bookable(entry: TimeEntry, booked: BookedDays) -> TimeEntry:
    """The entry, or why it cannot be booked; counts it towards its day."""
    project, person = entry.task.project, entry.person
    day = booked.get((person.pk, entry.work_date), 0) + entry.minutes
    name = f"{project.reference} {entry.work_date}"
    if project.status != "open":
        said = "is closed" if project.status == "closed" else "waits for its kickoff"
        raise TimeRefused(f"{project.reference} {said}", code=f"project-{project.status}", record=name)
    if entry.task.phase.status != "open":
        raise TimeRefused(f"phase {entry.task.phase.name} is closed", code="phase-closed", record=name)
    if entry.work_date < project.starts_on:
        raise TimeRefused(f"{project.reference} starts on {project.starts_on}", record=name)
    period = booked.closed.get((project.legal_entity_id, entry.work_date))
    if period:
        raise TimeRefused(
            f"{entry.work_date} lies in {period}, which is closed", code="period-closed", record=name, rule="INV-05"
        )
    if not person.is_here(entry.work_date):
        raise TimeRefused(f"{person} does not work here on {entry.work_date}", record=name)
    if entry.minutes <= 0:
        raise Invalid("an entry has at least one minute", record=name, fields={"minutes": ["too few"]})
    if day > DAY:
        raise TimeRefused(f"{person} would have {day} minutes on {entry.work_date}", code="day-too-long", record=name)
    booked[person.pk, entry.work_date] = day
    return entry


@verb("submit time")
def submit_time(entries: Sequence[TimeEntry], *, by: Actor) -> Outcome[TimeEntry]:
    """Put drafts up for approval; the refused are returned, the others go through."""
    held = _locked(entries)
    check_own([entry.person.user_id for entry in held], by)
    decided, refused = sort_out(held, lambda entry: _in_state(entry, "draft"))
    TimeEntry.objects.filter(pk__in=[e.pk for e in decided]).update(
        status="submitted", submitted_by=by.key, return_comment=""
    )
    publish_many("time.submitted", [(entry, {}) for entry in decided])
    return Outcome(_fresh(decided), refused)


def _locked(entries: Sequence[TimeEntry]) -> list[TimeEntry]:
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(pk__in=[entry.pk for entry in entries])
    return list(
        rows.select_related(
            "person__user",
            "task__contract_line",
            "project__contract",
            "project__legal_entity",
            "project__lead",
            "corrects__rate",
        ).order_by("pk")
    )


def _fresh(entries: Sequence[TimeEntry]) -> list[TimeEntry]:
    return list(TimeEntry.objects.filter(pk__in=[entry.pk for entry in entries]).for_list())


def _in_state(entry: TimeEntry, *states: str) -> TimeEntry:
    if entry.status not in states:
        raise TimeRefused(
            f"{entry.project.reference} {entry.work_date} is {entry.status}",
            code="wrong-state",
            record=str(entry.pk),
            rule="INV-26",
        )
    return entry


@verb("approve time")
def approve_time(entries: Sequence[TimeEntry], *, at: datetime, by: Actor) -> Outcome[TimeEntry]:
    """Freeze each entry's rate by the card of its work date and say who approved it (RULES 15).

    The project's lead does, or who may approve on every project; nobody approves their own time or what they
    submitted (INV-27). The refused are returned.
    """
    held, everywhere = _locked(entries), decides_everywhere(by)
    regions = {(e.project.legal_entity.country, e.project.contract.currency) for e in held}
    rates = load_rates(regions, {e.project.contract.rate_card_id for e in held})
    decided, refused = sort_out(held, lambda entry: _priced(entry, rates, everywhere, by=by, at=at))
    TimeEntry.objects.bulk_update(
        decided,
        ["status", "approved_by", "approved_at", "covered", "rate", "price", "currency", "rate_reason"],
        batch_size=500,
    )
    publish_many("time.approved", [(entry, {"minutes": entry.minutes}) for entry in decided])
    return Outcome(decided, refused)


def decides_everywhere(by: Actor) -> bool:
    """Whether somebody decides on the time of every project they reach, whoever leads it."""
    return by.kind == "user" and APPROVES_ALL in rights_of(by.key)


def _decided(entry: TimeEntry, everywhere: bool, by: Actor) -> TimeEntry:
    """The entry, if its project's lead acts, or who decides everywhere; a project without a lead is anyone's."""
    lead = entry.project.lead
    if lead is not None and str(lead.pk) != by.key and not everywhere:
        raise NotAllowed(
            f"{lead.name} leads {entry.project.reference} and decides on its time",
            code="not-the-lead",
            record=f"{entry.project.reference} {entry.work_date}",
            rule=f"right {APPROVES_ALL}",
        )
    return entry


def _priced(entry: TimeEntry, rates: Sequence[Rate], everywhere: bool, *, by: Actor, at: datetime) -> TimeEntry:
    """The entry with its frozen rate, or a refusal."""
    _in_state(entry, "submitted")
    _decided(entry, everywhere, by)
    if by.key in (str(entry.person.user_id), str(entry.submitted_by_id)):  # INV-27
        raise NotAllowed(
            f"{by.label} cannot approve their own time",
            code="approver-is-a-maker",
            record=f"{entry.project.reference} {entry.work_date}",
            rule="INV-27",
        )
    contract, line, origin = entry.project.contract, entry.task.contract_line, entry.corrects
    entry.status, entry.approved_by_id, entry.approved_at = "approved", by.key, at
    if origin is not None:  # RULES 15: what is taken back is taken back at what it was approved at
        entry.covered, entry.rate, entry.price, entry.currency = (
            origin.covered,
            origin.rate,
            origin.price,
            origin.currency,
        )
        entry.rate_reason = f"as the entry it takes back: {origin.rate_reason}"[:200]
        return entry
    if not entry.billable:
        entry.rate_reason = "not billable"
        return entry
    if line.billed_by != "time":
        entry.covered, entry.rate_reason = True, f"covered: {line.get_billed_by_display().lower()} (RULES 14)"
        return entry
    found = pick_rate(
        rates,
        region=entry.project.legal_entity.country,
        currency=contract.currency,
        role=line.role,
        on=entry.work_date,
        own_card=contract.rate_card_id,
    )
    if found is None:
        raise RateMissing(
            f"no rate for {line.role} in {contract.currency} on {entry.work_date}",
            record=f"{entry.project.reference} {entry.work_date}",
            rule="RULES 15",
        )
    entry.rate, entry.rate_reason = found
    entry.price, entry.currency = entry.rate.price, contract.currency
    return entry


@verb("return time", right="approve_time")
def return_time(entries: Sequence[TimeEntry], *, comment: str, by: Actor) -> Outcome[TimeEntry]:
    """Give submitted or approved, unbilled time back as a draft, with a comment; billed time is refused (INV-16)."""
    if not comment.strip():
        raise Invalid("say why the time comes back", fields={"comment": ["required"]})
    held, everywhere = _locked(entries), decides_everywhere(by)
    open_, refused = sort_out(held, lambda entry: _decided(_in_state(entry, "submitted", "approved"), everywhere, by))
    billed: Sequence[Refusal] = ()
    try:
        decided = give_back(open_, comment)
    except TimeBilled:  # the guard refuses the set for one of it: ask for each by itself
        decided, billed = sort_out(open_, lambda entry: give_back([entry], comment)[0])
    publish_many("time.returned", [(entry, {}) for entry in decided])
    return Outcome(_fresh(decided), [*refused, *billed])


def give_back(entries: Sequence[TimeEntry], comment: str) -> list[TimeEntry]:
    """These entries as drafts without approval and rate, all or none; what is billed, higher rooms' guards refuse."""
    try:
        with transaction.atomic():
            TimeEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
                status="draft",
                return_comment=comment[:300],
                submitted_by=None,
                approved_by=None,
                approved_at=None,
                covered=False,
                rate=None,
                price=None,
                currency="",
                rate_reason="",
            )
    except IntegrityError as error:
        named = f"{entries[0].project.reference} {entries[0].work_date}"
        if TimeEntry.objects.filter(corrects__in=entries).exists():
            raise TimeBilled(f"{named} is taken back by a counter-entry", code="taken-back", record=named) from error
        raise TimeBilled(f"{named} is billed: its invoice is credited first", record=named, rule="INV-16") from error
    return list(entries)


@verb("correct a draft entry", right="log_time")
def change_time(entry: TimeEntry, *, minutes: int, note: str, billable: bool, by: Actor) -> TimeEntry:
    """Edit a draft's minutes, note or whether it is billable."""
    held = _in_state(_locked([entry])[0], "draft")
    if held.corrects_id is not None:
        raise TimeRefused("a counter-entry takes back what it names, whole", code="is-counter", record=str(held.pk))
    check_own([held.person.user_id], by)
    hold_days([held.person_id])
    booked = booked_minutes([held])
    booked[held.person_id, held.work_date] -= held.minutes
    held.minutes, held.note, held.billable = minutes, note, billable
    bookable(held, booked)
    held.save(update_fields=["minutes", "note", "billable"])
    return held


@verb("discard drafts of time", right="log_time")
def discard_time(entries: Sequence[TimeEntry], *, by: Actor) -> Outcome[TimeEntry]:
    """Drafts leave; what is submitted or approved is refused. The trail keeps what they said."""
    held = _locked(entries)
    check_own([entry.person.user_id for entry in held], by)
    gone, refused = sort_out(held, lambda entry: _in_state(entry, "draft"))
    TimeEntry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    return Outcome(gone, refused)
