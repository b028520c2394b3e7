"""The lines of journals in the API, as they are shown and as they are written."""

from typing import ClassVar

from accounting.books.journals import MOST_LINES
from accounting.books.models import JournalLine
from billing_suite.kernel.web.api.fields import Body, MoneyField, TextField, rows_of
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.shown import Shown
from crm.customers.api import CUSTOMERS
from projects.contracts.api import CONTRACTS
from projects.plan.api import PROJECTS


class JournalLineSheet(Shown):
    """One signed amount (debit positive) on a ledger account, and what it is about."""

    class Meta:
        model = JournalLine
        fields: ClassVar[tuple[str, ...]] = (
            "position",
            "account",
            "amount",
            "customer",
            "contract",
            "project",
            "product",
        )


class JournalLineBody(Body):
    """One line: a ledger account's number, and either a debit or a credit."""

    account = TextField(max_length=12)
    debit = MoneyField(required=False)
    credit = MoneyField(required=False)
    customer = RecordField(CUSTOMERS, required=False)
    contract = RecordField(CONTRACTS, required=False)
    project = RecordField(PROJECTS, required=False)
    product = TextField(max_length=60, required=False, allow_blank=True)


class LinesBody(Body):
    """What has lines."""

    lines = rows_of(JournalLineBody, most=MOST_LINES)
