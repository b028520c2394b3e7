"""Receivables aging, customer ledgers and statements of account in the API."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounting.billing.models import OpenItem
from accounting.books.api.statements import span_of
from accounting.cash.actions import ask_statement
from accounting.cash.reports import (
    Aging,
    Behind,
    CustomerLedger,
    CustomerStatement,
    DocumentPage,
    customer_ledger,
    customer_statement,
    documents_page,
    receivables_aging,
)
from accounting.cash.reports.ages import KEYS
from accounting.cash.reports.aging import AgingRow
from accounting.cash.reports.customer_ledger import CurrencyLedger, LedgerMove, debtors
from accounting.cash.reports.open_documents import OpenDocument
from accounting.cash.reports.statements import CurrencyStatement
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, CurrencyField, DayField, MoneyField, TextField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.handouts import HANDOUTS
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.query import NumberText
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField
from crm.customers.api import CUSTOMERS, CustomerRow
from crm.customers.models import Customer

DEBTORS = Listing(path="customers", model=Customer, row=CustomerRow, rows=debtors)


class OpenDocumentSheet(serializers.Serializer[OpenDocument]):
    """One open document: in its currency, in the books, and how much of it is disputed."""

    invoice = serializers.UUIDField()
    number = serializers.CharField()
    customer = serializers.UUIDField()
    issued_on = serializers.DateField()
    due_on = serializers.DateField()
    days_overdue = serializers.IntegerField()
    open = MoneyField()
    base = MoneyField()
    disputed = MoneyField()


class AgingRowSheet(serializers.Serializer[AgingRow]):
    """One customer and currency, or a currency's total: not due, 1-30, 31-60, 61-90, over 90 days overdue."""

    customer = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    currency = serializers.CharField()
    buckets = serializers.ListField(child=MoneyField())
    open = MoneyField()
    disputed = MoneyField()
    base_buckets = serializers.ListField(child=MoneyField())
    base = MoneyField()


class AgingSheet(serializers.Serializer[Aging]):
    """What customers owe as of the end of a day, by age; `open-documents` tells the documents behind it."""

    legal_entity = LinkField()
    as_of = serializers.DateField()
    rows = AgingRowSheet(many=True)
    subtotals = AgingRowSheet(many=True)
    base_buckets = serializers.ListField(child=MoneyField())
    base = MoneyField()


class DocumentPageSheet(serializers.Serializer[DocumentPage]):
    """A page of open documents; `after` is the parameter of the next page, or empty."""

    legal_entity = LinkField()
    as_of = serializers.DateField()
    documents = OpenDocumentSheet(many=True)
    after = serializers.CharField()


class LedgerMoveSheet(serializers.Serializer[LedgerMove]):
    """One entry: what it charged or credited, or applied to an invoice; what is then owed."""

    entry = serializers.UUIDField()
    on = serializers.DateField()
    kind = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    reference = serializers.CharField()
    description = serializers.CharField()
    charge = MoneyField(allow_null=True)
    credit = MoneyField(allow_null=True)
    applied = MoneyField(allow_null=True)
    balance = MoneyField()


class CurrencyLedgerSheet(serializers.Serializer[CurrencyLedger]):
    """One currency of a customer's account."""

    currency = serializers.CharField()
    opening = MoneyField()
    moves = LedgerMoveSheet(many=True)
    closing = MoneyField()


class CustomerLedgerSheet(serializers.Serializer[CustomerLedger]):
    """All that passed with a customer; a negative balance is the customer's credit."""

    customer = LinkField()
    since = serializers.DateField()
    through = serializers.DateField()
    currencies = CurrencyLedgerSheet(many=True)


class CurrencyStatementSheet(serializers.Serializer[CurrencyStatement]):
    """One currency of a statement: the account, the open documents by age, and credit not yet allocated."""

    currency = serializers.CharField(source="ledger.currency")
    opening = MoneyField(source="ledger.opening")
    moves = LedgerMoveSheet(many=True)
    closing = MoneyField(source="ledger.closing")
    documents = OpenDocumentSheet(many=True)
    aging = AgingRowSheet(allow_null=True)
    credit = MoneyField()


