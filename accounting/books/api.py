"""Ledger accounts, periods, journal entries and the trial balance in the API."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from accounting.books.actions import adopt_chart, close_period, open_periods, set_up_chart
from accounting.books.charts import chart_codes
from accounting.books.models import JournalEntry, LedgerAccount, Period, Posting
from accounting.books.reports import TrialBalance, trial_balance
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, FlagField, MoneyField, TextField, WholeField, rows_of
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField, Shown

PART = r"^[a-z_]{1,30}(:[^\x00-\x1f]{1,60})?$"


class LedgerAccountSheet(Shown):
    """One line of a chart of accounts."""

    class Meta:
        model = LedgerAccount
        fields: ClassVar[tuple[str, ...]] = ("id", "legal_entity", "number", "name", "type", "is_control", "active")


class PeriodSheet(Shown):
    """A span open to posting, or not."""

    class Meta:
        model = Period
        fields: ClassVar[tuple[str, ...]] = ("id", "legal_entity", "starts_on", "ends_on", "status")


class PostingSheet(Shown):
    """One signed amount (debit positive) in document and in books currency."""

    class Meta:
        model = Posting
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "account",
            "on",
            "amount",
            "base",
            "customer",
            "contract",
            "project",
            "tax_component",
        )


class JournalEntryRow(Shown):
    """The balanced record of one event."""

    class Meta:
        model = JournalEntry
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "legal_entity",
            "on",
            "status",
            "description",
            "source_kind",
            "source_id",
            "reference",
            "currency",
            "base_currency",
            "rate",
            "rate_on",
            "rate_source",
            "reverses",
            "actor",
        )


class JournalEntrySheet(JournalEntryRow):
    """The balanced record of one event, with its postings."""

    postings = PostingSheet(many=True, read_only=True)

    class Meta(JournalEntryRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*JournalEntryRow.Meta.fields, "postings")


class TrialBalanceRowSheet(serializers.Serializer[Any]):
    """One account's balance, on the side it stands."""

    number = serializers.CharField()
    name = serializers.CharField()
    type = serializers.CharField()
    debit = MoneyField()
    credit = MoneyField()


class TrialBalanceSheet(serializers.Serializer[TrialBalance]):
    """All balances of a legal entity; the difference is zero."""

    legal_entity = LinkField()
    as_of = serializers.DateField()
    rows = TrialBalanceRowSheet(many=True)
    debit = MoneyField()
    credit = MoneyField()
    difference = MoneyField()


class AccountBody(Body):
    """One line of a chart; `roles` are the parts it plays, as receivable or tax_payable:VAT."""

    number = TextField(max_length=12)
    name = TextField(max_length=120)
    type = serializers.ChoiceField(choices=LedgerAccount.TYPES)
    control = FlagField(required=False)
    roles = serializers.ListField(child=serializers.RegexField(PART, max_length=91), max_length=50, required=False)


class ChartBody(Body):
    """A chart of accounts to be set up."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    accounts = rows_of(AccountBody, most=2000)


class ShippedChartBody(Body):
    """A chart that comes with the suite, to be taken as it is."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    chart = serializers.ChoiceField(choices=chart_codes())


class PeriodsBody(Body):
    """Monthly periods to be opened."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    first = DayField()
    months = WholeField(1, 120)


class TrialBalanceQuery(Body):
    """Of which legal entity, and as of when (today, if not said)."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    as_of = DayField(required=False)


def read_trial_balance(*, user: Any, legal_entity: LegalEntity, as_of: date | None = None) -> TrialBalance:
    """Sum of posted amounts per ledger account through a date, in the books currency (INV-11)."""
    return trial_balance(legal_entity, as_of=as_of or legal_entity.local_date(now()))


ACCOUNTS = Listing(
    path="ledger-accounts",
    model=LedgerAccount,
    row=LedgerAccountSheet,
    filters={"legal_entity": "legal_entity", "type": "type", "number": "number", "active": "active"},
    orders=("number", "name"),
    search=("number", "name"),
)
PERIODS = Listing(
    path="periods",
    model=Period,
    row=PeriodSheet,
    filters={"legal_entity": "legal_entity", "status": "status"},
    orders=("starts_on",),
)
ENTRIES = Listing(
    path="journal-entries",
    model=JournalEntry,
    row=JournalEntryRow,
    sheet=JournalEntrySheet,
    joins=("reverses",),
    parts=lambda rows: rows.prefetch_related(
        Prefetch("postings", Posting.objects.select_related("account", "customer", "contract", "project"))
    ),
    filters={
        "legal_entity": "legal_entity",
        "source_kind": "source_kind",
        "source_id": "source_id",
        "reference": "reference",
        "from": "on__gte",
        "through": "on__lte",
    },
    orders=("-on", "reference"),
    search=("reference", "description"),
)
DOORS = (
    ACCOUNTS,
    Deed(path="charts/", verb=set_up_chart, body=ChartBody, shows=LedgerAccountSheet),
    Deed(path="charts/adoptions/", verb=adopt_chart, body=ShippedChartBody, shows=LedgerAccountSheet),
    PERIODS,
    Deed(path="periods/", verb=open_periods, body=PeriodsBody, shows=PeriodSheet),
    Deed(path="periods/<str:id>/closing/", verb=close_period, on=PERIODS, shows=PERIODS),
    ENTRIES,
    Report(
        path="trial-balance/",
        right="see_books",
        read=read_trial_balance,
        query=TrialBalanceQuery,
        shows=TrialBalanceSheet,
    ),
)
