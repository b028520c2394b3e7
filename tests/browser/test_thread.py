"""The whole thread in a real browser: sales, the customer, delivery and finance, each in their own window.

A lead's opportunity becomes a quote, the customer signs it, the hours are booked and approved, a
billing run drafts them, another person approves and issues, the mail brings the PDF, the receipt is
allocated, and the books are at zero. Every page on the way is inspected with axe.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from accounting.billing.models import Invoice, OpenItem
from accounting.books.actions import open_periods
from accounting.books.models import Period
from billing_suite.kernel.access.actions import give_password
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.work.jobs import finish_all
from tests.browser.chromium import COMPLAINTS, chromium, inspect, window
from tests.builders import SET_UP, Stage, set_stage
from tests.kernel.record.flush import let_flush_through

let_flush_through()
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a walk along the thread 1"
ZONE = "Europe/Berlin"


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """The cast, able to sign in, with this year's books open."""
    stage = set_stage()
    first = today(ZONE).replace(month=1, day=1)
    if not Period.objects.filter(legal_entity=stage.entity, starts_on=first).exists():
        open_periods(stage.entity, first=first, months=12, by=SET_UP)
    for user in stage.users.values():
        give_password(user, password=PASSWORD, by=SET_UP)
    return stage


@pytest.fixture
def browser() -> Iterator[Browser]:
    """One Chromium for the whole walk; nobody's console may complain."""
    with chromium() as running:
        yield running
    assert [told for complaints in COMPLAINTS.values() for told in complaints] == []
    COMPLAINTS.clear()


def signed_in(browser: Browser, base_url: str, email: str) -> Page:
    """Somebody's own window, at home."""
    page = window(browser, base_url)
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=re.compile("Vogt|Weber|Keller|Morgan|Schulz"))).to_be_visible()
    return page


def sell(page: Page) -> None:
    """Sales: a customer, a contact, an opportunity, a quote with two lines, sent."""
    page.goto("/customers/")
    page.get_by_role("link", name="Add customer").first.click()
    page.get_by_label("Name", exact=True).fill("Nordlicht")
    page.get_by_label("Legal name").fill("Nordlicht Logistik GmbH")
    page.get_by_label("Billing e-mail").fill("invoices@nordlicht.example")
    page.get_by_label("VAT number").fill("DE266182271")
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_label("Street").fill("Hafen 1")
    page.get_by_label("Postcode").fill("20457")
    page.get_by_label("City").fill("Hamburg")
    page.get_by_label("Country").select_option("DE")
    inspect(page, "thread-01-customer-form")
    page.get_by_role("button", name="Add customer").click()
    expect(page.get_by_role("heading", name="Nordlicht", level=1)).to_be_visible()
    page.get_by_role("link", name="Add contact").click()
    page.get_by_label("Name", exact=True).fill("Kim Nordlicht")
    page.get_by_label("E-mail").fill("kim@nordlicht.example")
    page.get_by_role("button", name="Add contact").click()
    expect(page.get_by_text("kim@nordlicht.example")).to_be_visible()
    inspect(page, "thread-02-customer")
    page.get_by_role("link", name="New opportunity").click()
    page.get_by_label("Name", exact=True).fill("Customer portal")
    page.get_by_label("Expected amount").fill("16000.00")
    page.get_by_label("Expected close").fill(today(ZONE).isoformat())
    page.get_by_label("Contact").select_option(label="Kim Nordlicht")
    page.get_by_role("button", name="Open opportunity").click()
    expect(page.get_by_role("heading", name="Customer portal", level=1)).to_be_visible()
    inspect(page, "thread-03-opportunity")
    page.get_by_role("link", name="New quote").click()
    for row, (text, phase, role, hours) in enumerate(
        (("Screens", "Design", "designer", "40"), ("Build it", "Delivery", "developer", "80"))
    ):
        line = page.locator("fieldset.editor-line").nth(row)
        line.get_by_label("Description").fill(text)
        line.get_by_label("Phase").fill(phase)
        line.get_by_label("Role").select_option(role)
        line.get_by_label("Hours").fill(hours)
    page.get_by_label("Work starts").fill(today(ZONE).isoformat())
    inspect(page, "thread-04-quote-editor")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("16,000.00").first).to_be_visible()
    page.get_by_role("link", name="Send", exact=True).click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("is on its way to")).to_be_visible()
    inspect(page, "thread-05-quote-sent")


def sign(page: Page) -> None:
    """The customer: follow the link of the letter, read, sign."""
    letter = mail.outbox[-1]
    assert letter.to == ["kim@nordlicht.example"]
    link = re.search(r"https?://[^/\s]+(/portal/quotes/\S+)", str(letter.body))
    assert link, letter.body
    page.goto(link.group(1))
    expect(page.get_by_text("16,000.00").first).to_be_visible()
    inspect(page, "thread-06-portal")
    page.get_by_label("Your full name").fill("Kim Nordlicht")
    page.get_by_label("Your title").fill("Head of digital")
    page.get_by_label("I have read the offer").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted").first).to_be_visible()
    inspect(page, "thread-07-portal-signed")


