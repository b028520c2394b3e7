"""Year ends in the API: what each business year earned, and its carrying to retained earnings."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from accounting.books.actions import close_year
from accounting.books.api.entries import ENTRIES
from accounting.books.reports.year_ends import YearEnd, year_ends
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, MoneyField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import RecordField
from billing_suite.kernel.web.api.reports import Report


class YearEndSheet(serializers.Serializer[YearEnd]):
    """One business year, profit positive: what it earned, what is carried, what carrying would take now."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    result = MoneyField()
    carried = MoneyField()
    still = MoneyField()
    accounts = serializers.IntegerField()


class YearEndQuery(Body):
    """Of which legal entity."""

    legal_entity = RecordField(LEGAL_ENTITIES)


class YearEndBody(Body):
    """A business year to be carried, by its last day."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    ends_on = DayField()


def read_year_ends(*, user: Any, legal_entity: LegalEntity) -> Sequence[YearEnd]:
    """Every business year that has a period, the latest first."""
    return year_ends(legal_entity)


DOORS = (
    Report(
        path="year-ends/",
        right="see_books",
        read=read_year_ends,
        query=YearEndQuery,
        shows=YearEndSheet,
        many=True,
    ),
    Deed(path="year-ends/", verb=close_year, body=YearEndBody, shows=ENTRIES, nothing="There was nothing to carry."),
)
