"""A week of time in the browser: filled by keys, saved, submitted, approved; on a phone; without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from billing_suite.kernel.access.actions import give_password
from projects.time.models import TimeEntry
from tests.browser.chromium import browsing, inspect
from tests.builders import MARCH, SET_UP, Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a week of time by hand 1"
WEEK = f"/time/?week={MARCH}"


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """The cast with a contract; Mia and Jonas can sign in, and the week before holds an hour of each task."""
    stage = set_stage()
    for name in ("mia", "jonas"):
        give_password(stage.users[name], password=PASSWORD, by=SET_UP)
    contract = stage.contract()
    for name in ("Design", "Build"):
        stage.logged(stage.task(contract, name), 60, MARCH + timedelta(days=1))
    return stage


def begin(page: Page, who: str, path: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(f"{who}@spree.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    page.goto(path)


def boxes(page: Page) -> Any:
    return page.locator("[data-cell]")


def booked() -> list[tuple[str, int, int]]:
    rows = TimeEntry.objects.order_by("task__name", "work_date")
    return [(name, day.day, minutes) for name, day, minutes in rows.values_list("task__name", "work_date", "minutes")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_week_is_filled_by_keyboard_and_approved(live_server: Any, stage: Stage, theme: str) -> None:
    with browsing("wide", theme, live_server.url) as page:
        begin(page, "mia", WEEK)
        boxes(page).first.click()
        for typed, key in (("1:30", "ArrowRight"), ("1.5", "Enter"), ("90m", "Shift+Tab"), ("2", "Tab")):
            page.keyboard.type(typed)
            page.keyboard.press(key)
        expect(page.locator("[data-week-sum]")).to_have_text("6:30")
        expect(page.locator('[data-day-sum="0"]')).to_have_text("3:30")
        inspect(page, f"week-{theme}")
        page.get_by_role("button", name="Save the week").click()
        expect(page.get_by_text("The week is saved.")).to_be_visible()
        assert booked() == [("Build", 2, 120), ("Build", 3, 90), ("Design", 2, 90), ("Design", 3, 90)]
        page.get_by_role("button", name="Submit the week").click()
        expect(page.get_by_text("4 submitted for approval.")).to_be_visible()
    with browsing("wide", theme, live_server.url) as page:
        begin(page, "jonas", f"/time/sheets/?week={MARCH}")
        page.get_by_label("Mia Keller").check()
        inspect(page, f"sheets-{theme}")
        page.get_by_role("button", name="Approve the ticked").click()
        expect(page.get_by_text("4 approved.")).to_be_visible()
    assert set(TimeEntry.objects.values_list("status", flat=True)) == {"approved"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_one_day_at_a_time(live_server: Any, stage: Stage, theme: str) -> None:
    with browsing("phone", theme, live_server.url) as page:
        begin(page, "mia", f"{WEEK}&day=1")
        assert [box.is_visible() for box in boxes(page).all()].count(True) == 2
        page.locator("label:has(#pick-4)").click()
        visible = page.locator("[data-cell]:visible")
        expect(visible).to_have_count(2)
        visible.first.fill("25:00")
        inspect(page, f"week-phone-{theme}")
        page.get_by_role("button", name="Save the week").click()
        expect(page.get_by_text("What you wrote is kept")).to_be_visible()
        expect(page.locator("[data-cell]:visible").first).to_have_value("25:00")
        inspect(page, f"week-phone-refused-{theme}")
        page.locator("[data-cell]:visible").first.fill("45m")
        page.get_by_role("button", name="Save the week").click()
        expect(page.get_by_text("The week is saved.")).to_be_visible()
    assert ("Design", 6, 45) in booked()


def test_without_scripts_the_week_is_a_plain_form(live_server: Any, stage: Stage) -> None:
    with browsing("wide", "light", live_server.url, scripts=False) as page:
        begin(page, "mia", WEEK)
        boxes(page).first.fill("0:20")
        page.get_by_label("Add a task").fill("Build")
        page.get_by_role("button", name="Add", exact=True).click()
        assert boxes(page).first.input_value() == "0:20"
        page.get_by_role("button", name="Save the week").click()
        expect(page.get_by_text("The week is saved.")).to_be_visible()
    assert ("Design", 2, 20) in booked()
