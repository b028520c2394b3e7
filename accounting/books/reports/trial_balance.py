"""The trial balance: every ledger account's balance in the books currency, as of any date."""

import hashlib
from dataclasses import dataclass
from datetime import date

from accounting.books.models import LedgerAccount
from accounting.books.reports.balances import balances
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
    """Sum of posted amounts per ledger account through a date: three queries, whatever the history."""
    found, currency = balances(entity, as_of=as_of), entity.currency
    nothing = zero(currency)
    accounts = LedgerAccount.objects.filter(legal_entity=entity).order_by("number")
    rows = [
        TrialBalanceRow(number, name, type, *_sides(found.get(key, 0), nothing))
        for key, number, name, type in accounts.values_list("pk", "number", "name", "type")
    ]
    debit = sum(amount for amount in found.values() if amount > 0)
    credit = -sum(amount for amount in found.values() if amount < 0)
    amounts = [from_minor(minor, currency) for minor in (debit, credit, debit - credit)]
    return TrialBalance(entity, as_of, rows, *amounts)


def _sides(balance: int, nothing: Money) -> tuple[Money, Money]:
    """The balance as debit or as credit, the other side nothing."""
    amount = from_minor(abs(balance), nothing.currency.code) if balance else nothing
    return (amount, nothing) if balance > 0 else (nothing, amount)


def trial_balance_hash(entity: LegalEntity, *, as_of: date) -> str:
    """SHA-256 over entity, day, currency and each balance that is not nothing, by account number (INV-06).

    Numbers and amounts only: an account may be renamed without breaking a closed period's hash.
    """
    found = balances(entity, as_of=as_of)
    numbers = dict(LedgerAccount.objects.filter(pk__in=found).values_list("pk", "number"))
    lines = sorted(f"{numbers[key]} {amount}" for key, amount in found.items())
    text = "\n".join([entity.code, as_of.isoformat(), entity.currency, *lines])
    return hashlib.sha256(text.encode()).hexdigest()
