"""Time on pages: one's week, the approver's queue, one entry; nobody decides on their own time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.access.actions import add_user
from projects.plan.models import Task
from projects.time.actions import submit_time
from projects.time.models import TimeEntry
from tests.builders import MARCH, SET_UP, TEAM, Stage

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def task(stage: Stage) -> Task:
    """Building Nordlicht's portal."""
    return stage.task(stage.contract())


def typed(task: Task, **more: Any) -> dict[str, Any]:
    """An entry as it is typed."""
    return {"task": task.pk, "work_date": "2026-03-03", "minutes": "1:30", "note": "Checkout", "billable": "on"} | more


def submitted(stage: Stage, task: Task, who: str = "mia", minutes: int = 60) -> TimeEntry:
    """An entry put up for approval."""
    entry = stage.logged(task, minutes, who=who)
    return submit_time([entry], by=stage.by(who)).done[0]


def ids(*entries: TimeEntry) -> dict[str, list[str]]:
    """Ticked rows."""
    return {"ids": [str(entry.pk) for entry in entries]}


def state(entry: TimeEntry) -> str:
    """As it stands now."""
    return TimeEntry.objects.get(pk=entry.pk).status


def test_an_entry_is_logged_for_oneself(task: Task, browser: Browser) -> None:
    answer = browser("mia").post(reverse("time-entry-new"), typed(task))
    assert answer.headers["Location"] == "/time/?week=2026-03-02"
    entry = TimeEntry.objects.get()
    assert (entry.person.user.name, entry.minutes, entry.status, entry.billable) == ("Mia Keller", 90, "draft", True)
    shown = browser("mia").get("/time/?week=2026-03-05").content.decode()
    assert "Checkout" in shown and "Submit the week" in shown and 'value="1:30"' in shown
    assert "Checkout" not in browser("mia").get("/time/?week=2026-03-09").content.decode()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"minutes": "0"}, 400),
        ({"minutes": "1e2"}, 400),
        ({"minutes": "-1"}, 400),
        ({"minutes": "1.001"}, 400),
        ({"minutes": "24:30"}, 409),
        ({"work_date": "03.03.2026"}, 400),
        ({"work_date": "2026-02-27"}, 409),  # before the project starts
        ({"note": "x" * 301}, 400),
        ({"task": "nothing"}, 400),
    ],
)
def test_a_wrong_entry_is_refused_with_its_words(
    task: Task, browser: Browser, wrong: dict[str, str], status: int
) -> None:
    answer = browser("mia").post(reverse("time-entry-new"), typed(task) | wrong)
    assert answer.status_code == status and not TimeEntry.objects.exists()
    assert "flash-error" in answer.content.decode() or "field-errors" in answer.content.decode()


@pytest.mark.parametrize("week", ["nonsense", "2026-13-01", "9999-12-31", "0001-01-01", "1e9"])
def test_a_week_that_is_none_is_not_found(task: Task, browser: Browser, week: str) -> None:
    assert browser("mia").get(reverse("my-time"), {"week": week}).status_code == 404


def test_who_is_no_person_is_told_so(stage: Stage, client: Client) -> None:

    client.force_login(add_user("zoe@spree.example", name="Zoe", roles=["delivery"], teams=[TEAM], by=SET_UP))
    answer = client.get(reverse("my-time"))
    assert answer.status_code == 404 and "You log no time yet" in answer.content.decode()
    assert client.post(reverse("my-time"), {}).status_code == 404


def test_a_week_is_submitted_by_its_person_only(stage: Stage, task: Task, browser: Browser) -> None:
    first, second = stage.logged(task, 60), stage.logged(task, 30)
    sent = {**ids(first, second), "week": "2026-03-02"}
    assert browser("tom").post(reverse("time-submission"), sent).status_code == 403
    assert (state(first), state(second)) == ("draft", "draft")
    answer = browser("mia").post(reverse("time-submission"), sent)
    assert answer.headers["Location"] == "/time/" and state(first) == state(second) == "submitted"
    again = browser("mia").post(reverse("time-submission"), sent, follow=True)
    assert "wrong-state" in again.content.decode() or "is submitted" in again.content.decode()


def test_a_draft_is_changed_and_a_submitted_entry_is_not(stage: Stage, task: Task, browser: Browser) -> None:
    entry = stage.logged(task, 60)
    url = reverse("time-entry-changes", args=[entry.pk])
    given = {"minutes": "2", "note": "Cart", "billable": ""}
    assert browser("tom").post(url, given).status_code == 403
    assert browser("mia").post(url, given).status_code == 302
    entry.refresh_from_db()
    assert (entry.minutes, entry.note, entry.billable) == (120, "Cart", False)
    assert browser("mia").post(url, given | {"minutes": "25"}).status_code == 409
    assert browser("mia").post(reverse("time-entry-submission", args=[entry.pk])).status_code == 302
    assert browser("mia").post(url, given).status_code == 409


