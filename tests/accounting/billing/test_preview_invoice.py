"""A draft looked at before it is issued: the PDF stamped, the e-mail as it would go out, and nothing kept."""

import base64
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounting.billing.documents import letter_of, preview_facts
from accounting.billing.models import DocumentFile, Invoice
from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.models import OutgoingMail
from tests.accounting.billing.reading import pages_of, taken
from tests.builders import APRIL, Stage

Browser = Callable[[str], Client]


def drafted(stage: Stage) -> Invoice:
    """A draft over an hour."""
    contract = stage.contract()
    stage.approved(stage.task(contract), 60)
    return stage.draft(contract)


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_a_draft_and_an_approved_one_are_shown_and_nothing_is_kept(stage: Stage, browser: Browser) -> None:
    draft = drafted(stage)
    fay = browser("fay")
    page, pdf = (reverse(name, args=[draft.pk]) for name in ("invoice-preview", "invoice-preview-pdf"))
    mails = OutgoingMail.objects.count()
    assert page in text(fay.get(reverse("invoice", args=[draft.pk])))
    shown = text(fay.get(page))
    for words in ("invoices@nordlicht.example", f"Invoice {draft.reference} from Spree Studio GmbH", pdf, "sandbox"):
        assert words in shown
    stage.approve(draft)
    answer = taken(fay, fay.post(pdf))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    (paper,) = pages_of(answer.content)
    assert "Draft: not a tax document" in paper
    assert f"Invoice {draft.reference}" in paper
    assert not DocumentFile.objects.exists()
    assert OutgoingMail.objects.count() == mails
    assert not NumberSeries.objects.filter(kind="invoice").exists()


def test_the_mail_of_the_preview_is_the_mail_that_goes_out(stage: Stage) -> None:
    draft = drafted(stage)
    letter = letter_of(preview_facts(draft, on=APRIL))
    issued = stage.issue(*stage.approve(draft))[0]
    finish_all()
    sent = OutgoingMail.objects.get(about_id=str(issued.pk))
    assert sent.text == letter.text.replace(draft.reference, str(issued.number))
    assert sent.html == letter.html.replace(draft.reference, str(issued.number))
    assert sent.subject == letter.subject.replace(draft.reference, str(issued.number))


def test_an_issued_invoice_has_its_paper_and_no_preview(stage: Stage, browser: Browser) -> None:
    issued = stage.issued(minutes=60)
    with pytest.raises(Refusal, match="is issued"):
        preview_facts(issued, on=APRIL)
    assert browser("fay").get(reverse("invoice-preview", args=[issued.pk])).status_code == 409
    assert "Preview" not in text(browser("fay").get(reverse("invoice", args=[issued.pk])))


def test_the_same_over_the_api(stage: Stage, browser: Browser) -> None:
    draft = drafted(stage)
    told = browser("fay").get("/api/v1/invoice-previews/", {"invoice": str(draft.pk)})
    assert told.status_code == 200
    body = told.json()
    asked = browser("fay").post(f"/api/v1/invoices/{draft.pk}/previews/", {}, content_type="application/json")
    assert (asked.status_code, asked.json()["status"], asked.json()["content"]) == (201, "waiting", None)
    finish_all()
    made = browser("fay").get(asked["Location"]).json()
    assert body["subject"] == f"Invoice {draft.reference} from Spree Studio GmbH"
    assert "Draft: not a tax document" in pages_of(base64.b64decode(made["content"]))[0]
    assert browser("mia").get("/api/v1/invoice-previews/", {"invoice": str(draft.pk)}).status_code in (403, 404)
