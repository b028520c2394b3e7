"""Exposures: what the books hold in other currencies as money to be paid or received (RULES 24).

Monetary items only: open receivables per invoice, customer credits per receipt, tax payable, bank. What is
billed and not earned, and deposits, keep the rate they came at (IFRIC 22). Each room registers its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Sum

from accounting.books.models import AccountRole, Posting
from billing_suite.kernel.firm.models import LegalEntity


@dataclass(frozen=True)
class Exposure:
    """One monetary item in another currency: signed minor units (debit positive) and what it stands at in the books.

    `role` and `key` are the part whose account holds it, `against` the part whose account takes its revaluation.
    """

    role: str
    against: str
    label: str
    currency: str
    amount_minor: int
    base_minor: int
    key: str = ""
    customer: Any = None

    @property
    def words(self) -> str:
        """What kind of item it is."""
        return self.role.replace("_", " ").capitalize()


Reader = Callable[[LegalEntity, date], Iterable[Exposure]]
_readers: list[Reader] = []
Settled = tuple[str, str, int, int]  # currency, tax component, and what is paid of it: in that currency, in the books
_settlements: list[Callable[[LegalEntity, date], Iterable[Settled]]] = []
ON_ACCOUNT = {"bank": "bank_revaluation", "tax_payable": "tax_revaluation"}


def register_exposures(reader: Reader) -> Reader:
    """For a room that holds monetary items: they as of the end of a day."""
    _readers.append(reader)
    return reader


def register_settlement(reader: Callable[[LegalEntity, date], Iterable[Settled]]) -> None:
    """For a room that pays tax in the books' currency: what of foreign tax is no longer owed at the end of a day."""
    _settlements.append(reader)


def exposures(entity: LegalEntity, *, as_of: date) -> list[Exposure]:
    """Every monetary item in another currency than the books', as of the end of a day."""
    return [each for reader in _readers for each in reader(entity, as_of) if each.amount_minor or each.base_minor]


@register_exposures
def on_accounts(entity: LegalEntity, as_of: date) -> Iterable[Exposure]:
    """Bank and tax payable: what stands on their accounts, by currency and tax component."""
    roles = AccountRole.objects.filter(legal_entity=entity, role__in=ON_ACCOUNT).select_related("account")
    parts = {role.account_id: role for role in roles}
    rows = (
        Posting.objects.filter(account__in=parts, entry__status="posted", on__lte=as_of)
        .exclude(currency=F("base_currency"))
        .order_by("account__number", "currency", "tax_component")
        .values_list("account", "currency", "tax_component")
        .annotate(Sum("amount_minor"), Sum("base_minor"))
    )
    settled = {(code, name): paid for each in _settlements for code, name, *paid in each(entity, as_of)}
    for account, currency, component, amount, base in rows:
        part = parts[account]
        if component and (currency, component) in settled:
            paid, paid_base = settled.pop((currency, component))
            amount, base = amount + paid, base + paid_base
        label = f"{part.account} {component}".strip()
        yield Exposure(part.role, ON_ACCOUNT[part.role], label, currency, amount, base, key=part.key)
