"""Expenses by page: kept, with their receipt, and claimed."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from billing_suite.kernel.record.files import LIMIT, FileRefused
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import NotAllowed
from billing_suite.kernel.web.pages import (
    Bulk,
    BulkPage,
    Button,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    MoneyColumn,
    OneRecord,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from projects.expenses.actions import (
    add_expense_category,
    attach_receipt,
    change_expense,
    claim_expenses,
    discard_expense,
    record_expense,
)
from projects.expenses.forms import CategoryForm, ExpenseForm, ReceiptForm
from projects.expenses.models import Expense, ExpenseCategory
from projects.people.models import Person

HELD = ("see_expenses",)


def expense_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to an expense's pages."""
    return [Crumb("Expenses", reverse("expenses")), *more]


class ExpenseList(ListPage):
    """What people spent for projects."""

    model = Expense
    rights = HELD
    title = "Expenses"
    eyebrow = "Delivery"
    intro = "What was spent for projects, paid back and charged on."
    columns = (
        LinkColumn("Expense", "description", "description", to="expense", note=lambda row: row.category.name),
        DateColumn("Day", "spent_on", "spent_on"),
        Column("Who", "person.user.name", "person__user__name"),
        LinkColumn("Project", "project.reference", "project__reference", to="project", key="project_id", kind="word"),
        StatusColumn("Status", "status", "status"),
        Column("Receipt", lambda row: "Kept" if row.receipt_id else ""),
        Column("Charged on", lambda row: "Yes" if row.rebillable else "No"),
        MoneyColumn("Paid", "gross"),
    )
    order = "-spent_on"
    search = ("description", "person__user__name", "project__reference", "project__name")
    search_hint = "What, who or project"
    presets = (
        Preset("mine", "Mine", lambda rows, request: rows.own(request.user)),
        Preset("drafts", "My drafts", lambda rows, request: rows.own(request.user).filter(status="draft")),
        Preset("submitted", "Submitted", lambda rows, request: rows.filter(status="submitted")),
        Preset("onward", "To charge on", lambda rows, request: rows.rebillable()),
        Preset("all", "All", lambda rows, request: rows),
    )
    bulk = (Bulk("Claim", "expense-claiming", "claim_expenses"),)
    empty_title = "No expenses here"
    empty_words = "Keep what you spent for a project, with its receipt, and claim it."
    empty_icon = "receipt-2"

    def buttons(self) -> Sequence[Button]:
        """Keep one; the claims; the categories."""
        return [
            Button("Record expense", reverse("expense-new"), "plus", "record_expense", "primary"),
            Button("Claims", reverse("expense-claims"), "stack-2", ""),
            Button("Categories", reverse("expense-categories"), "settings", "add_expense_category"),
        ]


class ExpensePage(DetailPage):
    """One expense, with what it is worth once it is approved."""

    model = Expense
    rights = HELD
    template_name = "projects/expenses/expense.html"
    slot = "expense"
    eyebrow = "Expense"

    def rows(self) -> Any:
        """With all it names."""
        rows: Any = super().rows()
        return rows.for_list()

    def title(self) -> str:
        """What it was."""
        return str(self.record.description)

    def intro(self) -> str:
        """Whose."""
        return f"{self.record.person}, {self.record.category}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under expenses."""
        return expense_crumbs()

    def facts(self) -> Sequence[Fact]:
        """What was paid, for what, and what comes of it."""
        held = self.record
        told = [
            Fact("Paid", held.gross),
            Fact("Of it tax that we reclaim", held.tax),
            Fact("Day", held.spent_on),
            Fact("Project", str(held.project), reverse("project", args=[held.project_id])),
            Fact("Charged on", f"Yes, plus {held.markup.normalize():f} %" if held.rebillable else "No"),
        ]
        if held.claim_id:
            told.append(Fact("Claim", held.claim.reference, reverse("expense-claim", args=[held.claim_id])))
        return told

    def verbs(self) -> Sequence[VerbButton]:
        """What its person may do while it is a draft."""
        held, key = self.record, self.record.pk
        if held.status != "draft" or str(held.person.user_id) != str(self.request.user.pk):
            return []
        return [
            VerbButton("Discard", reverse("expense-discarding", args=[key]), "trash", "record_expense"),
            VerbButton("Change", reverse("expense-changes", args=[key]), "pencil", "record_expense"),
            VerbButton(
                "Keep receipt", reverse("expense-receipt-new", args=[key]), "upload", "record_expense", "primary"
            ),
        ]


