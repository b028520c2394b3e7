"""The close page: the checklist, its ticks, the steps taken, and the year's end."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.books.actions import open_periods
from accounting.books.models import CloseTick, JournalEntry, Period, PeriodStep
from accounting.books.reports.year_ends import year_ends
from billing_suite.kernel.firm.closing import close_items
from tests.accounting.books.test_journal_pages import text
from tests.accounting.books.writing import balance, drafted, line, pair, period, posted, ticked
from tests.builders import SET_UP, Stage, closed

Browser = Callable[[str], Client]


def test_each_line_is_computed_linked_and_ticked(stage: Stage, browser: Browser) -> None:
    drafted(stage, on=date(2026, 1, 15))
    page, url = reverse("period", args=[period(stage, 1).pk]), reverse("period-tick", args=[period(stage, 1).pk])
    shown = text(browser("clara").get(page))
    assert "1 not approved" in shown and "Must show nothing" in shown
    assert f"{reverse('manual-journals')}?legal_entity={stage.entity.pk}&amp;status=draft" in shown
    assert "lines of the checklist are not done" in shown
    answer = browser("fay").post(url, {"item": "manual_journals"})
    assert answer.headers["Location"] == f"{page}#manual_journals"
    tick = CloseTick.objects.get()
    assert (tick.item, tick.found) == ("manual_journals", "1 not approved")
    lines = {held.item.key: (held, who) for held, who in browser("clara").get(page).context["checklist"]}
    held, who = lines["manual_journals"]
    assert who == "Fay Morgan" and not held.is_done  # strict, and it shows something
    assert browser("fay").post(url, {"item": "nothing"}).status_code == 400
    assert browser("otto").post(url, {"item": "year_end"}).status_code == 403
    assert "period-tick" not in text(browser("otto").get(page)) and '<button class="btn">' not in text(
        browser("otto").get(page)
    )


def test_what_is_not_ready_is_named(stage: Stage, browser: Browser) -> None:
    answer = browser("clara").post(reverse("period-closing", args=[period(stage, 1).pk]))
    assert answer.status_code == 409
    for item in close_items():
        assert item.title in text(answer)


def test_steps_are_taken_and_kept_with_their_hash(stage: Stage, browser: Browser) -> None:
    january, clara = period(stage, 1), browser("clara")
    names = {word: reverse(f"period-{word}", args=[january.pk]) for word in ("soft-closing", "closing", "reopening")}
    assert browser("fay").post(names["soft-closing"]).status_code == 403
    assert clara.get(names["soft-closing"]).status_code == 200
    assert clara.post(names["soft-closing"]).status_code == 302
    assert clara.post(names["soft-closing"]).status_code == 409
    ticked(january, stage)
    assert clara.post(names["closing"]).status_code == 302
    step = PeriodStep.objects.get(status="closed")
    page = text(clara.get(reverse("period", args=[january.pk])))
    assert f'title="{step.trial_balance_hash}"' in page and f"{step.trial_balance_hash[:12]}…" in page
    assert "Clara Osei" in page and "Ticked before it closed" in page and "It is closed already." in page
    assert browser("fay").get(names["reopening"]).status_code == 403
    assert clara.post(names["reopening"], {"reason": " "}).status_code == 400
    assert clara.post(names["reopening"], {"reason": "A late bill"}).status_code == 302
    assert "A late bill" in text(clara.get(reverse("period", args=[january.pk])))
    january.refresh_from_db()
    assert january.status == "open"


def test_a_period_costs_the_same_with_few_entries_and_with_many(stage: Stage, browser: Browser) -> None:
    page, otto = reverse("period", args=[period(stage, 4).pk]), browser("otto")

    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            assert otto.get(page).status_code == 200
        return len(held)

    posted(stage)
    few = price()
    for _ in range(3):
        posted(stage)
        drafted(stage)
    assert price() == few <= 50


def test_further_periods_are_opened(stage: Stage, browser: Browser) -> None:
    url, told = reverse("periods-opening"), {"entity": str(stage.entity.pk), "first": "2027-01-01", "months": "3"}
    assert browser("fay").get(url).status_code == 403
    assert browser("clara").get(url).status_code == 200
    assert browser("clara").post(url, told).status_code == 302
    assert Period.objects.filter(starts_on__year=2027).count() == 3
    assert browser("clara").post(url, told | {"months": "1.5"}).status_code == 400
    closed(period(stage, 3))
    early = browser("clara").post(url, told | {"first": "2025-01-01"})
    assert early.status_code == 409 and "is closed already" in text(early)


@pytest.fixture
def two_years(stage: Stage) -> Stage:
    """Rent owed in both years, and a sale in the second."""
    open_periods(stage.entity, first=date(2025, 1, 1), months=12, by=SET_UP)
    posted(stage, pair("6000", "2400", "100.00"), on=date(2025, 6, 1))
    posted(stage, pair("6000", "2400", "30.00"), on=date(2026, 2, 1))
    posted(stage, [line("1000", debit="80.00"), line("4000", credit="80.00")], on=date(2026, 3, 1))
    return stage


@time_machine.travel("2026-12-01T10:00:00Z", tick=False)
def test_a_years_result_is_carried_once_and_in_order(two_years: Stage, browser: Browser) -> None:
    stage, clara = two_years, browser("clara")
    page = f"{reverse('year-end')}?entity={stage.entity.pk}"
    told = {year.label: (year.result.amount, year.still.amount, year.accounts) for year in year_ends(stage.entity)}
    assert told == {"2025": (-100, -100, 1), "2026": (50, -50, 2)}
    shown = text(clara.get(page))
    assert "The year goes on until 31 Dec 2026." in shown
    url = f"{reverse('year-end-carrying')}?entity={stage.entity.pk}&ends_on=2025-12-31"
    assert browser("fay").get(url).status_code == 403
    assert clara.get(url).status_code == 200
    answer = clara.post(url)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(reverse("year-end"))
    assert balance(stage, "2950") == 10000
    entry = JournalEntry.objects.get(source_kind="year_end")
    assert reverse("journal-entry", args=[entry.pk]) in text(clara.get(page))
    [this, last] = year_ends(stage.entity)
    assert (last.carried.amount, last.accounts, this.still.amount) == (-100, 0, 50)
    assert "There was nothing to carry" in text(clara.post(url, follow=True))
    assert clara.get(reverse("year-end-carrying")).status_code == 400
    wrong = clara.post(f"{reverse('year-end-carrying')}?entity={stage.entity.pk}&ends_on=2025-11-30")
    assert wrong.status_code == 400 and "not the last day" in text(wrong)


def test_a_business_year_may_begin_in_another_month(two_years: Stage) -> None:
    two_years.entity.year_starts_in = 7
    labels = [(year.label, year.result.amount) for year in year_ends(two_years.entity)]
    assert labels == [("2026/27", 0), ("2025/26", 50), ("2024/25", -100)]
