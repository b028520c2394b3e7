"""What is spent is kept with its receipt, claimed, decided by another, paid back and charged on (RULES 19, 21)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.values.exchange import RateMissing, UsedRate
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound, Refusal
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
from projects.expenses.worth import worth_of
from projects.plan.actions import close_project
from projects.plan.models import Project
from tests.builders import MARCH, SET_UP, Stage, behind_the_verbs, noon

AT = noon(MARCH)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def rate(base: str, quote: str, value: str) -> UsedRate:
    return UsedRate(base, quote, Decimal(value), MARCH, "ECB")


@pytest.mark.parametrize(
    ("gross", "tax", "markup", "to_base", "to_contract", "base", "rebill"),
    [  # by hand: net x rate x (100 + mark-up) %, rounded half up once
        ("119.00 EUR", "19.00", "0", "1", "EUR 1", "119.00", "100.00"),
        ("119.00 EUR", "19.00", "10", "1", "EUR 1", "119.00", "110.00"),
        ("100.00 USD", "0", "0", "0.9", "EUR 0.9", "90.00", "90.00"),
        ("99.99 USD", "0", "12.5", "0.91234", "GBP 0.78125", "91.22", "87.88"),
        ("10.05 EUR", "0", "5", "1", "EUR 1", "10.05", "10.55"),  # 10.5525
        ("0.05 EUR", "0", "10", "1", "EUR 1", "0.05", "0.06"),  # 0.055
        ("42.00 EUR", "2.00", "0", "1", None, "42.00", None),
    ],
)
def test_what_is_paid_back_and_charged_on(
    gross: str, tax: str, markup: str, to_base: str, to_contract: str | None, base: str, rebill: str | None
) -> None:
    amount, currency = gross.split()
    onward = None
    if to_contract:
        quote, value = to_contract.split()
        onward = rate(currency, quote, value)
    told = worth_of(
        money(amount, currency), money(tax, currency), markup=Decimal(markup),
        to_base=rate(currency, "EUR", to_base), to_contract=onward,
    )  # fmt: skip
    assert told.base == money(base, "EUR")
    assert (told.rebill.amount if told.rebill else None) == (Decimal(rebill) if rebill else None)


@pytest.fixture
def travel(stage: Stage) -> ExpenseCategory:
    return add_expense_category("Travel", by=stage.by("clara"))


@pytest.fixture
def project(stage: Stage) -> Project:
    return stage.contract().project


def spend(stage: Stage, project: Project, travel: ExpenseCategory, who: str = "mia", **more: Any) -> Expense:
    told: dict[str, Any] = {
        "person": stage.people[who], "category": travel, "spent_on": MARCH, "description": "Train to Hamburg",
        "gross": money("119.00", "EUR"), "tax": money("19.00", "EUR"),
    }  # fmt: skip
    return record_expense(project, **told | more, by=stage.by(who))


def with_receipt(stage: Stage, expense: Expense, who: str = "mia") -> Expense:
    return attach_receipt(expense, name="train.pdf", data=PDF, at=AT, by=stage.by(who))


@pytest.mark.django_db
def test_from_a_receipt_to_the_money_back(stage: Stage, project: Project, travel: ExpenseCategory) -> None:
    expense = with_receipt(stage, spend(stage, project, travel, markup=Decimal(10)))
    claim = claim_expenses([expense], at=AT, by=stage.by("mia"))
    assert (claim.reference, claim.status, claim.total) == ("EXP-00001", "submitted", None)
    with pytest.raises(NotAllowed, match="their own claim"):
        approve_claim(claim, at=AT, by=stage.by("mia"))
    approve_claim(claim, at=AT, by=stage.by("fay"))
    expense.refresh_from_db()
    assert (expense.base_minor, expense.rebill_minor, expense.rebill_currency) == (11900, 11000, "EUR")
    assert expense.reason.endswith("plus 10 %, at 1 of 2026-03-02 (same currency) (RULES 19)")
    assert list(Expense.objects.all().rebillable()) == [expense]
    reimburse_claim(claim, paid_on=MARCH, reference="SEPA 1", by=stage.by("fay"))
    claim.refresh_from_db()
    assert (claim.status, claim.total) == ("reimbursed", money("119.00", "EUR"))
    with pytest.raises(IntegrityError, match="INV-28"), behind_the_verbs():
        Expense.objects.filter(pk=expense.pk).update(rebill_minor=1)
    with pytest.raises(Refusal, match="is paid back"):
        reimburse_claim(claim, paid_on=MARCH, by=stage.by("fay"))


@pytest.mark.django_db
def test_each_expense_takes_the_rate_of_its_day_or_none(
    stage: Stage, project: Project, travel: ExpenseCategory
) -> None:
    dear, cheap = date(2026, 3, 3), date(2026, 3, 10)
    for day, value in ((dear, "0.95"), (cheap, "0.90")):
        record_rates("EUR", on=day, rates={"USD": value}, source="ECB", by=SET_UP)
    told = [
        with_receipt(stage, spend(stage, project, travel, spent_on=day, gross=money("10.00", "USD"), tax=None))
        for day in (dear, cheap)
    ]
    claim = approve_claim(claim_expenses(told, at=AT, by=stage.by("mia")), at=AT, by=stage.by("fay"))
    assert claim.total == money("18.50", "EUR")
    yen = with_receipt(stage, spend(stage, project, travel, gross=money("1200", "JPY"), tax=None))
    asked = claim_expenses([yen], at=AT, by=stage.by("mia"))
    with pytest.raises(RateMissing, match="no rate from JPY to EUR on 2026-03-02"):
        approve_claim(asked, at=AT, by=stage.by("fay"))
    yen.refresh_from_db()
    assert (yen.status, yen.base_minor) == ("submitted", None), "nothing is half-written"


@pytest.mark.django_db
def test_a_claim_comes_back_and_its_expenses_are_drafts(
    stage: Stage, project: Project, travel: ExpenseCategory
) -> None:
    expense = with_receipt(stage, spend(stage, project, travel))
    claim = claim_expenses([expense], at=AT, by=stage.by("mia"))
    with pytest.raises(Refusal, match="is submitted"):
        change_expense(expense, changes={"description": "X"}, by=stage.by("mia"))
    with pytest.raises(Invalid, match="say why"):
        return_claim(claim, comment=" ", at=AT, by=stage.by("fay"))
    return_claim(claim, comment="Which customer?", at=AT, by=stage.by("fay"))
    expense.refresh_from_db()
    assert (expense.status, expense.claim) == ("draft", None)
    changed = change_expense(
        expense, changes={"gross": money("20.00", "EUR"), "tax": money("0.00", "EUR")}, by=stage.by("mia")
    )
    assert changed.gross == money("20.00", "EUR")
    discard_expense(expense, by=stage.by("mia"))
    assert not Expense.objects.exists() and ExpenseClaim.objects.get().status == "returned"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"gross": money("0.00", "EUR"), "tax": None}, "more than nothing"),
        ({"tax": money("119.00", "EUR")}, "the tax is part of the expense"),
        ({"tax": money("1.00", "USD")}, "another currency"),
        ({"markup": Decimal(-1)}, "up to a thousand"),
        ({"spent_on": date(2019, 1, 1)}, "does not work here"),
    ],
)
def test_what_cannot_be_spent(
    stage: Stage, project: Project, travel: ExpenseCategory, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        spend(stage, project, travel, **more)


@pytest.mark.django_db
def test_who_may_not(stage: Stage, project: Project, travel: ExpenseCategory) -> None:
    expense = spend(stage, project, travel)
    with pytest.raises(Refusal, match="needs its receipt"):
        claim_expenses([expense], at=AT, by=stage.by("mia"))
    with pytest.raises(NotAllowed, match="only their own"):
        claim_expenses([expense], at=AT, by=stage.by("tom"))
    with pytest.raises(NotAllowed, match="only their own"):
        record_expense(
            project, person=stage.people["tom"], category=travel, spent_on=MARCH, description="X",
            gross=money("1.00", "EUR"), by=stage.by("mia"),
        )  # fmt: skip
    with pytest.raises((NotAllowed, NotFound)):
        spend(stage, project, travel, who="tom", person=stage.people["mia"])
    with pytest.raises(Invalid, match="at least one"):
        claim_expenses([], at=AT, by=stage.by("mia"))
    close_project(project, by=stage.by("jonas"))
    with pytest.raises(Refusal, match="is not open"):
        spend(stage, project, travel)


@pytest.mark.django_db
def test_by_page(stage: Stage, project: Project, travel: ExpenseCategory) -> None:
    mia, fay = Client(), Client()
    mia.force_login(stage.users["mia"])
    fay.force_login(stage.users["fay"])
    form = {
        "project": project.pk, "category": travel.pk, "spent_on": "2026-03-02", "description": "Taxi",
        "gross_currency": "EUR", "gross_amount": "23.80", "tax": "3.80", "rebillable": "on", "markup": "5",
    }  # fmt: skip
    done = mia.post("/expenses/new/", form)
    assert done.status_code == 302, done.content.decode()[-3000:]
    expense = Expense.objects.get()
    page = f"/expenses/{expense.pk}/"
    kept = mia.post(f"{page}receipts/", {"file": SimpleUploadedFile("taxi.pdf", PDF)})
    assert kept.status_code == 302
    receipt = fay.get(f"{page}receipt/")
    assert receipt.content == PDF and receipt.headers["X-Content-Type-Options"] == "nosniff"
    assert mia.post("/expenses/claiming/", {"ids": [str(expense.pk)]}).status_code == 302
    claim = ExpenseClaim.objects.get()
    assert mia.post(f"/expenses/claims/{claim.pk}/approval/").status_code == 403
    assert fay.post(f"/expenses/claims/{claim.pk}/approval/").status_code == 302
    assert fay.post(f"/expenses/claims/{claim.pk}/reimbursement/", {"paid_on": "2026-03-09"}).status_code == 302
    assert "charged on at cost plus 5 %" in mia.get(page).content.decode()
    for path in (
        "/expenses/",
        "/expenses/claims/?view=all",
        f"/expenses/claims/{claim.pk}/",
        f"/projects/{project.pk}/",
    ):
        assert fay.get(path).status_code == 200, path
    clara = Client()
    clara.force_login(stage.users["clara"])
    assert clara.post("/expenses/categories/", {"name": "Hotel", "supply": "services"}).status_code == 302
