"""Verbs over expenses: kept with their receipts, claimed, approved by somebody else, paid back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import store_file
from billing_suite.kernel.values.exchange import RateAsk, RateMissing, UsedRate, rates_for
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, to_minor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.actions import notify
from billing_suite.kernel.work.events import publish
from projects.expenses.models import Expense, ExpenseCategory, ExpenseClaim
from projects.expenses.worth import worth_of
from projects.people.models import Person
from projects.plan.models import Project

CHANGEABLE = ("project", "category", "spent_on", "description", "gross", "tax", "rebillable", "markup")


class ExpenseRefused(Refusal):
    """The expense cannot be kept, claimed or decided like this."""

    code = "expense-refused"


@verb("add an expense category")
def add_expense_category(
    name: str, *, supply: str = "services", needs_receipt: bool = True, by: Actor
) -> ExpenseCategory:
    """A kind of expense, as which supply it is charged on, and whether it needs a receipt."""
    category = ExpenseCategory(name=name.strip(), supply=supply, needs_receipt=needs_receipt)
    category.full_clean(exclude=["id"])
    category.save(force_insert=True)
    return category


@verb("record an expense")
def record_expense(
    project: Project,
    *,
    person: Person,
    category: ExpenseCategory,
    spent_on: date,
    description: str,
    gross: Money,
    tax: Money | None = None,
    rebillable: bool = True,
    markup: Decimal = Decimal(0),
    by: Actor,
) -> Expense:
    """What somebody spent for a project; one's own alone."""
    _check_own(person, by)
    expense = Expense(person=person, description=description.strip())
    _fill(
        expense,
        {
            "project": project,
            "category": category,
            "spent_on": spent_on,
            "gross": gross,
            "tax": tax,
            "rebillable": rebillable,
            "markup": markup,
        },
    )
    expense.save(force_insert=True)
    publish("expense.recorded", expense, project=project.pk)
    return expense


def _check_own(person: Person, by: Actor) -> None:
    if str(person.user_id) != by.key:
        raise NotAllowed(f"{by.label} may keep only their own expenses", rule="own expenses")


def _fill(expense: Expense, told: Mapping[str, Any]) -> None:
    """Set what is told, in one currency, and look at it."""
    for name, value in told.items():
        if name not in ("gross", "tax"):
            setattr(expense, name, value)
    if (gross := told.get("gross")) is not None:
        expense.currency, expense.gross_minor = gross.currency.code, to_minor(gross)
    if (tax := told.get("tax")) is not None:
        if tax.currency.code != expense.currency:
            raise Invalid("the tax is in another currency than the expense", fields={"tax": ["another currency"]})
        expense.tax_minor = to_minor(tax)
    project = Project.objects.select_for_update().get(pk=expense.project_id)
    name = f"{project.reference} {expense.spent_on}"
    if project.status != "open":
        raise ExpenseRefused(f"{project.reference} is not open", record=name)
    if not expense.category.active:
        raise ExpenseRefused(f"{expense.category} is no longer used", record=name)
    if not expense.person.is_here(expense.spent_on):
        raise ExpenseRefused(f"{expense.person} does not work here on {expense.spent_on}", record=name)
    expense.full_clean(exclude=["id"])


@verb("change an expense", right="record_expense")
def change_expense(expense: Expense, *, changes: Mapping[str, Any], by: Actor) -> Expense:
    """A draft's facts."""
    if unknown := set(changes) - set(CHANGEABLE):
        raise Invalid(f"an expense has no {sorted(unknown)[0]} to change", record=str(expense))
    held = _draft(expense, by)
    _fill(held, changes)
    held.save()
    return held


def _draft(expense: Expense, by: Actor) -> Expense:
    rows = Expense.objects.select_for_update(of=("self",)).select_related("person__user", "project", "category")
    held = rows.get(pk=expense.pk)
    _check_own(held.person, by)
    if held.status != "draft":
        raise ExpenseRefused(f"{held} is {held.status}", record=str(held), rule="INV-26")
    return held


@verb("keep a receipt", right="record_expense")
def attach_receipt(expense: Expense, *, name: str, data: bytes, at: datetime, by: Actor) -> Expense:
    """The picture or PDF that shows what was paid; another takes its place until the expense is claimed."""
    held = _draft(expense, by)
    held.receipt = store_file(name, data, at=at)
    held.save()
    publish("expense.receipt-kept", held, file=held.receipt_id)
    return held


@verb("discard an expense", right="record_expense")
def discard_expense(expense: Expense, *, by: Actor) -> Project:
    """A draft that is not claimed after all."""
    held = _draft(expense, by)
    project = held.project
    publish("expense.discarded", held)
    held.delete()
    return project


@verb("claim expenses")
def claim_expenses(expenses: Sequence[Expense], *, at: datetime, by: Actor) -> ExpenseClaim:
    """Ask for drafts back, all of them or none: each with its receipt where its category needs one."""
    rows = Expense.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in expenses])
    held = list(rows.select_related("person__user", "person__legal_entity", "category").order_by("spent_on", "pk"))
    if not held:
        raise Invalid("choose at least one expense", fields={"expenses": ["required"]})
    for each in held:
        _check_own(each.person, by)
        if each.status != "draft":
            raise ExpenseRefused(f"{each} is {each.status}", record=str(each), rule="INV-26")
        if each.category.needs_receipt and each.receipt_id is None:
            raise ExpenseRefused(f"{each} needs its receipt", code="receipt-missing", record=str(each))
    person = held[0].person
    claim = ExpenseClaim(
        reference=take_references("EXP")[0],
        person=person,
        submitted_at=at,
        submitted_by=User.objects.get(pk=by.key),
        currency=person.legal_entity.currency,
    )
    claim.full_clean(exclude=["id"])
    claim.save(force_insert=True)
    Expense.objects.filter(pk__in=[each.pk for each in held]).update(status="submitted", claim=claim)
    projects = Project.objects.filter(expenses__claim=claim).select_related("lead").distinct()
    leads = {project.lead for project in projects if project.lead and project.lead_id != person.user_id}
    notify(leads, title=f"{claim.reference} of {person} waits", url=f"/expenses/claims/{claim.pk}/", by_mail=False)
    publish("expenses.claimed", claim, expenses=len(held))
    return claim


