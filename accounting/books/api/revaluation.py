"""Revaluation in the API: what it would say, and its posting."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounting.books.actions import revalue
from accounting.books.api.entries import JournalEntryRow
from accounting.books.reports.revaluation import Revaluation, Revalued, RevaluedCurrency, revaluation
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, DecimalString, MoneyField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField


class UsedRateSheet(serializers.Serializer[UsedRate]):
    """The rate that is used: of which day, published by whom."""

    rate = DecimalString(places=10)
    on = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]


class RevaluedSheet(serializers.Serializer[Revalued]):
    """One monetary item; without a rate it has no value and the difference is unknown."""

    role = serializers.CharField(source="exposure.role")
    label = serializers.CharField(source="exposure.label")  # type: ignore[assignment]
    amount = MoneyField()
    base = MoneyField()
    value = MoneyField(allow_null=True)
    difference = MoneyField(allow_null=True)


class RevaluedCurrencySheet(serializers.Serializer[RevaluedCurrency]):
    """The items of one currency: what of their difference is posted for the day, and what is still to be."""

    currency = serializers.CharField()
    rate = UsedRateSheet(allow_null=True)
    amount = MoneyField()
    base = MoneyField()
    value = MoneyField(allow_null=True)
    difference = MoneyField(allow_null=True)
    posted = MoneyField()
    still = MoneyField(allow_null=True)
    accounts = serializers.IntegerField(help_text="Accounts that posting would change; their sum may be nothing.")
    items = RevaluedSheet(many=True)


class RevaluationSheet(serializers.Serializer[Revaluation]):
    """What revaluation at a day's rates would say; `missing` names the currencies without a rate."""

    legal_entity = LinkField()
    on = serializers.DateField()
    missing = serializers.ListField(child=serializers.CharField())
    unmapped = serializers.ListField(child=serializers.CharField())
    currencies = RevaluedCurrencySheet(many=True, source="by_currency")


class RevaluationQuery(Body):
    """Whose items, at the rates of which day."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    on = DayField()


class RevaluationBody(Body):
    """Whose items, at the end of which period."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    on = DayField()


def read_revaluation(*, user: Any, legal_entity: LegalEntity, on: date) -> Revaluation:
    """Each monetary item in another currency as of the end of a day, at that day's rate (RULES 24)."""
    return revaluation(legal_entity, on=on)


DOORS = (
    Report(
        path="revaluation-previews/",
        right="see_books",
        read=read_revaluation,
        query=RevaluationQuery,
        shows=RevaluationSheet,
    ),
    Deed(path="revaluations/", verb=revalue, body=RevaluationBody, shows=JournalEntryRow),
)
