"""The trial balance in the API."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounting.books.reports import TrialBalance, trial_balance
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.api.fields import Body, DayField, MoneyField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField


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


class TrialBalanceQuery(Body):
    """Of which legal entity, and as of when (today, if not said)."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    as_of = DayField(required=False)


def read_trial_balance(*, user: Any, legal_entity: LegalEntity, as_of: date | None = None) -> TrialBalance:
    """Sum of posted amounts per ledger account through a date, in the books currency (INV-11)."""
    return trial_balance(legal_entity, as_of=as_of or legal_entity.local_date(now()))


DOORS = (
    Report(
        path="trial-balance/",
        right="see_books",
        read=read_trial_balance,
        query=TrialBalanceQuery,
        shows=TrialBalanceSheet,
    ),
)