def _submitted(claim: ExpenseClaim, by: Actor) -> ExpenseClaim:
    rows = ExpenseClaim.objects.select_for_update(of=("self",)).select_related("person__user", "person__legal_entity")
    held = rows.get(pk=claim.pk)
    if held.status != "submitted":
        raise ExpenseRefused(f"{held} is {held.get_status_display().lower()}", record=held.reference, rule="INV-26")
    if by.key in (str(held.person.user_id), str(held.submitted_by_id)):  # INV-27
        raise NotAllowed(
            f"{by.label} cannot decide on their own claim",
            code="approver-is-a-maker",
            record=held.reference,
            rule="INV-27",
        )
    return held


@verb("approve an expense claim", right="approve_expenses")
def approve_claim(claim: ExpenseClaim, *, at: datetime, by: Actor) -> ExpenseClaim:
    """Somebody else says yes: what is paid back and charged on is frozen, each expense at the rate of its day. Where a
    rate is missing nothing is approved (RULES 21).
    """
    held = _submitted(claim, by)
    entity = held.person.legal_entity
    expenses = list(
        held.expenses.select_related("project__contract", "project__legal_entity").order_by("spent_on", "pk")
    )
    rates = {day: rates_for(_asks(expenses, held, day), on=day) for day in {each.spent_on for each in expenses}}
    total = 0
    for each in expenses:
        day = rates[each.spent_on]
        to_base = _found(day, entity.rate_ask(each.currency), each)
        to_contract = _found(day, _onward(each), each) if each.rebillable else None
        worth = worth_of(each.gross, each.tax, markup=each.markup, to_base=to_base, to_contract=to_contract)
        each.status, each.reason = "approved", worth.reason[:300]
        each.base_currency, each.base_minor, each.base_rate = entity.currency, to_minor(worth.base), to_base.rate
        if worth.rebill is not None and to_contract is not None:
            each.rebill_currency, each.rebill_rate = to_contract.quote, to_contract.rate
            each.rebill_minor = to_minor(worth.rebill)
        total += each.base_minor
    names = ("status", "reason", "base_currency", "base_minor", "base_rate", "rebill_currency", "rebill_minor")
    Expense.objects.bulk_update(expenses, [*names, "rebill_rate"], batch_size=500)
    held.status, held.decided_at, held.decided_by_id, held.total_minor = "approved", at, by.key, total
    held.save()
    notify([held.person.user], title=f"{held.reference} is approved", url=f"/expenses/claims/{held.pk}/", by_mail=False)
    publish("expenses.approved", held, total=total)
    return held


def _asks(expenses: Sequence[Expense], claim: ExpenseClaim, day: date) -> list[RateAsk]:
    these = [each for each in expenses if each.spent_on == day]
    back = [claim.person.legal_entity.rate_ask(each.currency) for each in these]
    return back + [_onward(each) for each in these if each.rebillable]


def _onward(expense: Expense) -> RateAsk:
    """From the expense's currency to the contract's, by the rules of who serves the customer."""
    entity = expense.project.legal_entity
    return RateAsk(
        expense.currency, expense.project.contract.currency, entity.rate_stale_after, entity.rates_through_eur
    )


def _found(rates: Mapping[RateAsk, UsedRate], ask: RateAsk, expense: Expense) -> UsedRate:
    if ask not in rates:
        raise RateMissing(
            f"no rate from {ask.base} to {ask.quote} on {expense.spent_on}", record=str(expense), rule="RULES 21"
        )
    return rates[ask]


@verb("return an expense claim", right="approve_expenses")
def return_claim(claim: ExpenseClaim, *, comment: str, at: datetime, by: Actor) -> ExpenseClaim:
    """Give a claim back with a comment: its expenses are drafts again."""
    if not comment.strip():
        raise Invalid("say why the claim comes back", record=claim.reference, fields={"comment": ["required"]})
    held = _submitted(claim, by)
    held.status, held.decided_at, held.decided_by_id, held.comment = "returned", at, by.key, comment.strip()
    held.save()
    Expense.objects.filter(claim=held).update(status="draft", claim=None)
    notify([held.person.user], title=f"{held.reference} comes back", text=held.comment, url="/expenses/", by_mail=False)
    publish("expenses.returned", held)
    return held


@verb("pay an expense claim back")
def reimburse_claim(claim: ExpenseClaim, *, paid_on: date, reference: str = "", by: Actor) -> ExpenseClaim:
    """Say on which day an approved claim was paid back, and under which reference of the bank."""
    held = ExpenseClaim.objects.select_for_update().get(pk=claim.pk)
    if held.status != "approved":
        raise ExpenseRefused(f"{held} is {held.get_status_display().lower()}", record=held.reference, rule="INV-26")
    if str(held.person.user_id) == by.key:
        raise NotAllowed(f"{by.label} cannot pay themselves back", record=held.reference, rule="INV-27")
    held.status, held.paid_on, held.paid_reference = "reimbursed", paid_on, reference.strip()
    held.save()
    publish("expenses.reimbursed", held)
    return held
