"""Contracts in the API; they are made by acceptance, never by hand."""

from typing import ClassVar

from rest_framework import serializers

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown
from projects.contracts.models import Contract, ContractLine, PlanPeriod


class PlanPeriodSheet(Shown):
    """One period of a retainer or a recurring line, and what is billed for it."""

    class Meta:
        model = PlanPeriod
        fields: ClassVar[tuple[str, ...]] = ("number", "starts_on", "ends_on", "net")


class ContractLineSheet(Shown):
    """One promise with its way of billing."""

    role = serializers.CharField(read_only=True, allow_blank=True)
    plan_periods = PlanPeriodSheet(many=True, read_only=True)

    class Meta:
        model = ContractLine
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "position",
            "phase",
            "description",
            "billed_by",
            "role",
            "supply",
            "unit",
            "quantity",
            "hours",
            "span",
            "periods",
            "price",
            "net",
            "plan_periods",
        )


class ContractLineRecord(ContractLineSheet):
    """One promise, with its contract and its periods."""

    class Meta(ContractLineSheet.Meta):
        fields: ClassVar[tuple[str, ...]] = ("contract", *ContractLineSheet.Meta.fields)


class ContractLineRow(Shown):
    """One promise, with its contract."""

    role = serializers.CharField(read_only=True, allow_blank=True)

    class Meta(ContractLineSheet.Meta):
        fields: ClassVar[tuple[str, ...]] = tuple(n for n in ContractLineRecord.Meta.fields if n != "plan_periods")


class ContractLineRows(Rows[ContractLine]):
    """Contract lines: whoever sees the contract sees its lines."""

    seen_with = "see_contracts"
    anchors: ClassVar = {
        "customer": "contract__customer",
        "legal_entity": "contract__legal_entity",
        "project": "contract__project",
    }

    def for_list(self) -> "ContractLineRows":
        """With the contract."""
        return self.select_related("contract")


class ContractRow(Shown):
    """What an accepted quote promises."""

    class Meta:
        model = Contract
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "name",
            "version",
            "customer",
            "legal_entity",
            "net",
            "po_number",
            "payment_days",
            "rate_card",
            "starts_on",
            "status",
        )


class ContractSheet(ContractRow):
    """What an accepted quote promises, line by line."""

    lines = ContractLineSheet(many=True, read_only=True)

    class Meta(ContractRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*ContractRow.Meta.fields, "lines")


CONTRACTS = Listing(
    path="contracts",
    model=Contract,
    row=ContractRow,
    sheet=ContractSheet,
    joins=("version__quote", "rate_card"),
    parts=lambda rows: rows.prefetch_related("lines__plan_periods"),
    filters={"customer": "customer", "legal_entity": "legal_entity", "status": "status", "version": "version"},
    orders=("-reference", "starts_on"),
    search=("reference", "name", "po_number"),
)
CONTRACT_LINES = Listing(
    path="contract-lines",
    model=ContractLine,
    row=ContractLineRow,
    sheet=ContractLineRecord,
    rows=lambda: ContractLineRows(model=ContractLine),
    parts=lambda rows: rows.prefetch_related("plan_periods"),
    filters={"contract": "contract", "billed_by": "billed_by"},
    orders=("-id", "position"),
)
DOORS = (CONTRACTS, CONTRACT_LINES)
