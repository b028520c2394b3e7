"""The pages of ledger accounts: one account, its parts and postings; added, retired, taken up again, mapped."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.books.models import AccountRole, LedgerAccount
from tests.accounting.books.test_journal_pages import text
from tests.accounting.books.writing import posted
from tests.builders import Stage

Browser = Callable[[str], Client]


def url(name: str, number: str) -> str:
    return reverse(name, args=[LedgerAccount.objects.get(number=number).pk])


def test_an_account_shows_its_parts_and_its_postings(stage: Stage, browser: Browser) -> None:
    journal = posted(stage)
    page = text(browser("otto").get(url("ledger-account", "6000")))
    assert reverse("journal-entry", args=[journal.entry_id]) in page and "120.00" in page
    assert "None: people post to it" in page
    assert "receivable" in text(browser("otto").get(url("ledger-account", "1200")))
    assert url("ledger-account", "6000") in text(browser("otto").get(reverse("ledger-accounts"), {"q": "6000"}))
    assert browser("lena").get(url("ledger-account", "6000")).status_code == 403


def test_an_account_costs_the_same_with_few_postings_and_with_many(stage: Stage, browser: Browser) -> None:
    otto = browser("otto")

    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            assert otto.get(url("ledger-account", "6000")).status_code == 200
        return len(held)

    posted(stage)
    few = price()
    for _ in range(3):
        posted(stage)
    assert price() == few <= 20


def test_one_is_added(stage: Stage, browser: Browser) -> None:
    address = reverse("ledger-account-new")
    told = {"entity": str(stage.entity.pk), "number": "6300", "name": "Travel", "type": "expense", "section": ""}
    assert browser("fay").get(address).status_code == 403
    assert browser("clara").get(address).status_code == 200
    assert browser("clara").post(address, told).status_code == 302
    assert LedgerAccount.objects.get(number="6300").section == "operating_expenses"
    assert browser("clara").post(address, told).status_code == 400
    bad = browser("clara").post(address, told | {"number": "6301", "section": "revenue"})
    assert bad.status_code == 400 and "Not a section of expense accounts" in text(bad)


def test_one_is_retired_and_taken_up_again(stage: Stage, browser: Browser) -> None:
    clara = browser("clara")
    assert browser("fay").post(url("ledger-account-retirement", "6000")).status_code == 403
    assert clara.get(url("ledger-account-retirement", "6000")).status_code == 200
    assert clara.post(url("ledger-account-retirement", "6000")).status_code == 302
    assert "Retired" in text(clara.get(url("ledger-account", "6000")))
    assert clara.post(url("ledger-account-reactivation", "6000")).status_code == 302
    assert LedgerAccount.objects.get(number="6000").active
    assert "map that to another account first" in text(clara.get(url("ledger-account", "1000")))
    used = clara.post(url("ledger-account-retirement", "1000"))
    assert used.status_code == 409 and "map that part to another first" in text(used)


def test_a_part_is_mapped(stage: Stage, browser: Browser) -> None:
    clara, address = browser("clara"), url("ledger-account-role", "6000")
    assert "unrealised_gain" in text(clara.get(address))
    assert clara.post(address, {"role": "travel", "key": "Rail"}).status_code == 302
    assert AccountRole.objects.get(role="travel", key="Rail").account.number == "6000"
    assert clara.post(address, {"role": "No role"}).status_code == 400
    control = clara.post(address, {"role": "receivable"})
    assert control.status_code == 400 and "must both be control accounts" in text(control)
