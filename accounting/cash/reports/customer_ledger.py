"""The customer ledger: all that passed with one customer, from the control accounts, with a running balance.

It is read from the postings on the accounts of receivables and customer credits that name the customer, so
that whatever is posted there, in documents of any kind, stands in it, with what names those that were merged into
the customer; allocations move money from one to the other and leave the balance as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum

from accounting.books.models import LedgerAccount, Posting
from billing_suite.kernel.access.people import holds
from billing_suite.kernel.access.visible import user_key
from billing_suite.kernel.values.money import Money, from_minor
from crm.customers.models import Customer, CustomerRows

CONTROL = ("receivable", "customer_credits")


class Debtors(CustomerRows):
    """Customers whose invoices and receipts a person may see."""

    seen_with = "see_receipts"

    def visible_to(self, user: Any) -> "Debtors":
        """Both reading rights, and the customer within reach."""
        key = user_key(user)
        return super().visible_to(user).filter(holds(key, "see_invoices")) if key else self.none()


def debtors() -> Debtors:
    """The customers, before anybody looks."""
    return Debtors(model=Customer)


@dataclass(frozen=True)
class LedgerMove:
    """One entry that touched the customer: `charge` raises what is owed, `credit` lowers it.

    `applied` is what an allocation set against an invoice: it changes nothing in the balance. `kind` and
    `source` name the document (an invoice, a receipt) where the entry comes from one.
    """

    on: date
    kind: str
    source: str
    reference: str
    description: str
    charge: Money | None
    credit: Money | None
    applied: Money | None
    balance: Money
    entry: Any

    @property
    def pk(self) -> str:
        """The entry's."""
        return str(self.entry)


@dataclass(frozen=True)
class CurrencyLedger:
    """One currency of a customer's account: what was owed before, what happened, what is owed at the end."""

    currency: str
    opening: Money
    moves: Sequence[LedgerMove]
    closing: Money


@dataclass(frozen=True)
class CustomerLedger:
    """A customer's account from a day through another; negative balances are the customer's credit."""

    customer: Customer
    since: date
    through: date
    currencies: Sequence[CurrencyLedger]


def customer_ledger(customer: Customer, *, since: date, through: date) -> CustomerLedger:
    """Invoices, receipts, allocations and credits of a customer by currency, in document amounts: two queries."""
    rows = _postings(customer)
    before = dict(rows.filter(on__lt=since).order_by().values_list("currency").annotate(Sum("amount_minor")))
    moved = _moved(rows.filter(on__gte=since, on__lte=through))
    codes = sorted({code for code, minor in before.items() if minor} | set(moved))
    told = [_currency(code, before.get(code, 0), moved.get(code, ())) for code in codes]
    return CustomerLedger(customer, since, through, told)


def _postings(customer: Customer) -> QuerySet[Posting]:
    control = LedgerAccount.objects.filter(legal_entity=customer.legal_entity_id).playing(*CONTROL)
    family = Customer.objects.family_of(customer)
    rows = Posting.objects.filter(account__in=control.values("pk"), entry__status="posted")
    return rows.filter(customer__in=family.values("pk"))


def _moved(rows: QuerySet[Posting]) -> Mapping[str, list[dict[str, Any]]]:
    """What each entry moved, by currency, in the order of the days."""
    entries: Any = (  # dicts
        rows.order_by()
        .values("currency", "on", "entry", "entry__source_kind", "entry__source_id", "entry__reference")
        .annotate(
            what=Max("entry__description"),
            moved=Sum("amount_minor"),
            raised=Sum("amount_minor", filter=Q(amount_minor__gt=0)),
        )
        .order_by("on", "entry")
    )
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in entries:
        if row["moved"] or row["raised"]:
            told[row["currency"]].append(row)
    return told


def _currency(code: str, opening: int, rows: Iterable[Mapping[str, Any]]) -> CurrencyLedger:
    moves, balance = [], opening
    for row in rows:
        balance += row["moved"]
        moves.append(_move(code, row, balance))
    return CurrencyLedger(code, from_minor(opening, code), moves, from_minor(balance, code))


def _move(code: str, row: Mapping[str, Any], balance: int) -> LedgerMove:
    moved = row["moved"]
    return LedgerMove(
        row["on"],
        row["entry__source_kind"],
        row["entry__source_id"],
        row["entry__reference"],
        row["what"],
        from_minor(moved, code) if moved > 0 else None,
        from_minor(-moved, code) if moved < 0 else None,
        from_minor(row["raised"], code) if not moved else None,
        from_minor(balance, code),
        row["entry"],
    )
