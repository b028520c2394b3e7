"""Periods in the API: opened, looked through, soft-closed, closed, reopened."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from accounting.books.actions import (
    close_period,
    open_periods,
    reopen_period,
    soft_close_period,
    tick_close_item,
)
from accounting.books.models import CloseTick, Period, PeriodStep
from accounting.books.reports.checklist import CheckLine, checklist
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, TextField, WholeField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import Shown


class PeriodRow(Shown):
    """A span open to posting, or not."""

    class Meta:
        model = Period
        fields: ClassVar[tuple[str, ...]] = ("id", "legal_entity", "starts_on", "ends_on", "status")


class PeriodStepSheet(Shown):
    """A closing or reopening: when, by whom, why; a closing with the hash of its trial balance."""

    class Meta:
        model = PeriodStep
        fields: ClassVar[tuple[str, ...]] = ("id", "status", "at", "actor", "reason", "trial_balance_hash")


class PeriodSheet(PeriodRow):
    """A span open to posting, or not, with the steps taken."""

    steps = PeriodStepSheet(many=True, read_only=True)

    class Meta(PeriodRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*PeriodRow.Meta.fields, "steps")


class CloseTickSheet(Shown):
    """Somebody looked at a line of the checklist, and what it showed then."""

    class Meta:
        model = CloseTick
        fields: ClassVar[tuple[str, ...]] = ("id", "item", "found", "at", "actor")


class CheckLineSheet(serializers.Serializer[CheckLine]):
    """One line of the close checklist as it is now; a `strict` one must show nothing."""

    item = serializers.CharField(source="item.key")
    title = serializers.CharField(source="item.title")
    explains = serializers.CharField(source="item.explains")
    strict = serializers.BooleanField(source="item.strict")
    count = serializers.IntegerField(source="finding.count")
    words = serializers.CharField(source="finding.words")
    done = serializers.BooleanField(source="is_done")
    tick = CloseTickSheet(allow_null=True)


class PeriodsBody(Body):
    """Monthly periods to be opened."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    first = DayField()
    months = WholeField(1, 120)


class TickBody(Body):
    """The line that was looked at, by its key."""

    item = TextField(max_length=40)


class ReopeningBody(Body):
    """Why a period is opened again."""

    reason = TextField(max_length=300)


PERIODS = Listing(
    path="periods",
    model=Period,
    row=PeriodRow,
    sheet=PeriodSheet,
    parts=lambda rows: rows.prefetch_related(Prefetch("steps", PeriodStep.objects.order_by("id"))),
    filters={"legal_entity": "legal_entity", "status": "status"},
    orders=("starts_on",),
)


class ChecklistQuery(Body):
    """Of which period."""

    period = RecordField(PERIODS)


def read_checklist(*, user: Any, period: Period) -> Sequence[CheckLine]:
    """Every line that must be looked at before the period closes, computed now, with the tick that counts."""
    return checklist(period)


DOORS = (
    PERIODS,
    Deed(path="periods/", verb=open_periods, body=PeriodsBody, shows=PeriodRow),
    Report(
        path="close-checklists/",
        right="see_books",
        read=read_checklist,
        query=ChecklistQuery,
        shows=CheckLineSheet,
        many=True,
    ),
    Deed(path="periods/<str:id>/ticks/", verb=tick_close_item, on=PERIODS, body=TickBody, shows=CloseTickSheet),
    Deed(path="periods/<str:id>/soft-closing/", verb=soft_close_period, on=PERIODS, shows=PERIODS),
    Deed(path="periods/<str:id>/closing/", verb=close_period, on=PERIODS, shows=PERIODS),
    Deed(path="periods/<str:id>/reopening/", verb=reopen_period, on=PERIODS, body=ReopeningBody, shows=PERIODS),
)