def test_the_queue_holds_others_time_and_never_ones_own(stage: Stage, task: Task, browser: Browser) -> None:
    submitted(stage, task, "mia")
    submitted(stage, task, "jonas", 45)
    stage.logged(task, 15, who="tom")
    shown = browser("jonas").get(reverse("time-approvals")).content.decode()
    assert "Mia Keller" in shown and "0.75<span" not in shown and "0.25<span" not in shown
    assert "Jonas Weber" in browser("mia").get(reverse("time-approvals")).content.decode()


def test_ticked_time_is_approved_and_ones_own_is_refused_by_name(stage: Stage, task: Task, browser: Browser) -> None:
    theirs, own = submitted(stage, task, "mia"), submitted(stage, task, "jonas")
    answer = browser("jonas").post(reverse("time-approval"), ids(theirs, own), follow=True)
    shown = answer.content.decode()
    assert "1 approved." in shown and "cannot approve their own time" in shown
    assert (state(theirs), state(own)) == ("approved", "submitted")
    assert TimeEntry.objects.get(pk=theirs.pk).price == 140


def test_one_entry_is_approved_on_its_page_but_not_ones_own(stage: Stage, task: Task, browser: Browser) -> None:
    entry = submitted(stage, task)
    url = reverse("time-entry-approval", args=[entry.pk])
    assert browser("mia").post(url).status_code == 403
    assert browser("fay").post(url).status_code == 403
    assert browser("jonas").post(url).status_code == 302
    assert browser("jonas").post(url).status_code == 409
    shown = browser("jonas").get(reverse("time-entry", args=[entry.pk])).content.decode()
    assert "Jonas Weber" in shown and "EUR 140.00 an hour" in shown and "card for DE in EUR" in shown


def test_returning_asks_for_a_reason_first(stage: Stage, task: Task, browser: Browser) -> None:
    entry, lead = submitted(stage, task), browser("jonas")
    asked = lead.post(reverse("time-return"), ids(entry))
    assert asked.status_code == 200 and str(entry.pk) in asked.content.decode()
    assert lead.post(reverse("time-return"), {**ids(entry), "comment": "  "}).status_code == 400
    assert state(entry) == "submitted"
    done = lead.post(reverse("time-return"), {**ids(entry), "comment": "Which ticket?"})
    assert done.headers["Location"] == reverse("time-approvals") and state(entry) == "draft"
    shown = browser("mia").get(f"{reverse('my-time')}?week={MARCH}").content.decode()
    assert "was returned:" in shown and "Which ticket?" in shown


def test_billed_time_stays_and_the_others_come_back(stage: Stage, task: Task, browser: Browser) -> None:
    billed = stage.approved(task, 60)
    stage.run()
    free, waiting = stage.approved(task, 30), submitted(stage, task)
    given = {**ids(billed, free, waiting), "comment": "Again please"}
    shown = browser("jonas").post(reverse("time-return"), given, follow=True).content.decode()
    assert "2 returned." in shown and "is billed: its invoice is credited first" in shown
    assert (state(billed), state(free), state(waiting)) == ("approved", "draft", "draft")
    alone = browser("jonas").post(reverse("time-entry-return", args=[billed.pk]), {"comment": "Again"})
    assert alone.status_code == 409 and "time-billed" in alone.content.decode()


@pytest.mark.parametrize("name", ["time-submission", "time-approval", "time-return"])
def test_ticks_that_are_none_are_refused(task: Task, browser: Browser, name: str) -> None:
    lead = browser("jonas")
    assert lead.get(reverse(name)).status_code == 405
    for sent in ({}, {"ids": ["nothing"]}, {"ids": ["1' OR 1=1"]}):
        assert lead.post(reverse(name), {**sent, "comment": "x"}).status_code == 400


def test_entries_are_filtered_by_day_project_and_view(stage: Stage, task: Task, browser: Browser) -> None:
    entry = stage.approved(task, 90)
    lead, url = browser("jonas"), reverse("time-entries")
    for query, there in (
        ({"project": str(entry.project_id)}, True),
        ({"worked_from": "2026-03-03"}, False),
        ({"worked_through": "2026-03-02", "view": "approved"}, True),
        ({"view": "draft"}, False),
        ({"billable": "False"}, False),
    ):
        assert ("Mia Keller" in lead.get(url, query).content.decode()) == there, query
    assert lead.get(url, {"project": "nothing"}).status_code == 400
    text = b"".join(lead.get(url, {"format": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Mia Keller" in text and "1.50" in text
