"""Receipts and their allocations in the API."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework import serializers

from accounting.billing.api import INVOICES
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.models import Allocation, Receipt
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import Body, DayField, MoneyField, TextField
from billing_suite.kernel.web.api.firm import LEGAL_ENTITIES
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.shown import LinkField, Shown
from crm.customers.api import CUSTOMERS


class AllocationSheet(Shown):
    """The part of a receipt set against one invoice."""

    invoice = LinkField(source="open_item.invoice")

    class Meta:
        model = Allocation
        fields: ClassVar[tuple[str, ...]] = ("id", "invoice", "on", "amount", "entry")


class ReceiptRow(Shown):
    """Money that arrived."""

    class Meta:
        model = Receipt
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "legal_entity",
            "customer",
            "received_on",
            "amount",
            "allocated",
            "base",
            "bank_reference",
            "means",
            "entry",
        )


class ReceiptSheet(ReceiptRow):
    """Money that arrived, and what it was set against."""

    allocations = AllocationSheet(many=True, read_only=True)

    class Meta(ReceiptRow.Meta):
        fields: ClassVar[tuple[str, ...]] = (*ReceiptRow.Meta.fields, "allocations")


class ReceiptBody(Body):
    """Money to be recorded; the bank reference names it, so that it is recorded once."""

    legal_entity = RecordField(LEGAL_ENTITIES, source="entity")
    customer = RecordField(CUSTOMERS)
    amount = MoneyField()
    received_on = DayField()
    bank_reference = TextField(max_length=140, help_text="Of withheld tax the certificate's number.")
    means = serializers.ChoiceField(choices=Receipt.MEANS, required=False)


class AllocationBody(Body):
    """Against which invoice, and how much; without an amount all that is open or held."""

    invoice = RecordField(INVOICES)
    amount = MoneyField(required=False)


def allocated(rows: Any) -> Any:
    """With allocations and their invoices."""
    return rows.prefetch_related(
        Prefetch("allocations", Allocation.objects.select_related("open_item__invoice", "entry"))
    )


RECEIPTS = Listing(
    path="receipts",
    model=Receipt,
    row=ReceiptRow,
    sheet=ReceiptSheet,
    joins=("entry",),
    parts=allocated,
    filters={
        "legal_entity": "legal_entity",
        "customer": "customer",
        "bank_reference": "bank_reference",
        "received_from": "received_on__gte",
        "received_through": "received_on__lte",
    },
    orders=("-received_on", "reference"),
    search=("reference", "bank_reference", "customer__name"),
)
DOORS = (
    RECEIPTS,
    Deed(path="receipts/", verb=record_receipt, body=ReceiptBody, shows=RECEIPTS),
    Deed(
        path="receipts/<str:id>/allocations/",
        verb=allocate,
        on=RECEIPTS,
        body=AllocationBody,
        shows=AllocationSheet,
        today=lambda given: given["receipt"].legal_entity,
    ),
)
