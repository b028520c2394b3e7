"""Reads of the books: each exact as of any date, in the books currency."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from accounting.books.models import LedgerAccount
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.money import Money, from_minor, zero


@dataclass(frozen=True)
class TrialBalanceRow:
    """One ledger account's balance in the books currency, on the side it stands."""

    number: str
    name: str
    type: str
    debit: Money
    credit: Money


@dataclass(frozen=True)
class TrialBalance:
    """All balances of a legal entity as of a date; `difference` must be zero (INV-11)."""

    legal_entity: LegalEntity
    as_of: date
    rows: list[TrialBalanceRow]
    debit: Money
    credit: Money
    difference: Money


def trial_balance(entity: LegalEntity, *, as_of: date) -> TrialBalance:
    """Sum of posted amounts per ledger account through a date, in one query."""
    posted = Q(postings__entry__status="posted", postings__on__lte=as_of)
    accounts = (
        LedgerAccount.objects.filter(legal_entity=entity)
        .annotate(balance=Coalesce(Sum("postings__base_minor", filter=posted), 0))
        .order_by("number")
    )
    balances: Any = accounts  # annotated above
    rows = [
        TrialBalanceRow(
            number=account.number,
            name=account.name,
            type=account.type,
            debit=from_minor(max(account.balance, 0), entity.currency),
            credit=from_minor(max(-account.balance, 0), entity.currency),
        )
        for account in balances
    ]
    debit = sum((row.debit for row in rows), zero(entity.currency))
    credit = sum((row.credit for row in rows), zero(entity.currency))
    return TrialBalance(entity, as_of, rows, debit, credit, debit - credit)
