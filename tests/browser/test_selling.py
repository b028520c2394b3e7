"""Selling in a real browser: a card dragged on the board, a discounted quote built, approved and signed."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from billing_suite.kernel.work.jobs import finish_all
from crm.customers.models import Customer
from crm.pipeline.actions import set_up_stage
from crm.pipeline.models import Opportunity
from crm.quotes.actions import set_quote_policy
from projects.contracts.models import Contract
from tests.browser.chromium import inspect, window
from tests.browser.test_thread import browser, signed_in, stage  # noqa: F401 - fixtures
from tests.builders import SET_UP, Stage
from tests.kernel.record.flush import let_flush_through

let_flush_through()
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_card_is_dragged_and_sent_by_its_menu(
    live_server: object,
    stage: Stage,  # noqa: F811
    browser: Browser,  # noqa: F811
) -> None:
    set_up_stage("Proposal", position=80, probability=Decimal(60), by=SET_UP)
    set_up_stage("Contract", position=81, probability=Decimal(80), needs=["next_step"], by=SET_UP)
    sale = stage.opportunity()
    page = signed_in(browser, str(live_server), stage.users["lena"].email)
    page.goto("/opportunities/board/")
    inspect(page, "selling-01-board")
    card = page.locator("[data-card]")
    card.drag_to(page.get_by_role("region", name=re.compile("Proposal")).locator("[data-stage]"))
    expect(page.get_by_role("region", name=re.compile("Proposal 1"))).to_be_visible()
    assert stage_of(sale) == "Proposal"
    page.get_by_label("Move Portal to").select_option(label="Contract")
    expect(page.get_by_role("status")).to_contain_text("with a next step")
    assert stage_of(sale) == "Proposal"
    page.goto(f"/opportunities/{sale.pk}/changes/")
    page.get_by_label("Next step").fill("Send the offer")
    page.get_by_role("button", name="Save").click()
    inspect(page, "selling-02-opportunity")
    page.goto("/opportunities/board/")
    page.get_by_label("Move Portal to").select_option(label="Contract")
    expect(page.get_by_role("region", name=re.compile("Contract 1"))).to_be_visible()
    assert stage_of(sale) == "Contract"


def test_two_customers_are_merged_and_taken_apart(
    live_server: object,
    stage: Stage,  # noqa: F811
    browser: Browser,  # noqa: F811
) -> None:
    older = stage.opportunity().customer
    finish_all()
    page = signed_in(browser, str(live_server), stage.users["lena"].email)
    page.goto("/customers/new/")
    for label, told in {
        "Name": "Nordlicht GmbH",
        "Billing e-mail": "ap@nordlicht.example",
        "Street": "Hafen 1",
        "City": "Hamburg",
    }.items():
        page.get_by_label(label, exact=True).fill(told)
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_role("button", name="Add customer").click()
    page.get_by_text("It looks like a customer we have").wait_for()
    inspect(page, "selling-05-likely")
    page.get_by_label("It is none of these: add it").check()
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}/$"))
    finish_all()
    younger = Customer.objects.get(name="Nordlicht GmbH")
    page = signed_in(browser, str(live_server), stage.users["fay"].email)
    page.goto("/customers/duplicates/")
    inspect(page, "selling-06-duplicates")
    page.get_by_role("link", name="Nordlicht").first.click()
    inspect(page, "selling-07-side-by-side")
    page.get_by_role("link", name="Merge", exact=True).click()
    page.get_by_label("Why they are one").fill("Entered twice")
    inspect(page, "selling-08-merge")
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("went into Nordlicht").wait_for()
    assert Customer.objects.get(pk=younger.pk).survivor_id == older.pk
    page.goto(f"/customers/{younger.pk}/")
    page.wait_for_url(f"**/customers/{older.pk}/")
    inspect(page, "selling-09-survivor")
    page.get_by_role("link", name="Nordlicht GmbH").click()
    inspect(page, "selling-10-merge")
    page.get_by_role("link", name="Undo").click()
    page.get_by_label("Why they are two").fill("Mother and daughter")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/customers/{younger.pk}/")
    assert Customer.objects.get(pk=younger.pk).survivor_id is None


def stage_of(sale: Opportunity) -> str:
    return Opportunity.objects.select_related("stage").get(pk=sale.pk).stage.name


def test_a_discounted_quote_is_built_approved_and_signed(
    live_server: object,
    stage: Stage,  # noqa: F811
    browser: Browser,  # noqa: F811
) -> None:
    set_quote_policy("finance", discount_above=Decimal(10), valid_from=date(2026, 1, 1), by=SET_UP)
    sale = stage.opportunity()
    seller = signed_in(browser, str(live_server), stage.users["lena"].email)
    draft(seller, sale)
    seller.get_by_role("link", name="Submit for approval").click()
    seller.get_by_role("button", name="Submit").click()
    expect(seller.get_by_text("awaits approval").first).to_be_visible()
    address = seller.url

    finance = signed_in(browser, str(live_server), stage.users["fay"].email)
    finance.goto("/")
    finance.get_by_role("link", name="QUO-00001").first.click()
    finance.get_by_role("link", name="Approve").click()
    finance.get_by_role("button", name="Approve").click()
    expect(finance.get_by_text("is approved").first).to_be_visible()

    seller.goto(address)
    inspect(seller, "selling-04-quote-approved")
    seller.get_by_role("link", name="Send", exact=True).click()
    seller.get_by_role("button", name="Send", exact=True).click()
    expect(seller.get_by_text("is on its way to")).to_be_visible()
    finish_all()
    link = re.search(r"https?://[^/\s]+(/portal/quotes/\S+)", str(mail.outbox[-1].body))
    assert link
    sign(window(browser, str(live_server)), link[1])
    contract = Contract.objects.get()
    assert [line.description for line in contract.lines.all()] == ["Shop", "Care", "Training"]
    assert contract.net.amount == Decimal("11475.00")  # (9000 + 3000 + 1500) less 15 %
    seller.goto(f"/contracts/{contract.pk}/")
    expect(seller.get_by_role("table", name="Billing plan")).to_be_visible()
    inspect(seller, "selling-06-contract")


def draft(page: Page, sale: Opportunity) -> None:
    """A fixed price with two milestones, a retainer, an option, and 15 % off."""
    page.goto(f"/opportunities/{sale.pk}/quotes/")
    page.get_by_label("Work starts").fill("2026-03-02")
    page.get_by_label("Valid until").fill("2099-12-31")
    page.get_by_label("Discount on the whole").fill("15")
    for row, (name, way, price) in enumerate(
        (("Shop", "Fixed price", "9000"), ("Care", "Retainer", "500"), ("Training", "Fixed price", "1500"))
    ):
        line = page.locator("fieldset.editor-line").nth(row)
        line.get_by_label("Description").fill(name)
        line.get_by_label("Billed by").select_option(label=way)
        line.get_by_label("Price").fill(price)
    care = page.locator("fieldset.editor-line").nth(1)
    care.get_by_label("Every").select_option(label="Month")  # it has unfolded by itself
    care.get_by_label("How many times").fill("6")
    option = page.locator("fieldset.editor-line").nth(2)
    option.get_by_text("Kind, quantity").click()
    option.get_by_label("Optional").check()
    for row, (name, percent) in enumerate((("Kick-off", "30"), ("Launch", "70"))):
        milestone = page.locator("fieldset.milestone-row").nth(row)
        milestone.get_by_label("Milestone").fill(name)
        milestone.get_by_label("Bills, in %").fill(percent)
        milestone.get_by_label("Of lines").fill("1")
    expect(page.locator("[data-total]")).to_have_text("EUR 12,000.00")
    inspect(page, "selling-03-editor")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("10,200.00").first).to_be_visible()


def sign(page: Page, link: str) -> None:
    """The customer ticks the option, reads the total, and signs."""
    page.goto(link)
    page.get_by_label("Training").check()
    page.get_by_role("button", name="Show the total with these").click()
    expect(page.get_by_text("11,475.00").first).to_be_visible()
    inspect(page, "selling-05-portal")
    page.get_by_label("Your full name").fill("Kim Nordlicht")
    page.get_by_label("Your title").fill("Head of digital")
    page.get_by_label("I have read the offer").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted").first).to_be_visible()
