"""The pages, files and API of the books' reports: for whom they open, and the same figures everywhere."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounting.books.reports import Statement
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.firm.actions import found_legal_entity
from billing_suite.kernel.values.money import dump
from tests.accounting.books.writing import line, pair, posted
from tests.builders import SET_UP, Stage

Browser = Callable[[str], Client]
STATEMENTS = ("trial-balance", "balance-sheet", "profit-and-loss", "cash-flow")
PAGES = (*STATEMENTS, "general-ledger", "reports")
SPAN = {"since": "2026-01-01", "through": "2026-12-31", "as_of": "2026-12-31"}


@pytest.fixture
def books(stage: Stage) -> Stage:
    customer = stage.customer("lumiere")
    sale = [line("1000", debit="1190.00"), line("4000", credit="1190.00", customer=customer)]
    posted(stage, sale)
    posted(stage, pair("6000", "1000", "200.50"), on=date(2026, 5, 4))
    return stage


def rows_of(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def workbook_of(response: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


@pytest.mark.parametrize("name", PAGES)
def test_inv30_reports_open_for_finance_the_controller_and_the_auditor(
    name: str, stage: Stage, browser: Browser
) -> None:
    told = [browser(who).get(reverse(name)).status_code for who in ("fay", "clara", "otto", "lena", "mia", "ada")]
    assert told == [200, 200, 200, 403, 403, 403]


def test_inv31_the_books_of_another_company_are_not_there(books: Stage) -> None:
    other = {"name": "Utrecht", "legal_name": "Utrecht BV", "street": "O 1", "postcode": "3511", "city": "Utrecht"}
    details = other | {"country": "NL", "email": "billing@utrecht.example"}
    found_legal_entity(
        "nl", details=details, currency="EUR", time_zone="Europe/Amsterdam", teams=["Utrecht"], by=SET_UP
    )
    client = Client()
    client.force_login(add_user("zoe@spree.example", name="Zoe", roles=["controller"], teams=["Utrecht"], by=SET_UP))
    for name in PAGES[:-1]:
        assert client.get(reverse(name)).status_code == 200
        assert client.get(reverse(name), {"entity": str(books.entity.pk)}).status_code == 400
    customer = books.customer("lumiere")
    page = client.get(reverse("general-ledger"), {"customer": str(customer.pk)})
    assert customer.name.encode() not in page.content
    for path in ("balance-sheet", "profit-and-loss", "cash-flow", "general-ledger"):
        assert client.get(f"/api/v1/{path}/", {"legal_entity": str(books.entity.pk)}).status_code == 400
    nobody = add_user("nil@spree.example", name="Nil", roles=["controller"], teams=["Nowhere"], by=SET_UP)
    client.force_login(nobody)
    for name in PAGES[:-1]:
        assert b"No books to show" in client.get(reverse(name)).content


@pytest.mark.parametrize(
    ("name", "by"),
    [*((name, "") for name in STATEMENTS), ("profit-and-loss", "month"), ("profit-and-loss", "customer")],
)
def test_page_files_and_api_tell_the_same_figures(name: str, by: str, books: Stage, browser: Browser) -> None:
    asked = SPAN | {"entity": str(books.entity.pk)} | ({"by": by} if by else {})
    otto = browser("otto")
    report: Statement = otto.get(reverse(name), asked).context["report"]
    heads, *lines = rows_of(otto.get(reverse(name), asked | {"format": "csv"}))
    assert heads == ["Kind", "Account", "Line", *report.columns, "Currency"]
    figures = [
        [dump(f.amount)["amount"] if f.amount is not None else "" for f in row.figures] or [""] * len(report.columns)
        for row in report.rows
    ]
    assert [cells[3:-1] for cells in lines] == figures
    sheet = workbook_of(otto.get(reverse(name), asked | {"format": "xlsx"}))[1:]
    numbers = [[None if text == "" else Decimal(text) for text in row] for row in figures]
    held = [[None if v is None else Decimal(str(v)) for v in row[3:-1]] for row in sheet]
    assert held == numbers
    if name == "trial-balance":
        return
    query = {"legal_entity": str(books.entity.pk)} | ({"by": by} if by else {})
    query |= {"as_of": SPAN["as_of"]} if name == "balance-sheet" else {k: SPAN[k] for k in ("since", "through")}
    told = otto.get(f"/api/v1/{name}/", query).json()
    amounts = [[f["amount"]["amount"] if f["amount"] else "" for f in row["figures"]] for row in told["rows"]]
    assert amounts == [[] if not row.figures else cells for row, cells in zip(report.rows, figures, strict=True)]


def test_each_figure_of_a_page_leads_to_its_postings(books: Stage, browser: Browser) -> None:
    asked = SPAN | {"entity": str(books.entity.pk), "by": "customer"}
    otto = browser("otto")
    text = otto.get(reverse("profit-and-loss"), asked).content.decode()
    start = text.index(f"{reverse('general-ledger')}?entity=")
    url = text[start : text.index('"', start)].replace("&amp;", "&")
    page = otto.get(url)
    assert page.status_code == 200 and "1,190.00" in page.content.decode()
    assert b"Without year-end entries" in page.content and b"Lumiere" in page.content


def test_the_general_ledger_in_pages_files_and_api(books: Stage, browser: Browser) -> None:
    otto = browser("otto")
    asked = SPAN | {"entity": str(books.entity.pk), "account": "1000"}
    page = otto.get(reverse("general-ledger"), asked)
    assert [str(a.closing.amount) for a in page.context["report"].accounts] == ["989.50"]
    heads, *lines = rows_of(otto.get(reverse("general-ledger"), asked | {"format": "csv"}))
    balance = heads.index("Balance")
    assert [cells[balance] for cells in lines] == ["0.00", "1190.00", "989.50", "989.50"]
    sheet = workbook_of(otto.get(reverse("general-ledger"), asked | {"format": "xlsx"}))
    assert [row[balance] for row in sheet[1:]] == [0, 1190, 989.5, 989.5]
    assert sheet[2][2].date() == date(2026, 4, 3)
    query = {"legal_entity": str(books.entity.pk), "since": "2026-01-01", "through": "2026-12-31", "limit": "1"}
    first = otto.get("/api/v1/general-ledger/", query | {"account": "1000"}).json()
    second = otto.get("/api/v1/general-ledger/", query | {"account": "1000", "after": first["after"]}).json()
    assert [one["postings"][0]["balance"]["amount"] for one in (first, second)] == ["1190.00", "989.50"]
    assert second["after"] == ""


@pytest.mark.parametrize(
    "wrong",
    [{"since": "soon"}, {"since": "2026-06-01", "through": "2026-05-01"}, {"customer": "x"}, {"after": "~"}],
)
def test_what_is_no_question_is_refused(wrong: dict[str, str], stage: Stage, browser: Browser) -> None:
    assert browser("otto").get(reverse("general-ledger"), wrong).status_code == 400


def test_an_unknown_format_is_refused(stage: Stage, browser: Browser) -> None:
    for name in ("balance-sheet", "journal-entries"):
        assert browser("otto").get(reverse(name), {"format": "ods"}).status_code == 400


def test_the_pages_cost_the_same_with_few_postings_and_with_many(books: Stage, browser: Browser) -> None:
    otto = browser("otto")
    asked = SPAN | {"entity": str(books.entity.pk)}

    def price() -> list[int]:
        spent = []
        for name in PAGES:
            with CaptureQueriesContext(connection) as held:
                otto.get(reverse(name), asked)
            spent.append(len(held))
        return spent

    before = price()
    for day in range(1, 9):
        posted(books, pair("6000", "1000", "10.00"), on=date(2026, 6, day))
    assert price() == before
    assert max(before) <= 21, before


def test_a_list_is_a_workbook_too(books: Stage, browser: Browser) -> None:
    sheet = workbook_of(browser("otto").get(reverse("journal-entries"), {"format": "xlsx"}))
    assert sheet[0][:2] == ("Entry", "Date")
    assert len(sheet) == 3
