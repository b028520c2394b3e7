"""Toy records with what the web room asks of a model: `visible_to` first, `for_list`, money, a status."""

from typing import ClassVar, Self

from django.db import models

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue
from billing_suite.kernel.values.ids import Record
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import Invalid, Refusal

STATUSES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("part_paid", "Part paid"),
    ("paid", "Paid"),
    ("overdue", "Overdue"),
    ("void", "Void"),
]


class Shop(Record):
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "webtoys"

    def __str__(self) -> str:
        return self.name


class OrderRows(OfficeRows["Order"]):
    seen_with: ClassVar[str] = "see_orders"

    def for_list(self) -> Self:
        return self.select_related("shop")

    def late(self) -> Self:
        return self.filter(status="overdue")


class Order(Record):
    reference = models.CharField(max_length=20, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=12, choices=STATUSES, default="draft")
    due_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    gross_minor = MinorUnitsField()
    gross = MoneyValue("gross_minor")
    note = models.CharField(max_length=80, blank=True)
    objects = OrderRows.as_manager()

    class Meta:
        app_label = "webtoys"

    def __str__(self) -> str:
        return self.reference


class ParcelRows(OfficeRows["Parcel"]):
    seen_with: ClassVar[str] = "see_parcels"


class Parcel(Record):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels")
    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=12, choices=STATUSES, default="sent")
    objects = ParcelRows.as_manager()

    class Meta:
        app_label = "webtoys"

    def __str__(self) -> str:
        return self.reference


class SlipRows(OfficeRows["Slip"]):
    seen_with: ClassVar[str] = "see_slips"


class Slip(Record):
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="slips")
    reference = models.CharField(max_length=20, unique=True)
    objects = SlipRows.as_manager()

    class Meta:
        app_label = "webtoys"

    def __str__(self) -> str:
        return self.reference


@verb("send toy orders", right="send_toy_order")
def send_toy_order(order: Order, *, note: str = "", by: Actor) -> Order:
    """Send an order; one that is sent already is refused."""
    if order.status != "draft":
        raise Refusal(f"{order} is {order.status} already", code="not-a-draft", record=order.reference, rule="TOYS 1")
    if note == "rude":
        raise Invalid("that is no note", fields={"note": ["mind your words"]})
    order.status, order.note = "sent", note
    order.save()
    return order


@verb("send many toy orders", right="send_toy_order")
def send_toy_orders(orders: list[Order], *, by: Actor) -> Outcome[Order]:
    """Send drafts; the others are refused one by one."""
    refused = [
        Refusal(f"{order} is {order.status} already", record=order.reference, rule="TOYS 1")
        for order in orders
        if order.status != "draft"
    ]
    done = [order for order in orders if order.status == "draft"]
    Order.objects.filter(pk__in=[order.pk for order in done]).update(status="sent")
    return Outcome(done, refused)
