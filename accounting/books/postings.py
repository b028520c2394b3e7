"""What a document says to the books: pure lines, converted so that they balance by construction (RULES 22)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from accounting.books.models import JournalEntry, Posting
from billing_suite.kernel.access.approvals import Approval
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, zero


@dataclass(frozen=True)
class Line:
    """One signed amount (debit positive), in document and books currency.

    It goes to the account that plays a role (narrowed by `key`), or to the very account that `account` names.
    """

    role: str
    amount: Money
    base: Money
    key: str = ""
    account: Any = None
    customer: Any = None
    contract: Any = None
    project: Any = None
    product: str = ""
    tax_component: str = ""


@dataclass(frozen=True)
class EntryDraft:
    """One entry to be posted: where, when, why, from which document, at which rate, and its lines.

    `reverses` is the id of the entry that this one mirrors. `approval` is the controller's, for an entry
    into a soft-closed period (INV-05).
    """

    legal_entity: LegalEntity
    on: date
    description: str
    source_kind: str
    source_id: str
    reference: str
    rate: UsedRate
    lines: Sequence[Line] = field(default=())
    reverses: Any = None
    approval: Approval | None = None


def converted(lines: Sequence[Line], rate: UsedRate, *, against: Line) -> list[Line]:
    """Parts converted one by one, and their counterpart as the sum of the converted parts (RULES 22).

    `lines` hold one sum per ledger account and tax component; `against` (the receivable) gets minus
    their totals in both currencies, so that the entry balances without a rounding line.
    """
    parts = [replace(line, base=rate.convert(line.amount)) for line in lines]
    amount = sum((part.amount for part in parts), zero(rate.base))
    base = sum((part.base for part in parts), zero(rate.quote))
    return [replace(against, amount=-amount, base=-base), *parts]


def mirrored(entry: JournalEntry, *, on: date, description: str = "") -> EntryDraft:
    """The entry that undoes another: the same accounts, currency and rate, every sign turned (INV-04).

    Its postings must be at hand (`prefetch_related("postings")`).
    """
    return EntryDraft(
        legal_entity=entry.legal_entity,
        on=on,
        description=description or f"Reversal of {entry.reference}",
        source_kind=entry.source_kind,
        source_id=entry.source_id,
        reference=entry.reference,
        rate=UsedRate(entry.currency, entry.base_currency, entry.rate, entry.rate_on, entry.rate_source),
        lines=[_turned(posting) for posting in entry.postings.all()],
        reverses=entry.pk,
    )


def _turned(posting: Posting) -> Line:
    return Line(
        "",
        -posting.amount,
        -posting.base,
        account=posting.account_id,
        customer=posting.customer_id,
        contract=posting.contract_id,
        project=posting.project_id,
        product=posting.product,
        tax_component=posting.tax_component,
    )
