"""Open items: what is still to be received on each issued invoice."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q

from accounting.billing.models.invoices import Invoice
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import (
    MinorUnitsField,
    MoneyValue,
)
from billing_suite.kernel.values.money import Money, from_minor
from crm.customers.models import Customer


class OpenItemRows(Rows["OpenItem"]):
    """Open items: whoever sees the invoice sees what is open on it."""

    seen_with = "see_invoices"
    anchors: ClassVar = {"customer": "customer", "legal_entity": "legal_entity", "project": "invoice__project"}

    def for_list(self) -> "OpenItemRows":
        """With invoice, customer and legal entity."""
        return self.select_related("invoice", "customer", "legal_entity")

    def still_open(self) -> "OpenItemRows":
        """Not yet received or credited in full."""
        return self.filter(amount_minor__gt=F("allocated_minor") + F("credited_minor"))


class OpenItem(models.Model):
    """What is still to be received on one issued document, in its currency and in the books (INV-14)."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, primary_key=True, related_name="open_item")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="open_items")
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    allocated_minor = MinorUnitsField(default=0)
    allocated = MoneyValue("allocated_minor")
    credited_minor = MinorUnitsField(default=0)
    base_currency = models.CharField(max_length=3)
    base_minor = MinorUnitsField()
    base = MoneyValue("base_minor", currency="base_currency")
    base_relieved_minor = MinorUnitsField(default=0)
    base_relieved = MoneyValue("base_relieved_minor", currency="base_currency")

    objects: ClassVar = OpenItemRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(  # INV-14, INV-22
                condition=Q(allocated_minor__gte=0, credited_minor__gte=0)
                & Q(amount_minor__gte=F("allocated_minor") + F("credited_minor")),
                name="no_more_is_settled_than_was_invoiced",
            ),
        )
        indexes = (
            models.Index(
                fields=["legal_entity", "due_on"],
                condition=Q(amount_minor__gt=F("allocated_minor") + F("credited_minor")),
                name="open_items_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.amount}"

    @property
    def open_minor(self) -> int:
        """Minor units not yet received or credited."""
        return int(self.amount_minor - self.allocated_minor - self.credited_minor)

    @property
    def open(self) -> Money:
        """What is not yet received or credited, in the document's currency."""
        return from_minor(self.open_minor, self.currency)


guards.declare(guards.audited(OpenItem))
