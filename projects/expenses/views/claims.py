"""Claims by page: decided by somebody else than who claims, and paid back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    MoneyColumn,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from projects.expenses.actions import approve_claim, reimburse_claim, return_claim
from projects.expenses.forms import PaymentForm, ReturnForm
from projects.expenses.models import Expense, ExpenseClaim
from projects.expenses.views.expenses import expense_crumbs

HELD = ("see_expenses",)


def claim_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a claim's pages."""
    return expense_crumbs(Crumb("Claims", reverse("expense-claims")), *more)


class ClaimList(ListPage):
    """Claims, and how far they are."""

    model = ExpenseClaim
    rights = HELD
    title = "Expense claims"
    eyebrow = "Delivery"
    intro = "What people ask back, decided by somebody else."
    columns = (
        LinkColumn("Claim", "reference", "reference", to="expense-claim"),
        Column("Who", "person.user.name", "person__user__name"),
        StatusColumn("Status", "status", "status"),
        DateColumn("Submitted", "submitted_at", "submitted_at"),
        Column("Decided by", "decided_by.name", "decided_by__name"),
        MoneyColumn("Paid back", "total"),
    )
    order = "-reference"
    search = ("reference", "person__user__name")
    search_hint = "Claim or person"
    presets = (
        Preset("awaiting", "Waiting for me", lambda rows, request: rows.awaiting(request.user)),
        Preset("mine", "Mine", lambda rows, request: rows.filter(person__user=request.user)),
        Preset("approved", "To pay back", lambda rows, request: rows.filter(status="approved")),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No claims here"
    empty_words = "A claim is made of expenses, on their list."
    empty_icon = "stack-2"


class ClaimPage(DetailPage):
    """One claim and its expenses."""

    model = ExpenseClaim
    rights = HELD
    template_name = "projects/expenses/claim.html"
    slot = "expense-claim"
    eyebrow = "Expense claim"

    def rows(self) -> Any:
        """With person and who decided."""
        rows: Any = super().rows()
        return rows.for_list()

    def title(self) -> str:
        """Its reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """Whose."""
        return str(self.record.person)

    def crumbs(self) -> Sequence[Crumb]:
        """Under claims."""
        return claim_crumbs()

    def facts(self) -> Sequence[Fact]:
        """How far it is."""
        held = self.record
        told = [Fact("Person", held.person), Fact("Submitted", held.submitted_at)]
        if held.decided_at:
            told += [Fact("Decided by", held.decided_by), Fact("Decided", held.decided_at)]
        if held.comment:
            told.append(Fact("Comment", held.comment))
        if held.total is not None:
            told.append(Fact("Paid back", held.total))
        if held.paid_on:
            told += [Fact("On", held.paid_on), Fact("Bank reference", held.paid_reference)]
        return told

    def verbs(self) -> Sequence[VerbButton]:
        """Decide it, or say that it was paid back."""
        held, key = self.record, self.record.pk
        if held.status == "submitted":
            own = str(held.person.user_id) == str(self.request.user.pk)
            why = "Somebody else decides your claim."
            return [
                VerbButton(
                    "Return", reverse("expense-claim-return", args=[key]), "arrow-back-up", "approve_expenses",
                    enabled=not own, why_not=why,
                ),
                VerbButton(
                    "Approve", reverse("expense-claim-approval", args=[key]), "check", "approve_expenses", "primary",
                    enabled=not own, why_not=why,
                ),
            ]  # fmt: skip
        if held.status == "approved":
            paying = reverse("expense-claim-reimbursement", args=[key])
            return [VerbButton("Paid back", paying, "coins", "reimburse_claim", "primary")]
        return []

    def more(self) -> dict[str, Any]:
        """Its expenses, as far as one may see them."""
        seen = Expense.objects.visible_to(self.viewer.reader).for_list().filter(claim=self.record)
        return {"expenses": list(seen.order_by("spent_on", "pk"))}


class OnClaim(VerbPage):
    """A verb on a claim."""

    model = ExpenseClaim

    def rows(self) -> Any:
        """With the person."""
        rows: Any = super().rows()
        return rows.for_list()

    def question(self) -> str:
        """Whose."""
        return f"{self.record.reference}, {self.record.person}"

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def crumbs(self) -> Sequence[Crumb]:
        """Under it."""
        return claim_crumbs(Crumb(self.record.reference, reverse("expense-claim", args=[self.record.pk])))

    def success_url(self, done: Any) -> str:
        """Back to it."""
        return reverse("expense-claim", args=[self.record.pk])

    def success_message(self, done: ExpenseClaim) -> str:
        """How it stands."""
        return f"{done.reference}: {done.get_status_display().lower()}."


class ApproveClaim(OnClaim):
    """Yes: its worth is frozen."""

    verb = staticmethod(approve_claim)
    title = "Approve the claim"
    submit_label = "Approve"


class ReturnClaim(OnClaim):
    """No, and why."""

    verb = staticmethod(return_claim)
    form_class = ReturnForm
    title = "Return the claim"
    submit_label = "Return"


class ReimburseClaim(OnClaim):
    """It was paid back."""

    verb = staticmethod(reimburse_claim)
    form_class = PaymentForm
    title = "Paid back"
    submit_label = "Save"

    def initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"paid_on": today(self.record.person.legal_entity.time_zone)}

    def arguments(self) -> Mapping[str, Any]:
        """Nothing more."""
        return {}
