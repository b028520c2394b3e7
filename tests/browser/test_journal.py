"""A journal written in the browser: sums as one types, lines that come and go, and the same without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounting.books.models import ManualJournal
from billing_suite.kernel.access.actions import give_password
from tests.browser.chromium import browsing, inspect
from tests.builders import SET_UP, Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a journal line by line 1"


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """The cast; Fay can sign in."""
    stage = set_stage()
    give_password(stage.users["fay"], password=PASSWORD, by=SET_UP)
    stage.customer("nordlicht")
    return stage


def begin(page: Page, path: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill("fay@spree.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    page.goto(path)


def write(page: Page, row: int, account: str, **sides: str) -> None:
    line = page.locator(".editor-rows > .editor-line").nth(row)
    line.get_by_label("Account").select_option(account)
    for side, amount in sides.items():
        line.get_by_label(side.capitalize(), exact=True).fill(amount)


@pytest.mark.parametrize(
    ("size", "theme"), [("wide", "light"), ("wide", "dark"), ("phone", "light"), ("phone", "dark")]
)
def test_the_difference_is_told_while_one_types(live_server: Any, stage: Stage, size: str, theme: str) -> None:
    with browsing(size, theme, live_server.url) as page:
        begin(page, "/journals/new/")
        difference = page.locator("[data-difference]")
        expect(difference).to_have_text("Nothing yet")
        page.get_by_label("Description").fill("Rent April")
        write(page, 0, "6000", debit="1200.50")
        expect(difference).to_have_text("EUR 1,200.50 still to credit")
        write(page, 1, "2400", credit="1000")
        expect(difference).to_have_text("EUR 200.50 still to credit")
        page.get_by_role("button", name="Add lines").click()
        assert page.locator(".editor-rows > .editor-line").count() == 5
        write(page, 4, "2400", credit="200.50")
        expect(difference).to_have_text("In balance")
        page.get_by_text("Customer, contract, project, product").first.click()
        page.locator(".editor-line").first.get_by_label("Customer").fill("CUS-00001")
        inspect(page, f"journal-editor-{size}-{theme}")
        page.get_by_role("button", name="Remove this line").nth(1).click()
        expect(difference).to_have_text("EUR 1,000.00 still to credit")
        page.get_by_role("button", name="Save draft").click()
        expect(page.get_by_text("differ by")).to_be_visible()
        inspect(page, f"journal-refused-{size}-{theme}")
        write(page, 1, "2400", credit="1200.50")
        page.locator(".editor-line").nth(4).get_by_label("Credit").fill("")
        page.locator(".editor-line").nth(4).get_by_label("Account").select_option("")
        page.get_by_role("button", name="Save draft").click()
        expect(page.get_by_role("heading", name="JRN-00001", level=1)).to_be_visible()
    journal = ManualJournal.objects.get()
    assert [line.amount_minor for line in journal.lines.all()] == [120050, -120050]
    assert journal.lines.all()[0].customer == stage.customers["nordlicht"]


def test_without_scripts_lines_are_added_by_the_button(live_server: Any, stage: Stage) -> None:
    with browsing("wide", "light", live_server.url, scripts=False) as page:
        begin(page, "/journals/new/")
        page.get_by_label("Description").fill("Rent April")
        write(page, 0, "6000", debit="10.00")
        before = page.locator(".editor-rows > .editor-line").count()
        write(page, 1, "2400", credit="10.00")
        page.get_by_role("button", name="Add lines").click()
        assert page.locator(".editor-rows > .editor-line").count() >= before
        assert page.locator(".editor-line").first.get_by_label("Debit").input_value() == "10.00"
        page.get_by_role("button", name="Save draft").click()
        expect(page.get_by_role("heading", name="JRN-00001", level=1)).to_be_visible()
