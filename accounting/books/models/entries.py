"""Journal entries, born balanced, and their signed postings (debit positive)."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q

from accounting.books.models.accounts import LedgerAccount
from accounting.books.models.periods import Period
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, TenPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer
from projects.contracts.models import Contract
from projects.plan.models import Project


class JournalEntryRows(Rows["JournalEntry"]):
    """Journal entries."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "JournalEntryRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class JournalEntry(Record):
    """The balanced record of one event: draft while it is written, then posted for ever (INV-04)."""

    STATUSES = (("draft", "Draft"), ("posted", "Posted"))

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="entries")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="entries")
    on = models.DateField()
    status = models.CharField(max_length=8, choices=STATUSES, default="draft")
    description = models.CharField(max_length=200)
    source_kind = models.CharField(max_length=40)
    source_id = models.CharField(max_length=40)
    reference = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    base_currency = models.CharField(max_length=3)
    rate = TenPlacesField()
    rate_on = models.DateField()
    rate_source = models.CharField(max_length=80)
    is_controllers = models.BooleanField(default=False)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    actor = models.CharField(max_length=80)

    objects: ClassVar = JournalEntryRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(  # INV-08
                condition=~Q(currency=F("base_currency")) | Q(rate=1), name="same_currency_converts_at_one"
            ),
            CheckConstraint(condition=Q(rate__gt=0), name="an_entry_has_a_rate"),
            CheckConstraint(  # INV-04
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
                name="an_entry_does_not_reverse_itself",
            ),
        )
        verbose_name_plural = "journal entries"
        ordering: ClassVar = ["-on", "-id"]
        indexes = (
            models.Index(fields=["source_kind", "source_id"]),
            models.Index(fields=["legal_entity", "-on", "-id"]),
            models.Index(fields=["id"], condition=Q(status="draft"), name="draft_entries"),  # hardly ever any
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.description}"


class Posting(models.Model):
    """One signed amount on one ledger account, in document and in books currency."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="postings")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="postings")
    on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    base_currency = models.CharField(max_length=3)
    base_minor = MinorUnitsField()
    base = MoneyValue("base_minor", currency="base_currency")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+")
    product = models.CharField(max_length=60, blank=True)  # what was sold, as the invoice line names it
    tax_component = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes = (
            models.Index(fields=["account", "on"]),
            models.Index(fields=["legal_entity", "on"], include=["entry", "account", "base_minor"], name="posting_day"),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


guards.declare(
    guards.transitions(
        JournalEntry, "status", allowed={"draft": ("posted",), "posted": ()}, initial=("draft",), inv="INV-04"
    ),
    guards.frozen(JournalEntry, when="OLD.status = 'posted'", changeable=(), inv="INV-03"),
    guards.frozen_child(Posting, parent=JournalEntry, fk="entry_id", when="p.status = 'posted'", inv="INV-03"),
)
