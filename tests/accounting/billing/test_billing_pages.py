"""The pages of billing: who sees which, what the forms do, what a GET leaves alone, what a list costs."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.billing.models import BillingRun, Invoice
from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import Event, Job
from tests.builders import LINES, SET_UP, Stage

Browser = Callable[[str], Client]
LISTS = ("invoices", "billing-runs", "receivables")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as held:
        assert client.get(url).status_code == 200
    return len(held)


@pytest.mark.parametrize("name", [*LISTS, "billing-run-start"])
def test_inv30_lists_open_for_finance_and_refuse_delivery(name: str, stage: Stage, browser: Browser) -> None:
    url = reverse(name)
    assert browser("fay").get(url).status_code == 200
    assert browser("mia").get(url).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_empty_lists_say_what_belongs_there(name: str, stage: Stage, browser: Browser) -> None:
    assert "empty-state" in text(browser("fay").get(reverse(name)))


def test_an_invoice_page_tells_lines_taxes_approval_and_mail(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued(minutes=90)
    finish_all()
    page = browser("fay").get(reverse("invoice", args=[invoice.pk]))
    told = text(page)
    assert page.status_code == 200
    for words in (
        str(invoice.number),
        "Mia Keller",
        "USt",
        "Fay Morgan",
        "Hannah Schulz",
        "invoices@nordlicht.example",
    ):
        assert words in told
    assert reverse("invoice-pdf", args=[invoice.pk]) in told
    assert "Sent" in told
    pdf = browser("fay").get(reverse("invoice-pdf", args=[invoice.pk]))
    assert pdf.getvalue().startswith(b"%PDF")  # type: ignore[attr-defined]


def test_a_maker_sees_why_they_cannot_approve(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    url = reverse("invoice", args=[stage.draft(contract).pk])
    assert "another person approves it" in text(browser("fay").get(url))
    assert "another person approves it" not in text(browser("hannah").get(url))


def test_inv31_an_invoice_out_of_reach_is_not_there(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued()
    stranger = add_user("zoe@spree.example", name="Zoe Zander", roles=["finance"], teams=["Munich"], by=SET_UP)
    client = Client()
    client.force_login(stranger)
    for name in ("invoice", "invoice-pdf", "invoice-approval", "invoice-issuance"):
        assert client.get(reverse(name, args=[invoice.pk])).status_code == 404
        assert client.get(reverse(name, args=[uuid4()])).status_code == 404
    assert client.get(reverse("billing-run", args=[invoice.run_id])).status_code == 404
    assert str(invoice.number) not in text(client.get(reverse("invoices")))


def test_from_draft_to_issued_by_its_pages(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    hannah = browser("hannah")
    assert hannah.post(reverse("invoice-approval", args=[draft.pk])).status_code == 302
    assert hannah.post(reverse("invoice-return", args=[draft.pk])).status_code == 302
    assert hannah.post(reverse("invoice-approval", args=[draft.pk])).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "approved"
    refused = hannah.post(reverse("invoice-approval", args=[draft.pk]))
    assert refused.status_code == 409 and "wrong-state" in text(refused)


def test_inv27_a_maker_is_refused_by_the_page_too(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    refused = browser("fay").post(reverse("invoice-approval", args=[draft.pk]))
    assert refused.status_code == 403 and "approver-is-a-maker" in text(refused)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_words_of_a_line_change_and_make_a_maker(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    url = reverse("invoice-line", args=[draft.pk, 1])
    assert "Build" in text(browser("fay").get(url))
    assert browser("fay").post(url, {"description": ""}).status_code == 400
    assert browser("fay").post(url, {"description": "Portal, first part"}).status_code == 302
    assert draft.lines.get(position=1).description == "Portal, first part"


def test_bulk_verbs_call_the_same_verbs(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    draft = stage.draft(contract)
    answer = browser("hannah").post(reverse("invoices-approve"), {"ids": [str(draft.pk)]}, follow=True)
    assert "1 approved." in text(answer)
    answer = browser("fay").post(reverse("invoices-discard"), {"ids": [str(draft.pk)]}, follow=True)
    assert "discarded" in text(answer)
    assert browser("fay").post(reverse("invoices-discard"), {"ids": ["x"]}).status_code == 400


def test_a_run_is_started_watched_and_told(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    stage.logged(stage.task(contract), 30, date(2026, 3, 3))
    fay = browser("fay")
    asked = {"entity": str(stage.entity.pk), "through": "2026-03-31"}
    preview = fay.get(reverse("billing-run-start"), asked, headers={"HX-Request": "true"})
    assert "Nordlicht" in text(preview) and not BillingRun.objects.exists()
    started = fay.post(reverse("billing-run-start"), asked)
    run = BillingRun.objects.get()
    assert started.headers["Location"] == reverse("billing-run", args=[run.pk])
    url = reverse("billing-run", args=[run.pk])
    assert 'hx-trigger="every 2s"' in text(fay.get(url))
    finish_all()
    part = fay.get(url, headers={"HX-Request": "true"})
    assert "hx-trigger" not in text(part) and "Nordlicht" in text(part)
    refused = fay.post(reverse("billing-run-start"), asked | {"through": "2999-01-01"})
    assert refused.status_code == 409 and "run-refused" in text(refused)


def test_inv40_reading_changes_nothing(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued()
    before = Event.objects.count(), list(Invoice.objects.values())
    names = ("invoice", "invoice-approval", "invoice-return", "invoice-issuance", "invoice-discarding")
    for url in [*(reverse(name, args=[invoice.pk]) for name in names), *map(reverse, LISTS)]:
        browser("clara").get(url)
    assert (Event.objects.count(), list(Invoice.objects.values())) == before


@pytest.mark.once
def test_lists_cost_the_same_with_one_row_and_with_many(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")
    stage.issued()
    few = {name: queries(fay, reverse(name)) for name in LISTS}
    for number in range(4):
        lines: Any = [{**line, "description": f"{line['description']} {number}"} for line in LINES]
        contract = stage.contract(lines=lines)
        stage.approved(stage.task(contract, f"Build {number}"), 60)
    stage.run()
    drafts = list(Invoice.objects.filter(status="draft"))
    stage.issue(*stage.approve(*drafts))
    assert Invoice.objects.count() == 5
    assert {name: queries(fay, reverse(name)) for name in LISTS} == few
    assert max(few.values()) <= 16


def test_panels_tell_what_is_owed_and_billed(stage: Stage, browser: Browser) -> None:
    invoice = stage.issued()
    page = text(browser("fay").get(reverse("customer", args=[invoice.customer_id])))
    assert "Receivables" in page and str(invoice.number) in page
    assert str(invoice.number) not in text(browser("lena").get(reverse("customer", args=[invoice.customer_id])))


def test_a_run_whose_part_has_stopped_says_so(stage: Stage, browser: Browser) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    run = stage.run()
    Job.objects.filter(key=f"{run.reference}:1").update(status="parked", last_error="no")
    page = text(browser("fay").get(reverse("billing-run", args=[run.pk])))
    assert "has stopped" in page and "See why, and retry" in page
