"""What people spent for a project, with its receipt, and the claims in which they ask for it back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from billing_suite.kernel.access.visible import OfficeRows, Rows, user_key
from billing_suite.kernel.record import guards
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.history import history
from billing_suite.kernel.values.fields import MinorUnitsField, MoneyValue, SixPlacesField, TenPlacesField
from billing_suite.kernel.values.ids import Record
from billing_suite.kernel.values.money import Money, from_minor
from crm.catalogue.models import SUPPLIES
from projects.people.models import Person
from projects.plan.models import Project


class ExpenseCategoryRows(OfficeRows["ExpenseCategory"]):
    """Categories."""

    seen_with = "see_expenses"


class ExpenseCategory(Record):
    """A kind of expense: whether it needs a receipt, and as which supply it is charged on."""

    name = models.CharField(max_length=60, unique=True)
    supply = models.CharField(max_length=20, choices=SUPPLIES, default="services")
    needs_receipt = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    history = history()

    objects: ClassVar = ExpenseCategoryRows.as_manager()

    class Meta:
        verbose_name_plural = "expense categories"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ExpenseClaimRows(Rows["ExpenseClaim"]):
    """Claims."""

    seen_with = "see_expenses"
    anchors: ClassVar = {"legal_entity": "person__legal_entity"}

    def reach(self, user: object) -> Q:
        """One's own, those with an expense of a project one reaches, and those of the legal entity."""
        own = Q(person__user=user_key(user))
        reached = Expense.objects.filter(Expense.objects.all().reach(user)).values("claim")
        return super().reach(user) | own | Q(pk__in=reached)

    def for_list(self) -> "ExpenseClaimRows":
        """With the person and who decided."""
        return self.select_related("person__user", "person__legal_entity", "decided_by")

    def awaiting(self, user: object) -> "ExpenseClaimRows":
        """Submitted, by others than this approver (INV-27)."""
        return self.filter(status="submitted").exclude(person__user=user_key(user))


class ExpenseClaim(Record):
    """One person's expenses, asked for together: approved by somebody else or returned, then paid back."""

    STATUSES = (
        ("submitted", "Submitted"),
        ("approved", "Approved"),
        ("returned", "Returned"),
        ("reimbursed", "Paid back"),
    )
    ALLOWED: ClassVar = {
        "submitted": ("approved", "returned"),
        "approved": ("reimbursed",),
        "returned": (),
        "reimbursed": (),
    }

    reference = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="expense_claims")
    status = models.CharField(max_length=10, choices=STATUSES, default="submitted")
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3)
    total_minor = MinorUnitsField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_reference = models.CharField(max_length=80, blank=True)

    objects: ClassVar = ExpenseClaimRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(
                condition=Q(status="submitted", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(status="submitted") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_decided_claim_says_by_whom",
            ),
            CheckConstraint(  # INV-27
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")) | Q(status="returned"),
                name="approver_is_not_claimant",
            ),
            CheckConstraint(
                condition=Q(status__in=("approved", "reimbursed"), total_minor__isnull=False)
                | Q(status__in=("submitted", "returned"), total_minor__isnull=True),
                name="an_approved_claim_has_its_total",
            ),
            CheckConstraint(
                condition=Q(status="reimbursed", paid_on__isnull=False)
                | ~Q(status="reimbursed") & Q(paid_on__isnull=True),
                name="a_claim_is_paid_back_on_a_day",
            ),
            CheckConstraint(condition=~Q(status="returned") | ~Q(comment=""), name="a_returned_claim_says_why"),
        )
        ordering: ClassVar = ["-reference"]

    def __str__(self) -> str:
        return self.reference

    @property
    def total(self) -> Money | None:
        """What is to be paid back, in the employer's currency; None until it is approved."""
        return None if self.total_minor is None else from_minor(self.total_minor, self.currency)