class CustomerStatementSheet(serializers.Serializer[CustomerStatement]):
    """The statement of account that a customer is sent."""

    customer = LinkField()
    since = serializers.DateField()
    through = serializers.DateField()
    currencies = CurrencyStatementSheet(many=True)


class AgingQuery(Body):
    """Of which legal entity, as of when (today, if not said), of one customer or all."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    as_of = DayField(required=False)
    customer = RecordField(CUSTOMERS, required=False)


class OpenDocumentsQuery(AgingQuery):
    """Behind which figure of the aging: of one currency or all, of one bucket or all; where the page begins."""

    currency = CurrencyField(required=False)
    bucket = serializers.ChoiceField(choices=KEYS, required=False)
    after = TextField(max_length=60, required=False)
    limit = NumberText(most=200, least=1, required=False)


class StatementBody(Body):
    """From when through when."""

    since = DayField()
    through = DayField()


class CustomerQuery(Body):
    """Which customer, from when through when (the business year to date, if not said)."""

    customer = RecordField(DEBTORS)
    since = DayField(required=False)
    through = DayField(required=False)


def read_aging(
    *, user: Any, legal_entity: LegalEntity, as_of: date | None = None, customer: Customer | None = None
) -> Aging:
    """What is open by customer, currency and days overdue, as of today or any past day (RULES 34, 35)."""
    today = legal_entity.local_date(now())
    seen = OpenItem.objects.visible_to(user)
    return receivables_aging(legal_entity, as_of=as_of or today, today=today, items=seen, customer=customer)


def read_open_documents(
    *,
    user: Any,
    legal_entity: LegalEntity,
    as_of: date | None = None,
    customer: Customer | None = None,
    currency: str = "",
    bucket: str = "",
    after: str = "",
    limit: int = 100,
) -> DocumentPage:
    """The documents behind a figure of the aging, the longest due first, a page at a time."""
    today = legal_entity.local_date(now())
    return documents_page(
        legal_entity,
        as_of=as_of or today,
        today=today,
        items=OpenItem.objects.visible_to(user),
        behind=Behind(customer, currency, bucket),
        after=after,
        size=limit,
    )


def read_customer_ledger(
    *, user: Any, customer: Customer, since: date | None = None, through: date | None = None
) -> CustomerLedger:
    """Invoices, receipts, allocations and credits of a customer, by currency, with the running balance."""
    return customer_ledger(customer, **span_of(customer.legal_entity, since, through))


def read_customer_statement(
    *, user: Any, customer: Customer, since: date | None = None, through: date | None = None
) -> CustomerStatement:
    """Opening balance, movements, open documents by age: what the customer is sent."""
    entity = customer.legal_entity
    seen = OpenItem.objects.visible_to(user)
    today = entity.local_date(now())
    return customer_statement(customer, **span_of(entity, since, through), today=today, items=seen)


DOORS = (
    Report(path="receivables-aging/", right="see_invoices", read=read_aging, query=AgingQuery, shows=AgingSheet),
    Report(
        path="open-documents/",
        right="see_invoices",
        read=read_open_documents,
        query=OpenDocumentsQuery,
        shows=DocumentPageSheet,
    ),
    Report(
        path="customer-ledger/",
        right="see_receipts",
        read=read_customer_ledger,
        query=CustomerQuery,
        shows=CustomerLedgerSheet,
    ),
    Report(
        path="customer-statement/",
        right="see_receipts",
        read=read_customer_statement,
        query=CustomerQuery,
        shows=CustomerStatementSheet,
    ),
    Deed(path="customers/<str:id>/statements/", verb=ask_statement, on=CUSTOMERS, body=StatementBody, shows=HANDOUTS),
)
