"""What the books themselves want looked at before a period is closed."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from accounting.books.journals import occurrences
from accounting.books.models import PROFIT_AND_LOSS, ManualJournal, Period, RecurringJournal
from accounting.books.reports.balances import accounts_of, balances
from accounting.books.reports.revaluation import revaluation
from billing_suite.kernel.firm.closed_days import register_closed_days
from billing_suite.kernel.firm.closing import CloseFinding, CloseItem, register_close_item
from billing_suite.kernel.firm.models import LegalEntity


def drafts(entity: LegalEntity, starts_on: date, ends_on: date) -> CloseFinding:
    """Manual journals dated in the period or before that nobody approved."""
    count = ManualJournal.objects.waiting().filter(legal_entity=entity, on__lte=ends_on).count()
    query = {"legal_entity": str(entity.pk), "status": "draft"}
    return CloseFinding(count, f"{count} not approved", "manual-journals", query)


def planned(entity: LegalEntity, starts_on: date, ends_on: date) -> CloseFinding:
    """Occurrences of recurring journals, and reversals of accruals, that are due and not posted."""
    missing = 0
    active = RecurringJournal.objects.filter(legal_entity=entity, status="active")
    for recurring in active.prefetch_related("occurrences"):
        there = {journal.on for journal in recurring.occurrences.all()}
        missing += sum(day not in there for day in occurrences(recurring, through=ends_on))
    due = ManualJournal.objects.filter(legal_entity=entity, status="posted", reverses_on__lte=ends_on)
    missing += due.filter(entry__reversed_by__isnull=True).count()
    return CloseFinding(missing, f"{missing} due and not posted", "recurring-journals")


def not_revalued(entity: LegalEntity, starts_on: date, ends_on: date) -> CloseFinding:
    """Currencies whose monetary items do not stand at the period end's rate, or have none."""
    report = revaluation(entity, on=ends_on)
    count = len({*report.missing, *report.unposted()})
    noun = "currency" if count == 1 else "currencies"
    words = f"no exchange rate for {', '.join(report.missing)}" if report.missing else f"{count} {noun} to revalue"
    return CloseFinding(count, words, "revaluation", {"entity": str(entity.pk), "on": ends_on.isoformat()})


def not_carried(entity: LegalEntity, starts_on: date, ends_on: date) -> CloseFinding:
    """At a business year's end: income and expense accounts whose balance is not carried to retained earnings."""
    if entity.year_of(ends_on)[1] != ends_on:
        return CloseFinding(0, "the business year goes on")
    found = balances(entity, as_of=ends_on)
    count = sum(bool(found.get(a.pk)) for a in accounts_of(entity) if a.type in PROFIT_AND_LOSS)
    return CloseFinding(
        count, f"{count} {'account' if count == 1 else 'accounts'} to carry", "year-end", {"entity": str(entity.pk)}
    )


def closed_periods(entities: Collection[Any], days: Collection[date]) -> dict[tuple[Any, date], str]:
    """The days of these that lie in a closed period, one query; the periods are held against closing until the end."""
    rows = Period.objects.filter(legal_entity__in=entities, starts_on__lte=max(days), ends_on__gte=min(days))
    if connection.in_atomic_block and connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # shared: bookings do not wait for each other, only closing does
            keys = list(rows.order_by("pk").values_list("pk", flat=True))
            cursor.execute(f"SELECT 1 FROM {Period._meta.db_table} WHERE id = ANY(%s) ORDER BY id FOR SHARE", [keys])
    return {
        (period.legal_entity_id, day): str(period)
        for period in rows
        if period.status == "closed"
        for day in days
        if period.starts_on <= day <= period.ends_on
    }


register_closed_days(closed_periods)
register_close_item(
    CloseItem(
        "manual_journals",
        "Manual journals",
        "Each is approved, which posts it, or discarded.",
        drafts,
        strict=True,
        order=40,
    ),
    CloseItem(
        "planned_journals",
        "Recurring journals and reversals",
        "What the calendar asked for is posted.",
        planned,
        strict=True,
        order=42,
    ),
    CloseItem(
        "revaluation",
        "Revaluation",
        "Foreign receivables, credits, taxes and bank stand at the period end's rate.",
        not_revalued,
        strict=True,
        order=60,
    ),
    CloseItem(
        "year_end",
        "Year end",
        "At the end of a business year its result is carried to retained earnings.",
        not_carried,
        strict=True,
        order=90,
    ),
)
