"""The pages of exchange rates: the list, one recorded by hand, a file of published ones."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.values.exchange import ExchangeRate
from tests.builders import Stage

Browser = Callable[[str], Client]
LIST, NEW, LOADING = (reverse(name) for name in ("exchange-rates", "exchange-rate-new", "exchange-rates-loading"))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def upload(client: Client, content: str, **more: str) -> Any:
    file = SimpleUploadedFile("eurofxref.csv", content.encode(), "text/csv")
    return client.post(LOADING, {"file": file, **more}, follow=True)


def test_inv30_who_sees_the_books_sees_the_rates_and_finance_records_them(stage: Stage, browser: Browser) -> None:
    assert [browser(who).get(LIST).status_code for who in ("clara", "fay", "otto", "lena", "mia")] == [
        *(200, 200, 200),
        *(403, 403),
    ]
    assert "0.0085" not in text(browser("fay").get(LIST)) and "1.15" in text(browser("fay").get(LIST))
    assert NEW in text(browser("clara").get(LIST)) and NEW not in text(browser("otto").get(LIST))
    for page in (NEW, LOADING):
        assert browser("otto").get(page).status_code == 403 and browser("otto").post(page).status_code == 403


def test_a_rate_is_recorded_once(stage: Stage, browser: Browser) -> None:
    clara = browser("clara")
    asked = {"base": "SEK", "rate": "0.0912", "quote": "EUR", "on": "2026-04-01", "source": "bank"}
    assert "Stored: 1 SEK = 0.0912 EUR on 2026-04-01 (bank)" in text(clara.post(NEW, asked, follow=True))
    again = text(clara.post(NEW, asked | {"rate": "0.5"}, follow=True))
    assert "Stored: 1 SEK = 0.0912 EUR" in again, "INV-08: it stays"
    for wrong in ({"rate": "0"}, {"rate": "1e3"}, {"rate": "0.00000000001"}, {"base": "EUR"}, {"source": ""}):
        assert clara.post(NEW, asked | {"on": "2026-04-02"} | wrong).status_code in (400, 409, 422)
    assert ExchangeRate.objects.filter(base="SEK").count() == 1


def test_a_file_of_the_ecb_is_loaded_and_differences_are_told(stage: Stage, browser: Browser) -> None:
    clara = browser("clara")
    page = text(upload(clara, "Date,SEK,NOK\n2026-04-02,11.1,11.2\n2026-04-01,11.3,11.4\n", currencies="sek"))
    assert "Rates: 2 loaded, 0 already there, 0 conflicting" in page
    assert "EUR" in page and "11.3" in page and not ExchangeRate.objects.filter(quote="NOK").exists()
    told = text(upload(clara, "Date,SEK\n2026-04-02,11.1\n2026-04-01,12\n"))
    assert "0 loaded, 1 already there, 1 conflicting" in told
    assert "EUR to SEK on 2026-04-01: stored 11.3 (ECB), published 12" in told
    wrong = upload(clara, "Date,SEK\n2026-04-03,-1\n")
    assert wrong.status_code >= 400 and "line 2, SEK: a rate is more than 0" in text(wrong)
    assert ExchangeRate.objects.filter(quote="SEK").count() == 2


def test_inv50_a_file_that_is_too_large_is_not_read(stage: Stage, browser: Browser) -> None:
    page = upload(browser("clara"), "Date,SEK\n" + " " * (10 * 1024 * 1024))
    assert page.status_code == 400 and "At most 10 MB" in text(page)
