"""The statements and the general ledger in the API: one shape for every statement (STYLE 19)."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounting.books.reports import (
    Drill,
    GeneralLedger,
    Statement,
    balance_sheet,
    cash_flow,
    general_ledger,
    profit_and_loss,
    profit_by,
)
from accounting.books.reports.general_ledger import LedgerLine, LedgerSum
from accounting.books.reports.statement import Figure, Row
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.web.api.fields import Body, DayField, MoneyField, TextField, read_key
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.query import FlagText, NumberText
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField

HELD = "see_books"


class DrillSheet(serializers.Serializer[Drill]):
    """Which postings stand behind a figure: the parameters of `general-ledger/`, names with commas between them."""

    since = serializers.DateField()
    through = serializers.DateField()
    account = serializers.SerializerMethodField()
    section = serializers.SerializerMethodField()
    customer = serializers.CharField()
    project = serializers.CharField()
    product = serializers.CharField()
    earned_only = serializers.BooleanField()

    def get_account(self, drill: Drill) -> str:
        """Account numbers."""
        return ",".join(drill.accounts)

    def get_section(self, drill: Drill) -> str:
        """Sections of the chart."""
        return ",".join(drill.sections)


class FigureSheet(serializers.Serializer[Figure]):
    """One amount in the books currency, null where a row has none, and what it drills to."""

    amount = MoneyField(allow_null=True)
    drill = DrillSheet(allow_null=True)


class StatementRowSheet(serializers.Serializer[Row]):
    """One row: a heading, line, subtotal, total, or a check that is zero; a figure for each column."""

    style = serializers.ChoiceField(  # type: ignore[assignment]
        choices=["heading", "line", "subtotal", "total", "check"]
    )
    account = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    level = serializers.IntegerField()
    figures = FigureSheet(many=True)


class StatementSheet(serializers.Serializer[Statement]):
    """A statement of the books: its columns, and every row with its figures."""

    legal_entity = LinkField()
    title = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    through = serializers.DateField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = StatementRowSheet(many=True, source="all_rows")
    note = serializers.CharField()


class LedgerSumSheet(serializers.Serializer[LedgerSum]):
    """One account in the span, in the books currency, debit positive."""

    account = LinkField()
    opening = MoneyField()
    debit = MoneyField()
    credit = MoneyField()
    closing = MoneyField()
    postings = serializers.IntegerField()


class LedgerLineSheet(serializers.Serializer[LedgerLine]):
    """One posting on its side, and what its account then holds; `document` in the document's currency if another."""

    id = serializers.IntegerField(source="pk")
    account = LinkField(source="posting.account")
    on = serializers.DateField(source="posting.on")
    entry = LinkField(source="posting.entry")
    customer = LinkField(source="posting.customer", allow_null=True)
    project = LinkField(source="posting.project", allow_null=True)
    debit = MoneyField(allow_null=True)
    credit = MoneyField(allow_null=True)
    document = MoneyField(allow_null=True)
    balance = MoneyField()


class GeneralLedgerSheet(serializers.Serializer[GeneralLedger]):
    """Every account asked for, and one page of its postings; `after` is the parameter of the next page, or empty.

    `is_part`: only some postings of the accounts are told, so that their balances begin at zero.
    """

    legal_entity = LinkField()
    is_part = serializers.BooleanField()
    accounts = LedgerSumSheet(many=True)
    postings = LedgerLineSheet(many=True, source="lines")
    after = serializers.CharField()


class BalanceSheetQuery(Body):
    """Of which legal entity, as of when (today, if not said), beside which day (the end of the year before)."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    as_of = DayField(required=False)
    compared_with = DayField(required=False)


class SpanQuery(Body):
    """Of which legal entity, from when through when (the business year to date, if not said)."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    since = DayField(required=False)
    through = DayField(required=False)


class ProfitQuery(SpanQuery):
    """By what: `total` beside the year before, `month`, `customer`, `project` or `product`."""

    by = serializers.ChoiceField(choices=["total", "month", "customer", "project", "product"], required=False)


class LedgerQuery(SpanQuery):
    """Which accounts and postings: what a figure's `drill` says; names with commas between them."""

    account = TextField(max_length=2600, required=False)
    section = TextField(max_length=300, required=False)
    customer = TextField(max_length=36, required=False)
    project = TextField(max_length=36, required=False)
    product = TextField(max_length=60, required=False)
    earned_only = FlagText(required=False)
    after = TextField(max_length=60, required=False)
    limit = NumberText(most=200, least=1, required=False)


def span_of(entity: LegalEntity, since: date | None, through: date | None) -> dict[str, Any]:
    """The days asked for, or the business year to date; a span ends no earlier than it begins."""
    last = through or entity.local_date(now())
    first = since or entity.year_of(last)[0]
    if last < first:
        raise serializers.ValidationError({"through": [f"not before {first}"]})
    return {"since": first, "through": last}


def read_balance_sheet(
    *, user: Any, legal_entity: LegalEntity, as_of: date | None = None, compared_with: date | None = None
) -> Statement:
    """What the firm has, owes and is worth at the end of a day, in the books currency; the check row is zero."""
    day = as_of or legal_entity.local_date(now())
    beside = compared_with or day_before(legal_entity.year_of(day)[0])
    return balance_sheet(legal_entity, as_of=day, compared_with=beside)


def read_profit_and_loss(
    *, user: Any, legal_entity: LegalEntity, since: date | None = None, through: date | None = None, by: Any = "total"
) -> Statement:
    """What was earned and what it cost in a span, without year-end entries; income positive, expense negative."""
    span = span_of(legal_entity, since, through)
    if by in ("total", "month"):
        return profit_and_loss(legal_entity, by_month=by == "month", **span)
    return profit_by(legal_entity, dimension=by, **span)


def read_cash_flow(
    *, user: Any, legal_entity: LegalEntity, since: date | None = None, through: date | None = None
) -> Statement:
    """How the result became cash in a span, indirect; the check row is zero."""
    return cash_flow(legal_entity, **span_of(legal_entity, since, through))


def read_general_ledger(
    *, user: Any, legal_entity: LegalEntity, since: date | None = None, through: date | None = None, **asked: Any
) -> GeneralLedger:
    """Each account's opening and closing balance, and its postings by day with the running balance."""
    names: dict[str, Any] = {
        f"{name}s": tuple(filter(None, asked.pop(name, "").split(","))) for name in ("account", "section")
    }
    after, limit = asked.pop("after", ""), asked.pop("limit", 100)
    for name in ("customer", "project"):
        if (key := asked.get(name)) and key != "none":
            asked[name] = key_of(name, key)
    span = span_of(legal_entity, since, through)
    return general_ledger(legal_entity, Drill(**span, **names, **asked), after=after, size=limit)


def key_of(name: str, text: str) -> str:
    """A record's id in its usual spelling."""
    key = read_key(text)
    if key is None:
        raise serializers.ValidationError({name: ["this is no id"]})
    return str(key)


DOORS = (
    Report(path="balance-sheet/", right=HELD, read=read_balance_sheet, query=BalanceSheetQuery, shows=StatementSheet),
    Report(path="profit-and-loss/", right=HELD, read=read_profit_and_loss, query=ProfitQuery, shows=StatementSheet),
    Report(path="cash-flow/", right=HELD, read=read_cash_flow, query=SpanQuery, shows=StatementSheet),
    Report(path="general-ledger/", right=HELD, read=read_general_ledger, query=LedgerQuery, shows=GeneralLedgerSheet),
)
