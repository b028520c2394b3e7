"""The ledger, counted again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from accounting.books.models import JournalEntry, LedgerAccount, Period, PeriodBalance, Posting, UnfoldedEntry
from accounting.books.reports import balances, trial_balance, trial_balance_hash
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.checks import check
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, zero

DEBIT_AND_CREDIT = {
    "debit": Coalesce(Sum("base_minor", filter=Q(base_minor__gt=0)), 0),
    "credit": -Coalesce(Sum("base_minor", filter=Q(base_minor__lt=0)), 0),
}


@check("INV-01", "each posted entry has two postings or more, in its currency, that sum to zero")
def unbalanced() -> Iterable[Any]:
    """Entries whose document amounts do not balance."""
    entries = JournalEntry.objects.filter(status="posted").annotate(
        lines=Count("postings"),
        total=Sum("postings__amount_minor"),
        strange=Count("postings", filter=~Q(postings__currency=F("currency"))),
    )
    return entries.filter(Q(lines__lt=2) | ~Q(total=0) | Q(strange__gt=0))


@check("INV-02", "each posted entry sums to zero in the books currency")
def unbalanced_in_base() -> Iterable[Any]:
    """Entries whose books amounts do not balance."""
    entries = JournalEntry.objects.filter(status="posted").annotate(total=Sum("postings__base_minor"))
    return entries.exclude(total=0)


@check("INV-03", "no posted line was changed, added or removed since it was folded into its period")
def not_as_folded() -> Iterable[Any]:
    """Periods and accounts whose folded turnover is not that of the entries that were folded."""
    folded = {
        (period, account): (debit, credit)
        for period, account, debit, credit in PeriodBalance.objects.values_list(
            "period", "account", "debit_minor", "credit_minor"
        )
    }
    lines = Posting.objects.filter(entry__status="posted").exclude(entry__in=UnfoldedEntry.objects.values("entry"))
    rows = lines.order_by().values_list("entry__period", "account").annotate(**DEBIT_AND_CREDIT)
    posted = {(period, account): (debit, credit) for period, account, debit, credit in rows}
    for key in sorted({*folded, *posted}, key=str):
        if folded.get(key, (0, 0)) != posted.get(key, (0, 0)):
            yield f"account {key[1]} in period {key[0]}: folded {folded.get(key)}, posted {posted.get(key)}"


@check("INV-04", "no entry is left as a draft")
def left_as_draft() -> Iterable[Any]:
    """An entry is posted in the transaction that writes it."""
    return JournalEntry.objects.filter(status="draft")


@check("INV-05", "each posting is dated in its entry's period, on its entry's day")
def misdated() -> Iterable[Any]:
    """Postings outside their period, or on another day than their entry."""
    outside = Q(entry__on__lt=F("entry__period__starts_on")) | Q(entry__on__gt=F("entry__period__ends_on"))
    return Posting.objects.filter(outside | ~Q(on=F("entry__on")))


@check("INV-06", "a closed period's trial balance is the one it was closed with")
def changed_after_closing() -> Iterable[Any]:
    """Closed periods whose trial balance has another hash than their closing kept."""
    for period in Period.objects.filter(status="closed").select_related("legal_entity", "step"):
        kept = period.step.trial_balance_hash if period.step else ""
        if trial_balance_hash(period.legal_entity, as_of=period.ends_on) != kept:
            yield f"{period} of {period.legal_entity.code}"


@check("INV-08", "books amounts are the stored rate's conversion, rounded half up, one for each part")
def misconverted() -> Iterable[Any]:
    """Postings of foreign entries that carry another books amount than their rate gives; sums are left to INV-02."""
    foreign = Posting.objects.exclude(currency=F("base_currency")).exclude(amount_minor=0)
    parts = foreign.filter(account__roles__role__in=["revenue", "tax_payable", "bank"]).distinct()
    for posting in parts.select_related("entry").iterator(chunk_size=2000):
        rate = UsedRate(
            posting.currency,
            posting.base_currency,
            posting.entry.rate,
            posting.entry.rate_on,
            posting.entry.rate_source,
        )
        if posting.base != rate.convert(posting.amount) and posting.base != remainder(posting, rate):
            yield f"posting {posting.pk} of {posting.entry.reference}"


def remainder(posting: Posting, rate: UsedRate) -> Money | None:
    """What the other parts of a journal leave to the largest, the first of equals (RULES 3); None for any other."""
    if posting.entry.source_kind != "journal":
        return None
    parts = list(posting.entry.postings.all())
    if max(parts, key=lambda part: (abs(part.amount_minor), -part.pk)).pk != posting.pk:
        return None
    converted = (rate.convert(part.amount) for part in parts if part.pk != posting.pk)
    return -sum(converted, zero(posting.base_currency))


def last_days() -> Iterable[tuple[LegalEntity, date]]:
    """Each legal entity that has entries, with the last day of their last period: all of it is read as folded."""
    last = JournalEntry.objects.order_by().values_list("legal_entity").annotate(Max("period__ends_on"))
    entities = LegalEntity.objects.in_bulk([entity for entity, _ in last])
    return [(entities[entity], day) for entity, day in last]


@check("INV-11", "each trial balance is zero")
def trial_balances() -> Iterable[Any]:
    """Legal entities whose debits and credits differ."""
    for entity, day in last_days():
        if trial_balance(entity, as_of=day).difference:
            yield entity


@check("INV-12", "each balance that reports read is the sum of its postings")
def miscounted_balances() -> Iterable[Any]:
    """Accounts whose folded and unfolded parts do not come to the sum of their posted lines."""
    sums = dict(
        Posting.objects.filter(entry__status="posted").order_by().values_list("account").annotate(Sum("base_minor"))
    )
    for entity, day in last_days():
        read = balances(entity, as_of=day)
        for account in LedgerAccount.objects.filter(legal_entity=entity):
            if read.get(account.pk, 0) != sums.get(account.pk, 0):
                yield f"{entity.code} {account}: read {read.get(account.pk, 0)}, posted {sums.get(account.pk, 0)}"


@check("INV-01", "what is settled over two currencies leaves nothing on exchange clearing")
def clearing_left() -> Iterable[Any]:
    """Accounts of exchange clearing with a balance in the books."""
    sums = LedgerAccount.objects.playing("exchange_clearing").annotate(left=Sum("postings__base_minor"))
    return sums.exclude(left=0).exclude(left__isnull=True)


@check("INV-13", "each posting is on an account of its entry's legal entity")
def foreign_accounts() -> Iterable[Any]:
    """Postings whose account or legal entity is not the entry's."""
    return Posting.objects.exclude(
        account__legal_entity=F("entry__legal_entity"), legal_entity=F("entry__legal_entity")
    )
