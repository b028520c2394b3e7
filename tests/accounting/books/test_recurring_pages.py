"""The pages of recurring journals: written, approved by another person, ended; what they made and what comes next."""

from collections.abc import Callable
from datetime import date

import time_machine
from django.test import Client
from django.urls import reverse

from accounting.books.models import RecurringJournal
from billing_suite.kernel.work.jobs import finish_all
from tests.accounting.books.test_journal_pages import OWED, RENT, sent, text
from tests.accounting.books.writing import recurring
from tests.builders import Stage

Browser = Callable[[str], Client]


def test_one_is_written(stage: Stage, browser: Browser) -> None:
    url = reverse("recurring-journal-draft")
    own = {"description": "Rent", "cadence": "quarterly", "first_on": "2026-01-31", "reverses_next": "on"}
    assert browser("fay").get(url).status_code == 200
    answer = browser("fay").post(url, sent(RENT, OWED, **own))
    made = RecurringJournal.objects.get()
    assert answer.headers["Location"] == reverse("recurring-journal", args=[made.pk])
    assert (made.cadence, made.first_on, made.until, made.reverses_next) == (
        "quarterly",
        date(2026, 1, 31),
        None,
        True,
    )
    bad = browser("fay").post(url, sent(RENT, OWED, **own, until="2026-01-01"))
    assert bad.status_code == 400 and "Not before the first" in text(bad)
    assert browser("otto").get(url).status_code == 403
    more = browser("fay").post(url, sent(RENT, OWED, **own, more="yes"))
    assert more.context["form"]["reverses_next"].value() == "on"


@time_machine.travel("2026-05-10T10:00:00Z", tick=False)
def test_another_person_approves_and_it_tells_what_comes(stage: Stage, browser: Browser) -> None:
    held = recurring(stage)
    page = reverse("recurring-journal", args=[held.pk])
    url = reverse("recurring-journal-approval", args=[held.pk])
    assert "another person approves it" in text(browser("fay").get(page))
    assert browser("fay").post(url).status_code == 403
    assert browser("hannah").post(url).status_code == 302
    finish_all()
    told = browser("otto").get(page)
    assert "JRN-00001" in text(told) and "JRN-00002" in text(told)  # of 3 April and 3 May
    assert told.context["upcoming"][0] == date(2026, 6, 3) and len(told.context["upcoming"]) == 6
    assert len(browser("otto").get(reverse("recurring-journals"), {"view": "active"}).context["rows"]) == 1
    journal = text(browser("otto").get(reverse("manual-journal", args=[held.occurrences.order_by("on")[0].pk])))
    assert page in journal


def test_it_ends(stage: Stage, browser: Browser) -> None:
    held = recurring(stage)
    url = reverse("recurring-journal-ending", args=[held.pk])
    assert browser("otto").post(url).status_code == 403
    assert browser("fay").post(url).status_code == 302
    again = browser("fay").post(url)
    assert again.status_code == 409 and "is ended" in text(again)
    page = browser("fay").get(reverse("recurring-journal", args=[held.pk]))
    assert page.context["verbs"] == [] and page.context["upcoming"] == []
