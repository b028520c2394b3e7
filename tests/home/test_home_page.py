"""The home page: what waits for whom, said once, at a constant price."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.work.models import Event, Job, Notification
from tests.builders import LINES, SET_UP, Stage

Browser = Callable[[str], Client]
AT = datetime(2026, 4, 3, 12, tzinfo=UTC)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def waiting(response: Any) -> dict[str, list[str]]:
    """The queues on the page, each with what it holds."""
    return {queue.title: [line.words for line in queue.lines] for queue in response.context["queues"]}


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize("who", ["lena", "jonas", "mia", "fay", "clara", "ada", "otto"])
def test_an_empty_desk_says_so(who: str, stage: Stage, browser: Browser) -> None:
    page = browser(who).get("/")
    assert page.status_code == 200 and "Nothing waits for you" in text(page)


def test_without_a_role_one_is_told_so(stage: Stage) -> None:
    client = Client()
    client.force_login(add_user("new@spree.example", name="New One", roles=[], by=SET_UP))
    assert "You have no role yet" in text(client.get("/"))


def test_inv27_a_draft_waits_for_who_may_approve_it_and_not_for_its_maker(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    assert waiting(browser("hannah").get("/"))["Invoices to approve"] == [draft.reference]
    assert waiting(browser("clara").get("/"))["Invoices to approve"] == [draft.reference]
    assert "Invoices to approve" not in waiting(browser("fay").get("/"))
    stage.approve(draft)
    assert waiting(browser("fay").get("/"))["Invoices to issue"] == [draft.reference]


def test_each_stands_on_the_desk_whose_it_is(stage: Stage, browser: Browser) -> None:
    stage.sent("lumiere")
    task = stage.task(stage.contract())
    stage.logged(task, 30)
    stage.approved(task, 60)
    with time_machine.travel("2026-04-03T12:00:00Z", tick=False):
        assert list(waiting(browser("mia").get("/"))) == ["Time to submit"]
        assert waiting(browser("fay").get("/"))["Work to bill"] == ["Spree Studio"]
        quotes = browser("lena").get("/")
        assert len(waiting(quotes)["Quotes waiting for the customer"]) == 1 and "Lumiere" in text(quotes)


def test_overdue_receivables_and_failed_work_come_first(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued()
    Job.objects.filter(key=f"document:{invoice.pk}").update(status="parked", last_error="the printer is gone")
    with time_machine.travel("2026-09-01T12:00:00Z", tick=False):
        page = browser("fay").get("/")
        assert list(waiting(page))[:2] == ["Work that has stopped", "Overdue receivables"]
        assert "the printer is gone" in text(page) and str(invoice.number) in text(page)
        assert waiting(browser("mia").get("/")) == {}


def test_unread_notifications_stand_there(stage: Stage, browser: Browser) -> None:
    Notification.objects.create(recipient=stage.users["mia"], title="Look here", at=AT)
    assert waiting(browser("mia").get("/"))["Unread in your inbox"] == ["Look here"]
    assert waiting(browser("tom").get("/")) == {}


@pytest.mark.once
@pytest.mark.parametrize("who", ["fay", "clara", "lena", "jonas", "ada"])
def test_the_desk_costs_the_same_with_little_and_with_much(who: str, stage: Stage, browser: Browser) -> None:
    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            assert client.get("/").status_code == 200
        return len(held)

    client = browser(who)
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    stage.run()
    few = price()
    for number in range(6):
        lines: Any = [{**line, "description": f"{line['description']} {number}"} for line in LINES]
        more = stage.contract(lines=lines)
        stage.approved(stage.task(more, f"Build {number}"), 60)
        stage.logged(stage.task(more, f"Build {number}"), 20)
        stage.sent("lumiere", lines=lines)
    stage.run()
    assert price() == few <= 34


def test_inv40_looking_changes_nothing(stage: Stage, browser: Browser) -> None:
    before = Event.objects.count(), Job.objects.count()
    for who in stage.users:
        browser(who).get(reverse("home"))
    assert (Event.objects.count(), Job.objects.count()) == before
