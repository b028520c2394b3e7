"""Revaluation: monetary items at the period end's rates, taken back on the next day (RULES 24)."""

from datetime import date, datetime, timedelta

from django.db.models import Count

from accounting.books.actions.posting import load_chart, post_many
from accounting.books.actions.soft_closed import with_controllers_yes
from accounting.books.models import JournalEntry, Period
from accounting.books.postings import EntryDraft, Line, mirrored
from accounting.books.reports.revaluation import Revaluation, revaluation
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import UsedRate, rate_missing
from billing_suite.kernel.values.money import from_minor, zero
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish_many


@verb("revalue foreign items")
def revalue(entity: LegalEntity, *, on: date, at: datetime, by: Actor) -> list[JournalEntry]:
    """Post what monetary items gained or lost by a period's last day, and take it back the day after (RULES 24).

    One entry a currency, on revaluation accounts of their own, never among the open items. Run again it
    posts what has changed since, or nothing. A missing or stale rate stops it (RULES 21); so does a
    period that is not open, on either day; a soft-closed one is open to the controller (INV-05).
    """
    held = Period.objects.filter(legal_entity=entity, ends_on=on).first()
    if held is None:
        raise Invalid(f"{on} is not the last day of a period of {entity.code}", record=entity.code, rule="RULES 24")
    report = revaluation(entity, on=on)
    if report.missing:
        raise rate_missing(entity.rate_ask(report.missing[0]), on=on, record=entity.code)
    following = on + timedelta(days=1)
    chart = load_chart([entity], [on, following])
    for role in report.unmapped():
        chart.account(entity, role)
    drafts = revaluation_entries(report)
    if not drafts:
        return []
    entries = post_many(with_controllers_yes(drafts, chart, maker="revaluation", at=at, by=by), chart)
    faults.point("revalue.between")
    held_entries = JournalEntry.objects.filter(pk__in=[entry.pk for entry in entries])
    mirrors = [
        mirrored(entry, on=following, description=f"Reversal of revaluation {entry.currency} of {on}")
        for entry in held_entries.select_related("legal_entity").prefetch_related("postings")
    ]
    post_many(with_controllers_yes(mirrors, chart, maker="revaluation", at=at, by=by), chart)
    publish_many("books.revalued", [(entry, {"on": on}) for entry in entries])
    return entries


def revaluation_entries(report: Revaluation) -> list[EntryDraft]:
    """One entry for each currency whose differences are not posted yet: document amounts are nothing (INV-01)."""
    books, drafts = report.legal_entity.currency, []
    before = _entries_before(report)
    for currency, targets in report.unposted().items():
        nothing = zero(currency)
        lines = [Line("", nothing, from_minor(minor, books), account=account) for account, minor in targets.items()]
        total = sum((line.base for line in lines), zero(books))
        if total.amount:
            lines.append(Line("unrealised_gain" if total.amount > 0 else "unrealised_loss", nothing, -total))
        drafts.append(_entry(report, report.rates[currency, books], lines, before.get(currency, 0)))
    return drafts


def _entries_before(report: Revaluation) -> dict[str, int]:
    """How many entries each currency has for the day already."""
    held = JournalEntry.objects.filter(legal_entity=report.legal_entity, on=report.on, source_kind="revaluation")
    return dict(held.filter(reverses__isnull=True).values_list("currency").annotate(Count("pk")).order_by())


def _entry(report: Revaluation, rate: UsedRate, lines: list[Line], before: int) -> EntryDraft:
    entity, on = report.legal_entity, report.on
    reference = f"REV-{entity.code}-{on}-{rate.base}"
    return EntryDraft(
        legal_entity=entity,
        on=on,
        description=f"Revaluation of {rate.base} at {rate.rate.normalize():f}",
        source_kind="revaluation",
        source_id=f"{entity.code} {on} {rate.base}",
        reference=f"{reference}-{before + 1}" if before else reference,
        rate=rate,
        lines=lines,
    )
