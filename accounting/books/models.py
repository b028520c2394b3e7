"""The ledger: accounts, periods, entries born balanced, signed postings (debit positive)."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, TenPlacesField
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer
from projects.contracts.models import Contract
from projects.plan.models import Project


class LedgerAccountRows(Rows["LedgerAccount"]):
    """Ledger accounts."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "LedgerAccountRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class LedgerAccount(Record):
    """One line of a legal entity's chart of accounts."""

    TYPES = (
        ("asset", "Asset"),
        ("liability", "Liability"),
        ("equity", "Equity"),
        ("income", "Income"),
        ("expense", "Expense"),
    )

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="accounts")
    number = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=10, choices=TYPES)
    is_control = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    history = history()

    objects: ClassVar = LedgerAccountRows.as_manager()

    class Meta:
        constraints = (UniqueConstraint(fields=["legal_entity", "number"], name="one_account_a_number"),)
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class AccountRole(models.Model):
    """Which account plays a part, like receivable or tax payable, so that no code knows a number.

    `key` narrows the part, as to one tax component; the empty key is the part's default account.
    """

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="account_roles")
    role = models.CharField(max_length=30)
    key = models.CharField(max_length=60, blank=True)
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="roles")
    history = history()

    class Meta:
        constraints = (UniqueConstraint(fields=["legal_entity", "role", "key"], name="one_account_a_role"),)

    def __str__(self) -> str:
        return f"{self.role} {self.key}".strip()


class PeriodRows(Rows["Period"]):
    """Periods."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "PeriodRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class Period(Record):
    """A span open to posting, or not."""

    STATUSES = (("open", "Open"), ("soft_closed", "Soft-closed"), ("closed", "Closed"))

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=12, choices=STATUSES, default="open")

    objects: ClassVar = PeriodRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["legal_entity", "starts_on"], name="one_period_a_start"),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_period_ends_after_it_starts"),
        )
        ordering: ClassVar = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m}"


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
    tax_component = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes = (models.Index(fields=["account", "on"]), models.Index(fields=["legal_entity", "on"]))

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


guards.declare(
    guards.audited(LedgerAccount),
    guards.audited(AccountRole),
    guards.audited(Period),
    guards.transitions(
        Period,
        "status",
        allowed={
            "open": ("soft_closed", "closed"),
            "soft_closed": ("open", "closed"),
            "closed": ("open", "soft_closed"),
        },
        initial=("open",),
        inv="INV-26",
    ),
    guards.transitions(
        JournalEntry, "status", allowed={"draft": ("posted",), "posted": ()}, initial=("draft",), inv="INV-04"
    ),
    guards.frozen(JournalEntry, when="OLD.status = 'posted'", changeable=(), inv="INV-03"),
    guards.frozen_child(Posting, parent=JournalEntry, fk="entry_id", when="p.status = 'posted'", inv="INV-03"),
)