class Receipt(OneRecord):
    """The receipt, read from outside the web root for whoever may see the expense."""

    model = Expense
    rights = HELD

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The bytes, checked against their hash; kept by nobody, never run."""
        file = self.record.receipt
        if file is None:
            raise Http404("no receipt")
        response = HttpResponse(file.read(), content_type=file.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response


class RecordExpense(FormPage):
    """An expense of one's own."""

    verb = staticmethod(record_expense)
    form_class = ExpenseForm
    title = "Record an expense"
    submit_label = "Record"
    two_columns = True

    @cached_property
    def person(self) -> Person:
        """The viewer as somebody who delivers."""
        seen = Person.objects.visible_to(self.request.user).select_related("legal_entity", "user")
        held = seen.filter(user=self.request.user.pk).first()
        if held is None:
            raise NotAllowed(f"{self.request.user} is no person of delivery", rule="own expenses")
        return held

    def form_arguments(self) -> Mapping[str, Any]:
        """Projects one sees; one's own currency first."""
        return {"user": self.request.user, "currency": self.person.legal_entity.currency}

    def initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"spent_on": today(self.person.legal_entity.time_zone)}

    def perform(self, form: Any) -> Expense:
        """One call of the verb, for oneself."""
        given = dict(form.cleaned_data)
        return record_expense(given.pop("project"), person=self.person, **given, by=self.by)

    def question(self) -> str:
        """What comes next."""
        return "Keep its receipt on the next page; then claim it, alone or with others."

    def crumbs(self) -> Sequence[Crumb]:
        """Under expenses."""
        return expense_crumbs()

    def success_url(self, done: Expense) -> str:
        """Where its receipt is kept."""
        return reverse("expense", args=[done.pk])

    def success_message(self, done: Expense) -> str:
        """Named."""
        return f"{done.description} is recorded."


class OnExpense(VerbPage):
    """A verb on an expense."""

    model = Expense

    def rows(self) -> Any:
        """With all it names."""
        rows: Any = super().rows()
        return rows.for_list()

    def question(self) -> str:
        """Which."""
        return str(self.record)

    def crumbs(self) -> Sequence[Crumb]:
        """Under it."""
        return expense_crumbs(Crumb(self.record.description, reverse("expense", args=[self.record.pk])))

    def success_url(self, done: Any) -> str:
        """Back to it."""
        return reverse("expense", args=[self.record.pk])

    def success_message(self, done: Any) -> str:
        """Named."""
        return f"{self.record.description} is saved."


class ChangeExpense(OnExpense):
    """A draft's facts."""

    verb = staticmethod(change_expense)
    form_class = ExpenseForm
    title = "Change the expense"
    submit_label = "Save"
    two_columns = True

    def form_arguments(self) -> Mapping[str, Any]:
        """Projects one sees."""
        return {"user": self.request.user, "currency": self.record.currency}

    def initial(self) -> Mapping[str, Any]:
        """As it is."""
        held = self.record
        names = ("project", "category", "spent_on", "description", "rebillable", "markup")
        paid = {"gross": [held.currency, held.gross.amount], "tax": held.tax.amount}
        return {name: getattr(held, name) for name in names} | paid

    def perform(self, form: Any) -> Expense:
        """One call of the verb."""
        return change_expense(self.record, changes=form.cleaned_data, by=self.by)


class KeepReceipt(OnExpense):
    """The picture or PDF of its receipt."""

    verb = staticmethod(attach_receipt)
    form_class = ReceiptForm
    title = "Keep the receipt"
    submit_label = "Keep"

    def perform(self, form: Any) -> Expense:
        """One call of the verb; a file that is too large is not even read (INV-50)."""
        upload = form.cleaned_data["file"]
        if upload.size > LIMIT:
            raise FileRefused(f"{upload.name} has {upload.size:,} bytes; the limit is {LIMIT:,}", rule="INV-50")
        return attach_receipt(self.record, name=upload.name, data=upload.read(), at=now(), by=self.by)


class DiscardExpense(OnExpense):
    """A draft that is not claimed after all."""

    verb = staticmethod(discard_expense)
    title = "Discard the expense"
    submit_label = "Discard"
    danger = True

    def success_url(self, done: Any) -> str:
        """The list."""
        return reverse("expenses")

    def success_message(self, done: Any) -> str:
        """Named."""
        return f"{self.record.description} is discarded."


class ClaimExpenses(BulkPage):
    """Ticked drafts become one claim."""

    model = Expense
    verb = staticmethod(claim_expenses)
    rights = ("claim_expenses",)
    back_url_name = "expenses"
    done_words = "claimed"

    def perform(self, records: list[Expense]) -> Outcome[Any]:
        """One call of the verb: all of them are one claim, or none is."""
        claim = claim_expenses(records, at=now(), by=self.by)
        return Outcome(list(claim.expenses.all()), [])


class ExpenseCategories(FormPage):
    """The categories there are, and one more."""

    verb = staticmethod(add_expense_category)
    form_class = CategoryForm
    template_name = "projects/expenses/categories.html"
    title = "Expense categories"
    submit_label = "Add category"

    def perform(self, form: Any) -> ExpenseCategory:
        """One call of the verb."""
        given = dict(form.cleaned_data)
        return add_expense_category(given.pop("name"), **given, by=self.by)

    def context(self, form: Any) -> dict[str, Any]:
        """With those there are."""
        seen = ExpenseCategory.objects.visible_to(self.viewer.reader)
        return {**super().context(form), "categories": list(seen)}

    def crumbs(self) -> Sequence[Crumb]:
        """Under expenses."""
        return expense_crumbs()

    def success_url(self, done: Any) -> str:
        """Here again."""
        return reverse("expense-categories")

    def success_message(self, done: ExpenseCategory) -> str:
        """Named."""
        return f"{done.name} is a category now."
