"""Expenses and their claims in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.fields import (
    Body,
    Changes,
    DayField,
    DecimalString,
    FlagField,
    MoneyField,
    TextField,
)
from billing_suite.kernel.web.api.listing import Listing, RecordField
from billing_suite.kernel.web.api.reports import Download
from billing_suite.kernel.web.api.shown import Shown
from billing_suite.kernel.web.api.uploads import BytesField
from crm.catalogue.models import SUPPLIES
from projects.expenses.actions import (
    add_expense_category,
    approve_claim,
    attach_receipt,
    change_expense,
    claim_expenses,
    discard_expense,
    record_expense,
    reimburse_claim,
    return_claim,
)
from projects.expenses.models import Expense, ExpenseCategory, ExpenseClaim
from projects.people.api import PEOPLE
from projects.plan.api import PROJECTS


class CategorySheet(Shown):
    """A kind of expense."""

    class Meta:
        model = ExpenseCategory
        fields: ClassVar[tuple[str, ...]] = ("id", "name", "supply", "needs_receipt", "active")


class ExpenseSheet(Shown):
    """What one person spent; once approved, what is paid back and charged on, in minor units, and why."""

    has_receipt = serializers.SerializerMethodField()

    class Meta:
        model = Expense
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "person",
            "project",
            "category",
            "spent_on",
            "description",
            "gross",
            "tax",
            "rebillable",
            "markup",
            "status",
            "claim",
            "has_receipt",
            "base_currency",
            "base_minor",
            "rebill_currency",
            "rebill_minor",
            "reason",
        )

    def get_has_receipt(self, row: Expense) -> bool:
        """Whether its receipt is kept."""
        return row.receipt_id is not None


class ClaimSheet(Shown):
    """One person's expenses, asked for together."""

    total = MoneyField(read_only=True, allow_null=True)

    class Meta:
        model = ExpenseClaim
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "reference",
            "person",
            "status",
            "submitted_at",
            "decided_at",
            "decided_by",
            "comment",
            "total",
            "paid_on",
            "paid_reference",
        )


CATEGORIES = Listing(
    path="expense-categories",
    model=ExpenseCategory,
    row=CategorySheet,
    filters={"active": "active"},
    orders=("name",),
)
EXPENSES = Listing(
    path="expenses",
    model=Expense,
    row=ExpenseSheet,
    filters={
        "project": "project",
        "person": "person",
        "status": "status",
        "claim": "claim",
        "from": "spent_on__gte",
        "through": "spent_on__lte",
    },
    orders=("-spent_on", "description"),
    search=("description",),
)
CLAIMS = Listing(
    path="expense-claims",
    model=ExpenseClaim,
    row=ClaimSheet,
    filters={"person": "person", "status": "status"},
    orders=("-reference",),
)


class CategoryBody(Body):
    """A kind of expense."""

    name = TextField(max_length=60)
    supply = serializers.ChoiceField(choices=SUPPLIES, required=False)
    needs_receipt = FlagField(required=False)


class ExpenseBody(Body):
    """What was spent for a project: one's own."""

    person = RecordField(PEOPLE)
    category = RecordField(CATEGORIES)
    spent_on = DayField()
    description = TextField(max_length=200)
    gross = MoneyField()
    tax = MoneyField(required=False)
    rebillable = FlagField(required=False)
    markup = DecimalString(at_most="1000", required=False)


class ExpenseChanges(Changes):
    """What changes of a draft."""

    project = RecordField(PROJECTS, source="changes.project", required=False)
    category = RecordField(CATEGORIES, source="changes.category", required=False)
    spent_on = DayField(source="changes.spent_on", required=False)
    description = TextField(max_length=200, source="changes.description", required=False)
    gross = MoneyField(source="changes.gross", required=False)
    tax = MoneyField(source="changes.tax", required=False)
    rebillable = FlagField(source="changes.rebillable", required=False)
    markup = DecimalString(at_most="1000", source="changes.markup", required=False)


class ExpenseReceiptBody(Body):
    """The picture or PDF of a receipt."""

    name = TextField(max_length=120)
    content = BytesField(source="data")


class ClaimBody(Body):
    """The drafts that are claimed together."""

    expenses = serializers.ListField(child=RecordField(EXPENSES), max_length=200)


class ClaimReturnBody(Body):
    """Why it comes back."""

    comment = TextField(max_length=300)


class ReimbursementBody(Body):
    """When it was paid back."""

    paid_on = DayField()
    reference = TextField(max_length=80, required=False, allow_blank=True)


def receipt_of(expense: Any) -> StoredFile | None:
    """The stored file of an expense."""
    kept: StoredFile | None = expense.receipt
    return kept


ON, CLAIM = "expenses/<str:id>", "expense-claims/<str:id>"
DOORS = (
    CATEGORIES,
    Deed(path="expense-categories/", verb=add_expense_category, body=CategoryBody, shows=CATEGORIES),
    EXPENSES,
    Deed(path="projects/<str:id>/expenses/", verb=record_expense, on=PROJECTS, body=ExpenseBody, shows=EXPENSES),
    Deed(path=f"{ON}/changes/", verb=change_expense, on=EXPENSES, body=ExpenseChanges, shows=EXPENSES),
    Deed(path=f"{ON}/receipts/", verb=attach_receipt, on=EXPENSES, body=ExpenseReceiptBody, shows=EXPENSES),
    Deed(path=f"{ON}/discarding/", verb=discard_expense, on=EXPENSES, shows=PROJECTS),
    Download(path=f"{ON}/receipt/", of=EXPENSES, file=receipt_of, says="The receipt as it was kept."),
    CLAIMS,
    Deed(path="expense-claims/", verb=claim_expenses, body=ClaimBody, shows=CLAIMS),
    Deed(path=f"{CLAIM}/approval/", verb=approve_claim, on=CLAIMS, shows=CLAIMS),
    Deed(path=f"{CLAIM}/return/", verb=return_claim, on=CLAIMS, body=ClaimReturnBody, shows=CLAIMS),
    Deed(path=f"{CLAIM}/reimbursement/", verb=reimburse_claim, on=CLAIMS, body=ReimbursementBody, shows=CLAIMS),
)
