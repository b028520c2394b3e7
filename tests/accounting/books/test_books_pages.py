"""The pages of the books: entries, accounts, the trial balance, periods."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.books.actions import open_periods
from accounting.books.models import JournalEntry, Period
from billing_suite.kernel.access.actions import add_user
from tests.accounting.books.writing import drafted, recurring, ticked
from tests.builders import SET_UP, Stage

Browser = Callable[[str], Client]
LISTS = ("ledger-accounts", "journal-entries", "periods", "manual-journals", "recurring-journals")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", [*LISTS, "trial-balance", "revaluation", "year-end"])
def test_inv30_the_books_open_for_finance_and_the_auditor_only(name: str, stage: Stage, browser: Browser) -> None:
    for who, status in (("fay", 200), ("otto", 200), ("lena", 403), ("ada", 403)):
        assert browser(who).get(reverse(name)).status_code == status


def test_an_entry_shows_its_sides_and_its_thread(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued(minutes=60)
    page = text(browser("fay").get(reverse("journal-entry", args=[invoice.entry_id])))
    assert "1200 Receivables" in page and "166.60" in page
    assert reverse("invoice", args=[invoice.pk]) in page


def test_an_entry_in_pounds_shows_both_currencies(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued("thames", minutes=60)
    page = text(browser("fay").get(reverse("journal-entry", args=[invoice.entry_id])))
    assert "Debit GBP" in page and "Debit EUR" in page and "1.15" in page


def test_the_trial_balance_comes_to_zero(stage: Stage, browser: Browser) -> None:
    stage.issued(minutes=60)
    asked = {"entity": str(stage.entity.pk), "as_of": "2026-12-31"}
    page = browser("otto").get(reverse("trial-balance"), asked)
    assert page.context["report"].off == [] and "166.60" in text(page)
    assert browser("otto").get(reverse("trial-balance"), asked | {"as_of": "soon"}).status_code == 400
    assert browser("otto").get(reverse("trial-balance"), asked | {"entity": "other"}).status_code == 400


def test_a_period_is_closed_once_and_only_by_the_controller(stage: Stage, browser: Browser) -> None:
    period = ticked(Period.objects.get(legal_entity=stage.entity, starts_on=date(2026, 1, 1)), stage)
    url = reverse("period-closing", args=[period.pk])
    assert browser("fay").post(url).status_code == 403
    assert browser("clara").get(url).status_code == 200
    period.refresh_from_db()
    assert period.status == "open"
    assert browser("clara").post(url).status_code == 302
    assert browser("clara").post(url).status_code == 409
    assert "It is closed already." in text(browser("clara").get(reverse("period", args=[period.pk])))


def test_inv31_books_out_of_reach_are_not_there(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued(minutes=60)
    stranger = add_user("zoe@spree.example", name="Zoe Zander", roles=["controller"], teams=["Munich"], by=SET_UP)
    client = Client()
    client.force_login(stranger)
    period = Period.objects.filter(legal_entity=stage.entity).first()
    assert period is not None
    assert client.get(reverse("journal-entry", args=[invoice.entry_id])).status_code == 404
    assert client.get(reverse("period", args=[period.pk])).status_code == 404
    assert client.post(reverse("period-closing", args=[period.pk])).status_code == 404
    assert "No books to show" in text(client.get(reverse("trial-balance")))


def test_lists_cost_the_same_with_few_rows_and_with_many(stage: Stage, browser: Browser) -> None:
    otto = browser("otto")

    def price() -> dict[str, int]:
        told = {}
        for name in LISTS:
            with CaptureQueriesContext(connection) as held:
                otto.get(reverse(name))
            told[name] = len(held)
        return told

    stage.issued(minutes=60)
    drafted(stage)
    recurring(stage)
    before = price()  # with a row in each: an empty list ends with its first query
    open_periods(stage.entity, first=date(2027, 1, 1), months=30, by=SET_UP)
    for _ in range(3):
        drafted(stage)
        recurring(stage)
    assert JournalEntry.objects.count() == 1
    assert price() == before
    assert max(before.values()) <= 12
