"""Billing runs in the API: previewed and started."""

from datetime import date
from typing import Any, ClassVar

from rest_framework import serializers

from accounting.billing.models import BillingRun, RunFinding
from accounting.billing.runs import Preview, preview_billing, start_billing_run
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, HoursField, MoneyField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Report
from billing_suite.kernel.web.api.shown import LinkField, Shown


class FindingSheet(Shown):
    """Work that a run left out, and why."""

    hours = HoursField(source="minutes", read_only=True)

    class Meta:
        model = RunFinding
        fields: ClassVar[tuple[str, ...]] = ("contract", "code", "reason", "entries", "minutes", "hours")


class RunRow(Shown):
    """One search for what is due to bill."""

    class Meta:
        model = BillingRun
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "legal_entity",
            "through",
            "on",
            "status",
            "started_by",
            "started_at",
            "chunks",
        )


class RunSheet(RunRow):
    """One search for what is due to bill, with its drafts and what it left."""

    invoices = LinkField(many=True, read_only=True)
    findings = FindingSheet(many=True, read_only=True)

    class Meta(RunRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*RunRow.Meta.fields, "invoices", "findings")


class RunBody(Body):
    """Whose work, and through which date."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    through = DayField()


class PreviewQuery(Body):
    """Whose work, and through which date."""

    legal_entity = RecordField(LEGAL_ENTITIES)
    through = DayField()


class PreviewDraft(serializers.Serializer[Any]):
    """An invoice that a run would draft."""

    contract = LinkField(source="invoice.contract")
    customer = LinkField(source="invoice.customer")
    net = MoneyField(source="invoice.net")
    tax = MoneyField(source="invoice.tax")
    gross = MoneyField(source="invoice.gross")
    supply_from = serializers.DateField(source="invoice.supply_from")
    supply_to = serializers.DateField(source="invoice.supply_to")


class PreviewLeft(serializers.Serializer[Any]):
    """Work that a run would leave, and why."""

    contract = LinkField()
    code = serializers.CharField()
    reason = serializers.CharField()
    entries = serializers.IntegerField()
    minutes = serializers.IntegerField()


class PreviewSheet(serializers.Serializer[Preview]):
    """What a run would draft and leave; nothing is written."""

    drafts = PreviewDraft(many=True)
    left = PreviewLeft(many=True)


def read_preview(*, user: Any, legal_entity: LegalEntity, through: date) -> Preview:
    """The dry run of a billing run: the same decisions on the same facts, nothing written."""
    return preview_billing(legal_entity, through=through)


RUNS = Listing(
    path="billing-runs",
    model=BillingRun,
    row=RunRow,
    sheet=RunSheet,
    parts=lambda rows: rows.prefetch_related("invoices", "findings__contract"),
    filters={"legal_entity": "legal_entity", "status": "status"},
    orders=("-reference", "through"),
)
DOORS = (
    RUNS,
    Deed(
        path="billing-runs/",
        verb=start_billing_run,
        body=RunBody,
        shows=RUNS,
        today=lambda given: given["entity"],
    ),
    Report(
        path="billing-previews/",
        right="start_billing_run",
        read=read_preview,
        query=PreviewQuery,
        shows=PreviewSheet,
    ),
)
