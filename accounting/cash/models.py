"""Money that arrived, and what it was set against."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q

from accounting.billing.models import OpenItem
from accounting.billing.models.receivables import SETTLING, DatedPart
from accounting.books.models import JournalEntry
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer


class ReceiptRows(Rows["Receipt"]):
    """Receipts."""

    seen_with = "see_receipts"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "legal_entity"}

    def for_list(self) -> "ReceiptRows":
        """With customer and legal entity."""
        return self.select_related("customer", "legal_entity")


class Receipt(Record):
    """Money from a customer, posted when recorded; what is not allocated is the customer's credit (RULES 25)."""

    MEANS = (("bank", "Money on the bank account"), ("withholding", "Tax withheld, by the authority's certificate"))
    ROLES: ClassVar = {"bank": "bank", "withholding": "withholding_tax"}  # the part of the chart that holds it

    reference = models.CharField(max_length=20, unique=True)
    means = models.CharField(max_length=12, choices=MEANS, default="bank")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="receipts")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="receipts")
    received_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    allocated_minor = MinorUnitsField(default=0)
    allocated = MoneyValue("allocated_minor")
    base_currency = models.CharField(max_length=3)
    base_minor = MinorUnitsField()
    base = MoneyValue("base_minor", currency="base_currency")
    base_used_minor = MinorUnitsField(default=0)
    base_used = MoneyValue("base_used_minor", currency="base_currency")
    bank_reference = models.CharField(max_length=140)  # the certificate's number, of tax that was withheld
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="receipt")

    objects: ClassVar = ReceiptRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(amount_minor__gt=0), name="a_receipt_is_positive"),
            CheckConstraint(  # INV-14
                condition=Q(allocated_minor__gte=0, allocated_minor__lte=F("amount_minor")),
                name="no_more_is_allocated_than_was_received",
            ),
            models.UniqueConstraint(
                fields=["legal_entity", "bank_reference"], name="a_bank_reference_is_recorded_once"
            ),
        )
        ordering: ClassVar = ["-received_on", "-id"]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"


class Allocation(models.Model):
    """The part of a receipt set against one invoice, and the entry that moved it."""

    id = models.BigAutoField(primary_key=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="allocations")
    open_item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="allocations")
    on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    base_currency = models.CharField(max_length=3)
    receivable_base_minor = MinorUnitsField()  # relieved at the invoice's rate (RULES 23)
    credit_base_minor = MinorUnitsField()  # used at the receipt's rate
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="allocations")

    class Meta:
        constraints = (CheckConstraint(condition=Q(amount_minor__gt=0), name="an_allocation_is_positive"),)
        indexes = (models.Index(fields=["on"], name="allocations_by_day"),)

    def __str__(self) -> str:
        return f"{self.amount} of {self.receipt_id}"


guards.declare(
    guards.audited(Receipt),
    guards.frozen(Receipt, when="1 = 1", changeable=("allocated_minor", "base_used_minor"), inv="INV-03"),
    guards.append_only(Allocation, inv="INV-03"),
)
SETTLING.append(DatedPart(Allocation, base="receivable_base_minor"))
