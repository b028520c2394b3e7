"""Verbs over timesheets: by when they are in, and the reminding."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.hours import hours_of
from billing_suite.kernel.work.actions import notify
from projects.people.models import Person
from projects.time.models import TimeEntry
from projects.time.reports import monday_of
from projects.time.sheets import STATES, sheets_of
from projects.timesheets.models import SheetDeadline, SheetReminder

WEEK = timedelta(days=7)


@verb("set a deadline for timesheets", jobs=True)
def set_sheet_deadline(
    entity: LegalEntity, *, weekday: int = 1, hour: int = 12, waits_days: int = 5, by: Actor
) -> SheetDeadline:
    """By when in the following week (1 is Monday) a week's time is submitted, by the legal entity's clock, and after
    how many days leads are told of time that waits for them.
    """
    held = SheetDeadline.objects.select_for_update().filter(legal_entity=entity).first()
    deadline = held or SheetDeadline(legal_entity=entity)
    deadline.weekday, deadline.hour, deadline.waits_days = weekday, hour, waits_days
    deadline.full_clean(exclude=["id"])
    deadline.save()
    return deadline


@verb("remind of timesheets", right="set_sheet_deadline", jobs=True)
def remind_of_sheets(*, at: datetime, by: Actor) -> list[SheetReminder]:
    """Remind people whose last week is due and not submitted, and leads of time that waits too long for them: each of
    them once a week.
    """
    told: list[SheetReminder] = []
    for deadline in SheetDeadline.objects.select_related("legal_entity"):
        today = deadline.legal_entity.local_date(at)
        monday = monday_of(today)
        if deadline.has_passed(monday, at):
            told += _missing(deadline.legal_entity, monday - WEEK, at)
        told += _waiting(deadline, today, at)
    return told


def _missing(entity: LegalEntity, monday: date, at: datetime) -> list[SheetReminder]:
    """Those of the legal entity whose week is not in, and who were not told."""
    here = Q(left_on__isnull=True) | Q(left_on__gte=monday)
    people = Person.objects.filter(here, legal_entity=entity, joined_on__lt=monday + WEEK, user__is_active=True)
    held = _told("missing", monday)
    late = [
        sheet
        for sheet in sheets_of(list(people.select_related("user", "legal_entity")), monday)
        if not sheet.is_in and sheet.person.user_id not in held
    ]
    for sheet in late:
        notify(
            [sheet.person.user],
            title=f"Your time of the week of {monday:%d %b} is not in",
            text=f"{STATES[sheet.state]}: {hours_of(sheet.minutes)} of {hours_of(sheet.expected)} hours are logged. "
            "Complete and submit it.",
            url=f"{reverse('my-time')}?week={monday}",
        )
    rows = [
        SheetReminder(kind="missing", recipient=sheet.person.user, person=sheet.person, monday=monday, at=at)
        for sheet in late
    ]
    return SheetReminder.objects.bulk_create(rows)


def _waiting(deadline: SheetDeadline, today: date, at: datetime) -> list[SheetReminder]:
    """Leads for whom time of the legal entity's projects waits longer than they have, once in each of our weeks."""
    since, monday = today - timedelta(days=deadline.waits_days), monday_of(today)
    rows = TimeEntry.objects.filter(
        status="submitted",
        work_date__lte=since,
        project__legal_entity=deadline.legal_entity,
        project__lead__is_active=True,
    ).select_related("project__lead", "person__user")
    by_lead: dict[Any, list[TimeEntry]] = defaultdict(list)
    for entry in rows:
        if entry.person.user_id != entry.project.lead_id:
            by_lead[entry.project.lead].append(entry)
    held = _told("waiting", monday)
    late = {lead: entries for lead, entries in by_lead.items() if lead.pk not in held}
    for lead, entries in late.items():
        people = sorted({entry.person.user.name for entry in entries})
        notify(
            [lead],
            title=f"{hours_of(sum(entry.minutes for entry in entries))} hours wait for your approval",
            text=f"Of {', '.join(people)}, worked up to {since:%d %b}.",
            url=reverse("timesheets"),
        )
    return SheetReminder.objects.bulk_create(
        [SheetReminder(kind="waiting", recipient=lead, monday=monday, at=at) for lead in late]
    )


def _told(kind: str, monday: date) -> set[Any]:
    return set(SheetReminder.objects.filter(kind=kind, monday=monday).values_list("recipient", flat=True))
