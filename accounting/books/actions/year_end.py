"""The year's end: profit or loss goes to retained earnings, by one entry on the year's last day."""

from datetime import date, datetime, timedelta

from accounting.books.actions.posting import load_chart, post_many
from accounting.books.actions.soft_closed import with_controllers_yes
from accounting.books.models import PROFIT_AND_LOSS, JournalEntry
from accounting.books.postings import EntryDraft, Line
from accounting.books.reports.balances import accounts_of, balances
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import same_currency
from billing_suite.kernel.values.money import from_minor, zero
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish


@verb("carry a year's profit to retained earnings", right="close_period")
def close_year(entity: LegalEntity, *, ends_on: date, at: datetime, by: Actor) -> JournalEntry | None:
    """Income and expense accounts go to zero against retained earnings, on the last day of a business year.

    Run again after a late entry it carries the rest; None where nothing is to be carried. The day's period is
    open, or soft-closed for the controller (INV-05). Profit and loss statements leave these entries out.
    """
    if entity.year_of(ends_on)[1] != ends_on:
        raise Invalid(
            f"{ends_on} is not the last day of a business year of {entity.code}",
            record=entity.code,
            fields={"ends_on": [f"the year ends on {entity.year_of(ends_on)[1]}"]},
        )
    before = entity.year_of(ends_on)[0] - timedelta(days=1)
    if year_end_entry(entity, before) is not None:
        raise Invalid(
            f"the year that ends on {before} is not carried yet",
            record=entity.code,
            fields={"ends_on": ["out of order"]},
        )
    chart = load_chart([entity], [ends_on])
    draft = year_end_entry(entity, ends_on)
    if draft is None:
        return None
    entry = post_many(with_controllers_yes([draft], chart, maker="year end", at=at, by=by), chart)[0]
    publish("year.carried", entry)
    return entry


def year_end_entry(entity: LegalEntity, ends_on: date) -> EntryDraft | None:
    """The entry that empties every income and expense account, or None when all are empty."""
    found = balances(entity, as_of=ends_on)
    nothing = zero(entity.currency)
    lines = [
        Line("", -amount, -amount, account=account.pk)
        for account in accounts_of(entity)
        if account.type in PROFIT_AND_LOSS and (amount := from_minor(found.get(account.pk, 0), entity.currency)).amount
    ]
    if not lines:
        return None
    result = -sum((line.amount for line in lines), nothing)
    year = entity.year_of(ends_on)[0].year
    return EntryDraft(
        legal_entity=entity,
        on=ends_on,
        description=f"Result of the business year that ends on {ends_on} to retained earnings",
        source_kind="year_end",
        source_id=f"{entity.code} {ends_on}",
        reference=f"YE-{entity.code}-{year}",
        rate=same_currency(entity.currency, on=ends_on),
        lines=[*lines, Line("retained_earnings", result, result)],
    )
