"""What a document says to the books: pure lines, converted so that they balance by construction (RULES 22)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, zero


@dataclass(frozen=True)
class Line:
    """One signed amount (debit positive) on the account that plays a role, in document and books currency."""

    role: str
    amount: Money
    base: Money
    key: str = ""
    customer: Any = None
    contract: Any = None
    project: Any = None
    tax_component: str = ""


@dataclass(frozen=True)
class EntryDraft:
    """One entry to be posted: where, when, why, from which document, at which rate, and its lines."""

    legal_entity: LegalEntity
    on: date
    description: str
    source_kind: str
    source_id: str
    reference: str
    rate: UsedRate
    lines: Sequence[Line] = field(default=())


def converted(lines: Sequence[Line], rate: UsedRate, *, against: Line) -> list[Line]:
    """Parts converted one by one, and their counterpart as the sum of the converted parts (RULES 22).

    `lines` hold one sum per ledger account and tax component; `against` (the receivable) gets minus
    their totals in both currencies, so that the entry balances without a rounding line.
    """
    parts = [replace(line, base=rate.convert(line.amount)) for line in lines]
    amount = sum((part.amount for part in parts), zero(rate.base))
    base = sum((part.base for part in parts), zero(rate.quote))
    return [replace(against, amount=-amount, base=-base), *parts]
