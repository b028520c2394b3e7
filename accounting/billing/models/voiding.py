"""The end of an issued invoice that never left the house (RULES 12)."""

from django.db import models

from accounting.billing.models.receivables import SETTLING, DatedPart, OpenItem
from accounting.books.models import JournalEntry
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import MinorUnitsField


class Voiding(models.Model):
    """An invoice keeps its number and ceases to be: its entry is mirrored on its own date, its open item closed."""

    open_item = models.OneToOneField(OpenItem, on_delete=models.PROTECT, primary_key=True, related_name="voiding")
    on = models.DateField()
    amount_minor = MinorUnitsField()
    base_minor = MinorUnitsField()
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="voiding")
    reason = models.CharField(max_length=160)
    voided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.open_item_id} voided"


SETTLING.append(DatedPart(Voiding, base="base_minor"))
guards.declare(guards.append_only(Voiding, inv="INV-20"))
