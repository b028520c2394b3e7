"""The ledger, counted again."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, Sum

from accounting.books.models import JournalEntry, Posting
from accounting.books.reports import trial_balance
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.checks import check
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money


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


@check("INV-04", "no entry is left as a draft")
def left_as_draft() -> Iterable[Any]:
    """An entry is posted in the transaction that writes it."""
    return JournalEntry.objects.filter(status="draft")


@check("INV-05", "each posting is dated in its entry's period, on its entry's day")
def misdated() -> Iterable[Any]:
    """Postings outside their period, or on another day than their entry."""
    outside = Q(entry__on__lt=F("entry__period__starts_on")) | Q(entry__on__gt=F("entry__period__ends_on"))
    return Posting.objects.filter(outside | ~Q(on=F("entry__on")))


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
        amount: Money = posting.amount
        if rate.convert(amount) != posting.base:
            yield f"posting {posting.pk} of {posting.entry.reference}"


@check("INV-11", "each trial balance is zero")
def trial_balances() -> Iterable[Any]:
    """Legal entities whose debits and credits differ."""
    for entity in LegalEntity.objects.all():
        last = JournalEntry.objects.filter(legal_entity=entity).order_by("-on").first()
        if last is not None and trial_balance(entity, as_of=last.on).difference:
            yield entity


@check("INV-13", "each posting is on an account of its entry's legal entity")
def foreign_accounts() -> Iterable[Any]:
    """Postings whose account or legal entity is not the entry's."""
    return Posting.objects.exclude(
        account__legal_entity=F("entry__legal_entity"), legal_entity=F("entry__legal_entity")
    )