class ExpenseRows(Rows["Expense"]):
    """Expenses."""

    seen_with = "see_expenses"
    anchors: ClassVar = {
        "project": "project",
        "customer": "project__customer",
        "legal_entity": "project__legal_entity",
    }

    def reach(self, user: object) -> Q:
        """One's own, and those of the projects one reaches."""
        return super().reach(user) | Q(person__user=user_key(user))

    def for_list(self) -> "ExpenseRows":
        """With person, project, category and claim."""
        return self.select_related("person__user", "project__contract", "category", "claim", "receipt")

    def own(self, user: object) -> "ExpenseRows":
        """One person's."""
        return self.filter(person__user=user_key(user))

    def rebillable(self) -> "ExpenseRows":
        """Approved and charged on to the customer (RULES 19)."""
        return self.filter(status="approved", rebillable=True)


class Expense(Record):
    """What one person spent on one day for a project. Approved, it never changes.

    `gross` is what was paid, `tax` the part of it that we reclaim. Approval freezes what is paid back (`base`, in the
    employer's currency) and what is charged on (`rebill`, in the contract's), each at the rate of the day of the
    expense, with the reason (RULES 19, 21).
    """

    STATUSES = (("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"))
    ALLOWED: ClassVar = {"draft": ("submitted",), "submitted": ("approved", "draft"), "approved": ()}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="expenses")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="expenses")
    category = models.ForeignKey(ExpenseCategory, on_delete=models.PROTECT, related_name="expenses")
    spent_on = models.DateField()
    description = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    gross_minor = MinorUnitsField()
    gross = MoneyValue("gross_minor")
    tax_minor = MinorUnitsField(default=0)
    tax = MoneyValue("tax_minor")
    receipt = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rebillable = models.BooleanField(default=True)
    markup = SixPlacesField(default=0)  # per cent on what is charged on
    status = models.CharField(max_length=10, choices=STATUSES, default="draft")
    claim = models.ForeignKey(ExpenseClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="expenses")
    base_currency = models.CharField(max_length=3, blank=True)
    base_minor = MinorUnitsField(null=True, blank=True)
    base_rate = TenPlacesField(null=True, blank=True)
    rebill_currency = models.CharField(max_length=3, blank=True)
    rebill_minor = MinorUnitsField(null=True, blank=True)
    rebill_rate = TenPlacesField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar = ExpenseRows.as_manager()

    class Meta:
        constraints = (
            CheckConstraint(condition=Q(gross_minor__gt=0), name="an_expense_is_more_than_nothing"),
            CheckConstraint(
                condition=Q(tax_minor__gte=0, tax_minor__lt=F("gross_minor")), name="the_tax_is_part_of_the_expense"
            ),
            CheckConstraint(condition=Q(markup__gte=0, markup__lte=1000), name="a_markup_is_up_to_a_thousand"),
            CheckConstraint(
                condition=Q(status="draft", claim__isnull=True) | ~Q(status="draft") & Q(claim__isnull=False),
                name="a_submitted_expense_is_claimed",
            ),
            CheckConstraint(
                condition=Q(status="approved", base_minor__isnull=False, base_rate__isnull=False)
                | ~Q(status="approved") & Q(base_minor__isnull=True, rebill_minor__isnull=True),
                name="an_approved_expense_has_its_worth",
            ),
            CheckConstraint(
                condition=~Q(status="approved", rebillable=True)
                | Q(rebill_minor__isnull=False, rebill_rate__isnull=False) & ~Q(rebill_currency=""),
                name="what_is_charged_on_has_its_price",
            ),
        )
        ordering: ClassVar = ["-spent_on", "-id"]
        indexes = (
            models.Index(fields=["project", "status", "spent_on"], name="expenses_of_a_project"),
            models.Index(fields=["person", "-spent_on"], name="expenses_of_a_person"),
            models.Index(fields=["-spent_on", "-id"], name="expenses_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.description}, {self.spent_on}"


guards.declare(
    guards.audited(ExpenseCategory),
    guards.audited(ExpenseClaim),
    guards.transitions(ExpenseClaim, "status", allowed=ExpenseClaim.ALLOWED, initial=("submitted",), inv="INV-26"),
    guards.audited(Expense),
    guards.transitions(Expense, "status", allowed=Expense.ALLOWED, initial=("draft",), inv="INV-26"),
    guards.frozen(Expense, when="OLD.status = 'approved'", inv="INV-28", called="approved"),
)
