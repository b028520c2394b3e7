"""Contracts in the API; they are made by acceptance, never by hand."""

from typing import ClassVar

from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown
from projects.contracts.models import Contract, ContractLine


class ContractLineSheet(Shown):
    """One promise with its way of billing."""

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
            "hours",
            "price",
            "net",
        )


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
    parts=lambda rows: rows.prefetch_related("lines"),
    filters={"customer": "customer", "legal_entity": "legal_entity", "status": "status", "version": "version"},
    orders=("-reference", "starts_on"),
    search=("reference", "name", "po_number"),
)
DOORS = (CONTRACTS,)