def deliver(page: Page) -> None:
    """Delivery: the project that the signature opened, hours on both of its tasks, submitted."""
    page.goto("/projects/")
    page.get_by_role("link", name=re.compile("PRJ-")).first.click()
    expect(page.get_by_role("heading", name="Customer portal", level=1)).to_be_visible()
    expect(page.get_by_text("Build it").first).to_be_visible()
    inspect(page, "thread-08-project")
    for task, hours, note in (("Build it", "7:30", "Search and list"), ("Screens", "1.5", "First drafts")):
        page.goto("/time/")
        page.get_by_role("link", name="Log one entry").click()
        page.get_by_label("Task").select_option(label=f"PRJ-00001 · {task}")
        page.get_by_label("Hours").fill(hours)
        page.get_by_label("Note").fill(note)
        page.get_by_role("button", name="Add entry").click()
        expect(page.get_by_text(f"h on {task}")).to_be_visible()
    inspect(page, "thread-09-week")
    page.get_by_role("button", name="Submit the week").click()
    expect(page.get_by_role("button", name="Submit the week")).to_have_count(0)


def approve_hours(page: Page) -> None:
    """The lead: both entries at once, their rates frozen."""
    page.goto("/time/approvals/")
    expect(page.get_by_text("Search and list").first).to_be_visible()
    inspect(page, "thread-10-time-approvals")
    page.get_by_label("Tick all rows of this page").check()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("2 approved")).to_be_visible()


def draft_invoices(page: Page) -> None:
    """Finance: a billing run, which is a job, and the draft it made."""
    page.goto("/billing-runs/")
    page.get_by_role("link", name="Start a billing run").first.click()
    page.get_by_label("Work through").fill(today(ZONE).isoformat())
    inspect(page, "thread-11-run-form")
    page.get_by_role("button", name="Start the run").click()
    expect(page.get_by_text("has started")).to_be_visible()
    finish_all()
    page.reload()
    expect(page.get_by_text("1,463.70").first).to_be_visible()  # (7.5 x 140 + 1.5 x 120) and 19 %
    inspect(page, "thread-12-run")


def open_draft(page: Page) -> None:
    """The newest invoice's page, from the list."""
    page.goto("/invoices/")
    page.get_by_role("link", name=re.compile("DRF-")).first.click()
    expect(page.get_by_text("1,463.70").first).to_be_visible()


def approve_and_issue(page: Page) -> None:
    """Another person of finance: approve, issue, and the PDF."""
    open_draft(page)
    inspect(page, "thread-13-draft")
    confirm(page, "Approve")
    expect(page.get_by_text("Approved").first).to_be_visible()
    confirm(page, "Issue")
    expect(page.get_by_text("Issued").first).to_be_visible()
    finish_all()
    page.reload()
    inspect(page, "thread-14-issued")
    document = page.request.get(str(page.get_by_role("link", name="PDF").first.get_attribute("href")))
    assert document.headers["content-type"] == "application/pdf" and document.body().startswith(b"%PDF")
    letter = mail.outbox[-1]
    assert letter.to == ["invoices@nordlicht.example"]
    assert [kind for _, _, kind in letter.attachments] == ["application/pdf"]


def confirm(page: Page, name: str) -> None:
    """Press a verb's button, and say yes to its question."""
    page.get_by_role("link", name=name, exact=True).or_(page.get_by_role("button", name=name, exact=True)).first.click()
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def receive(page: Page) -> None:
    """Finance: the money arrives and is set against the invoice."""
    page.get_by_role("link", name="Record a receipt").click()
    page.get_by_label("Bank reference").fill("NORDLICHT 4711")
    inspect(page, "thread-15-receipt-form")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("is recorded and posted")).to_be_visible()
    inspect(page, "thread-16-allocation")
    page.get_by_role("button", name="Allocate").click()
    expect(page.get_by_role("heading", name=re.compile("RCP-00001"), level=1)).to_be_visible()
    inspect(page, "thread-17-receipt")
    page.get_by_role("link", name=re.compile("DE-INV-")).first.click()
    expect(page.get_by_text("Paid").first).to_be_visible()
    inspect(page, "thread-18-paid")


def balance(page: Page) -> None:
    """The books: debit is credit."""
    page.goto("/trial-balance/")
    expect(page.get_by_role("row", name=re.compile("Difference.*0.00"))).to_be_visible()
    inspect(page, "thread-19-trial-balance")


def test_from_an_opportunity_to_a_paid_invoice(live_server: Any, stage: Stage, browser: Browser) -> None:
    lena = signed_in(browser, live_server.url, "lena@spree.example")
    sell(lena)
    finish_all()
    sign(window(browser, live_server.url, size="phone"))
    deliver(signed_in(browser, live_server.url, "mia@spree.example"))
    approve_hours(signed_in(browser, live_server.url, "jonas@spree.example"))
    fay = signed_in(browser, live_server.url, "fay@spree.example")
    draft_invoices(fay)
    hannah = signed_in(browser, live_server.url, "hannah@spree.example")
    approve_and_issue(hannah)
    receive(hannah)
    balance(hannah)
    item = OpenItem.objects.get()
    assert item.open_minor == 0 and Invoice.objects.get().status == "issued"
