"""Manual journals: entries that people write, by themselves or by the calendar, approved by another person."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Q, Subquery, Sum, UniqueConstraint

from accounting.books.models.accounts import LedgerAccount
from accounting.books.models.entries import JournalEntry
from billing_suite.kernel.access.approvals import Approval
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue
from billing_suite.kernel.values.ids import Record
from crm.customers.models import Customer
from projects.contracts.models import Contract
from projects.plan.models import Project

JOURNAL_ALLOWED = {"draft": {"approve_journals": "posted", "discard_journals": "discarded"}}
RECURRING_ALLOWED = {
    "draft": {"approve_recurring_journal": "active", "end_recurring_journal": "ended"},
    "active": {"end_recurring_journal": "ended"},
}


class RecurringJournalRows(Rows["RecurringJournal"]):
    """Recurring journals."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "RecurringJournalRows":
        """With the legal entity."""
        return self.select_related("legal_entity")


class RecurringJournal(Record):
    """A manual journal that comes again by the calendar, approved once for all its occurrences.

    `reverses_next` reverses each occurrence on the day after its period ends, as an accrual does.
    """

    STATUSES = (("draft", "Draft"), ("active", "Active"), ("ended", "Ended"))
    CADENCES = (("monthly", "Monthly"), ("quarterly", "Quarterly"), ("yearly", "Yearly"))

    reference = models.CharField(max_length=20, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    cadence = models.CharField(max_length=10, choices=CADENCES)
    first_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    reverses_next = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=STATUSES, default="draft")
    version = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(max_length=64)
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = RecurringJournalRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("first_on")), name="a_recurring_journal_ends_later"
            ),
            CheckConstraint(  # INV-27
                condition=~Q(status="active") | Q(approval__isnull=False),
                name="an_active_recurring_journal_is_approved",
            ),
        )
        ordering: ClassVar = ["-reference"]

    def __str__(self) -> str:
        return f"{self.reference} {self.description}"


class ManualJournalRows(Rows["ManualJournal"]):
    """Manual journals."""

    seen_with = "see_books"
    anchors: ClassVar = {"legal_entity": "legal_entity"}

    def for_list(self) -> "ManualJournalRows":
        """With the legal entity."""
        return self.select_related("legal_entity")

    def with_worth(self) -> "ManualJournalRows":
        """With what each moves, the sum of its debits, as `worth_minor`."""
        debits = JournalLine.objects.filter(journal=OuterRef("pk"), amount_minor__gt=0).order_by().values("journal")
        return self.annotate(worth_minor=Subquery(debits.annotate(sum=Sum("amount_minor")).values("sum")))

    def waiting(self) -> "ManualJournalRows":
        """Not yet approved by another person."""
        return self.filter(status="draft")


class ManualJournal(Record):
    """An entry somebody writes: a draft until another person approves it, which posts it (INV-27).

    `reverses_on`: the mirrored entry is posted by itself on that day. `reverses`: this journal mirrors another.
    `is_controllers`: meant for a soft-closed period; only a controller approves it.
    """

    STATUSES = (("draft", "Draft"), ("posted", "Posted"), ("discarded", "Discarded"))

    reference = models.CharField(max_length=20, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    description = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    is_controllers = models.BooleanField(default=False)
    reverses_on = models.DateField(null=True, blank=True)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversals")
    recurring = models.ForeignKey(
        RecurringJournal, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrences"
    )
    status = models.CharField(max_length=10, choices=STATUSES, default="draft")
    version = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(max_length=64)
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.OneToOneField(
        JournalEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="manual_journal"
    )

    objects: ClassVar = ManualJournalRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(status="posted", entry__isnull=False, approval__isnull=False)
                | (~Q(status="posted") & Q(entry__isnull=True, approval__isnull=True)),
                name="a_posted_journal_has_its_entry_and_approval",
            ),
            CheckConstraint(
                condition=Q(reverses_on__isnull=True) | Q(reverses_on__gt=F("on")), name="a_journal_is_reversed_later"
            ),
            CheckConstraint(
                condition=Q(reverses__isnull=True) | Q(reverses_on__isnull=True), name="a_reversal_is_not_reversed"
            ),
            UniqueConstraint(fields=["recurring", "on"], name="a_recurring_journal_comes_once_a_day"),  # INV-23
            UniqueConstraint(
                fields=["reverses"],
                condition=~Q(status="discarded") & Q(reverses__isnull=False),
                name="a_journal_is_reversed_once",
            ),
        )
        ordering: ClassVar = ["-on", "-reference"]

    def __str__(self) -> str:
        return f"{self.reference} {self.description}"


class JournalLine(models.Model):
    """One signed amount (debit positive) of a manual or recurring journal, on a ledger account."""

    id = models.BigAutoField(primary_key=True)
    journal = models.ForeignKey(ManualJournal, on_delete=models.PROTECT, null=True, related_name="lines")
    recurring = models.ForeignKey(RecurringJournal, on_delete=models.PROTECT, null=True, related_name="lines")
    position = models.PositiveSmallIntegerField()
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = MinorUnitsField()
    amount = MoneyValue("amount_minor")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+")
    product = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(journal__isnull=False, recurring__isnull=True)
                | Q(journal__isnull=True, recurring__isnull=False),
                name="a_journal_line_has_one_journal",
            ),
            CheckConstraint(condition=~Q(amount_minor=0), name="a_journal_line_has_an_amount"),
            UniqueConstraint(fields=["journal", "position"], name="one_journal_line_a_position"),
            UniqueConstraint(fields=["recurring", "position"], name="one_recurring_journal_line_a_position"),
        )
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class JournalAttachment(models.Model):
    """A file that shows why a manual journal was written: the supplier's bill, the calculation."""

    id = models.BigAutoField(primary_key=True)
    journal = models.ForeignKey(ManualJournal, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.file)


def steps(allowed: dict[str, dict[str, str]], *ends: str) -> dict[str, tuple[str, ...]]:
    """The graph of a status for its guard."""
    return {**{state: tuple(verbs.values()) for state, verbs in allowed.items()}, **dict.fromkeys(ends, ())}


guards.declare(
    guards.audited(ManualJournal),
    guards.audited(RecurringJournal),
    guards.audited(JournalLine),
    guards.append_only(JournalAttachment, inv="INV-43"),
    guards.transitions(
        ManualJournal, "status", allowed=steps(JOURNAL_ALLOWED, "posted", "discarded"), initial=("draft",), inv="INV-26"
    ),
    guards.transitions(
        RecurringJournal, "status", allowed=steps(RECURRING_ALLOWED, "ended"), initial=("draft",), inv="INV-26"
    ),
    guards.frozen(ManualJournal, when="OLD.status = 'posted'", inv="INV-03"),
    guards.frozen(RecurringJournal, when="OLD.status <> 'draft'", changeable=("status",), inv="INV-28"),
    guards.frozen_child(JournalLine, parent=ManualJournal, fk="journal_id", when="p.status <> 'draft'", inv="INV-03"),
    guards.frozen_child(
        JournalLine,
        parent=RecurringJournal,
        fk="recurring_id",
        when="p.status <> 'draft'",
        inv="INV-28",
        called="frozen_recurring",
    ),
)
