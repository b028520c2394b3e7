"""The statement of account that a customer is sent: what was owed, what happened, what is open and payable to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounting.billing.models.receivables import OpenItemRows
from accounting.cash.reports.aging import AgingRow, receivables_aging
from accounting.cash.reports.customer_ledger import CurrencyLedger, LedgerMove, customer_ledger
from accounting.cash.reports.open_documents import Behind, OpenDocument, open_documents
from billing_suite.kernel.values.money import Money, from_minor
from crm.customers.models import Customer


@dataclass(frozen=True)
class CurrencyStatement:
    """One currency of a statement: its account, the documents open at the end by age, and unallocated credit.

    What is open less the credit is the closing balance.
    """

    ledger: CurrencyLedger
    documents: Sequence[OpenDocument]
    aging: AgingRow | None
    credit: Money

    @property
    def moves(self) -> list[LedgerMove]:
        """What changed the balance: allocations say where money went, they change nothing."""
        return [move for move in self.ledger.moves if move.applied is None]


@dataclass(frozen=True)
class CustomerStatement:
    """A customer's statement of account from a day through another, one part a currency."""

    customer: Customer
    since: date
    through: date
    currencies: Sequence[CurrencyStatement]


def customer_statement(
    customer: Customer, *, since: date, through: date, today: date, items: OpenItemRows
) -> CustomerStatement:
    """The account and the open documents of a customer, all as of `through`: four queries.

    `items` are the open items that the reader may see, `today` is the legal entity's.
    """
    ledger = customer_ledger(customer, since=since, through=through)
    entity, behind = customer.legal_entity, Behind(customer=customer)
    aging = receivables_aging(entity, as_of=through, today=today, items=items, customer=customer)
    held = list(open_documents(entity, as_of=through, today=today, items=items, behind=behind))
    told = []
    for part in ledger.currencies:
        code = part.currency
        row = next((row for row in aging.subtotals if row.currency == code), None)
        open_ = row.open if row else from_minor(0, code)
        documents = [document for document in held if document.open.currency.code == code]
        told.append(CurrencyStatement(part, documents, row, open_ - part.closing))
    return CustomerStatement(customer, since, through, told)
