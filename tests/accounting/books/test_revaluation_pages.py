"""The revaluation page: what it would say, what stops it, what was posted."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.books.models import AccountRole, JournalEntry
from accounting.books.reports.revaluation import revaluation
from billing_suite.kernel.firm.actions import record_rates
from tests.accounting.books.test_journal_pages import text
from tests.builders import SET_UP, Stage, behind_the_verbs

Browser = Callable[[str], Client]
END = date(2026, 4, 30)


@pytest.fixture
def pounds(stage: Stage) -> Stage:
    """An invoice in pounds, and their rate at the month's end."""
    stage.issued("thames", minutes=600)
    record_rates("EUR", on=END, rates={"GBP": "1.2000"}, source="bank", by=SET_UP)
    return stage


def page_of(stage: Stage, on: date = END) -> str:
    return f"{reverse('revaluation')}?entity={stage.entity.pk}&on={on}"


def test_each_item_shows_its_rate_and_difference_before_it_is_posted(pounds: Stage, browser: Browser) -> None:
    shown = browser("otto").get(page_of(pounds))
    assert "Post revaluation" not in text(shown)
    [group] = shown.context["currencies"]
    [item] = group.items
    assert item.exposure.label in text(shown) and "1.2 EUR" in text(shown) and "bank" in text(shown)
    assert group.difference == item.difference == group.still and group.difference.amount > 0
    assert group.accounts == 1
    assert group.posted.amount == 0
    url = f"{reverse('revaluation-posting')}?entity={pounds.entity.pk}&on={END}"
    assert browser("otto").get(url).status_code == 403
    assert browser("fay").get(url).status_code == 200
    answer = browser("fay").post(url)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(reverse("revaluation"))
    entry, mirror = JournalEntry.objects.filter(source_kind="revaluation").order_by("on")
    assert (entry.on, mirror.on, mirror.reverses_id) == (END, date(2026, 5, 1), entry.pk)
    again = browser("fay").get(page_of(pounds))
    [group] = again.context["currencies"]
    assert group.posted == group.difference and not group.still and group.accounts == 0
    assert "Everything is posted already." in text(again)
    assert "nothing more to post" in text(browser("fay").post(url, follow=True))


def test_rules21_a_missing_rate_is_said_loudly_and_stops_it(pounds: Stage, browser: Browser) -> None:
    shown = text(browser("fay").get(page_of(pounds, date(2026, 5, 31))))
    assert "No exchange rate for GBP" in shown and "There is no exchange rate for GBP." in shown
    answer = browser("fay").post(f"{reverse('revaluation-posting')}?entity={pounds.entity.pk}&on=2026-05-31")
    assert answer.status_code == 409 and "RULES 21" in text(answer)


def test_a_part_that_no_account_plays_is_named(pounds: Stage, browser: Browser) -> None:
    with behind_the_verbs():
        AccountRole.objects.filter(role="receivable_revaluation").delete()
    shown = text(browser("fay").get(page_of(pounds)))
    assert "No ledger account plays receivable_revaluation." in shown


def test_what_the_address_says_is_checked(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")
    assert fay.get(reverse("revaluation")).status_code == 200
    assert "Nothing to revalue" in text(fay.get(reverse("revaluation")))
    assert fay.get(f"{reverse('revaluation')}?on=soon").status_code == 400
    assert fay.get(f"{reverse('revaluation')}?entity=x").status_code == 400
    assert fay.get(f"{reverse('revaluation-posting')}?on=2026-04-30").status_code == 400
    no_end = fay.post(f"{reverse('revaluation-posting')}?entity={stage.entity.pk}&on=2026-04-29")
    assert no_end.status_code == 400 and "not the last day of a period" in text(no_end)


def test_it_costs_the_same_with_one_item_and_with_many(pounds: Stage, browser: Browser) -> None:
    otto = browser("otto")

    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            assert otto.get(page_of(pounds)).status_code == 200
        return len(held)

    few = price()
    pounds.issued("thames", minutes=60)
    assert len(revaluation(pounds.entity, on=END).items) == 2
    assert price() == few <= 20
