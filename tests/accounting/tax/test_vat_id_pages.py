"""VAT ids on screen: the customer's panel, the warning on drafts, the evidence, the buttons; the same in the API."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.tax.checking import override_vat_id
from accounting.tax.models import VatIdCheck, VatIdOverride
from billing_suite.kernel.work.models import Job
from crm.customers.actions import change_customer
from tests.accounting.tax.papers import AT, NO, SILENCE, YES, answered
from tests.builders import Stage

Browser = Callable[[str], Client]
API = "/api/v1"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page_of(stage: Stage, who: str = "lumiere") -> str:
    return reverse("customer", args=[stage.customer(who).pk])


def test_the_customers_page_says_how_the_id_stands(stage: Stage, browser: Browser) -> None:
    fay, url = browser("fay"), page_of(stage)
    assert "nobody was asked about it yet" in text(fay.get(url)) and "Check online" not in text(fay.get(url))
    answered(stage, YES)
    assert "WAPIAAAAX" in text(fay.get(url))
    answered(stage, SILENCE, at=AT + timedelta(days=1))
    assert "VIES says MS_UNAVAILABLE. The answer before it still holds." in text(fay.get(url))
    answered(stage, NO, at=AT + timedelta(days=2))
    assert "the reverse charge is refused" in text(fay.get(url))
    assert "Take it for valid" in text(browser("clara").get(url)) and "Take it for valid" not in text(fay.get(url))
    assert "VIES" not in text(browser("lena").get(url))
    assert "nobody was asked" not in text(fay.get(page_of(stage, "thames")))  # not of the EU
    assert "It is of" not in text(fay.get(url))
    change_customer(stage.customer("lumiere"), changes={"vat_id": "DE136695976"}, by=stage.by("lena"))
    assert "It is of Germany; the address is in France." in text(fay.get(url))


def test_a_draft_warns_until_it_is_settled(stage: Stage, browser: Browser, settings: Any) -> None:
    contract = stage.contract("lumiere")
    stage.approved(stage.task(contract), 600)
    url = reverse("invoice", args=[stage.draft(contract).pk])
    assert "VIES" not in text(browser("fay").get(url))
    settings.VIES_URL = "https://vies.example/"
    assert "VIES has not been asked about it yet." in text(browser("fay").get(url))
    answered(stage, SILENCE)
    assert "VIES says MS_UNAVAILABLE. Only its digits speak for it." in text(browser("fay").get(url))
    answered(stage, NO, at=AT + timedelta(days=1))
    assert "VIES knows no such VAT id" in text(browser("fay").get(url))
    override_vat_id(stage.customer("lumiere"), reason="Letter filed", at=AT, by=stage.by("clara"))
    assert "VIES" not in text(browser("fay").get(url))


def test_the_buttons_ask_override_and_withdraw(stage: Stage, browser: Browser, settings: Any) -> None:
    settings.VIES_URL = "https://169.254.169.254/"
    key, clara = stage.customer("lumiere").pk, browser("clara")
    ask, override = (reverse(f"customer-vat-id-{name}", args=[key]) for name in ("check", "override"))
    assert ask in text(browser("fay").get(page_of(stage)))
    assert browser("fay").post(ask).status_code == 302
    assert Job.objects.filter(task="accounting.tax.tasks.ask_vies").count() == 1
    assert browser("lena").post(ask).status_code == 403
    assert clara.post(override, {"reason": "So they say"}).status_code == 409
    answered(stage, NO)
    assert browser("fay").post(override, {"reason": "So they say"}).status_code == 403
    assert clara.post(override, {"reason": ""}).status_code == 400
    assert clara.post(override, {"reason": "The letter is filed"}).status_code == 302
    assert "The letter is filed" in text(clara.get(page_of(stage)))
    end = reverse("vat-id-override-withdrawal", args=[VatIdOverride.objects.get().pk])
    assert browser("fay").post(end, {"reason": "No"}).status_code == 403
    assert clara.post(end, {"reason": "Forged"}).status_code == 302
    assert "the reverse charge is refused" in text(clara.get(page_of(stage)))


def test_the_evidence_is_listed_and_shown_as_it_came(stage: Stage, browser: Browser) -> None:
    check = answered(stage, YES)
    answered(stage, NO, "nordlicht")
    otto = browser("otto")
    rows = otto.get(reverse("vat-id-checks"), {"outcome": "valid"}).context["rows"]
    assert len(rows) == 1
    page = text(otto.get(reverse("vat-id-check", args=[check.pk])))
    assert "{&quot;valid&quot;: true}" in page and "WAPIAAAAX" in page and "DE136695976" in page
    assert browser("mia").get(reverse("vat-id-checks")).status_code == 403


@pytest.mark.once
def test_the_list_costs_the_same_with_few_rows_and_with_many(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")

    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            fay.get(reverse("vat-id-checks"))
        return len(held)

    answered(stage, YES)
    few = price()
    for n in range(20):
        answered(stage, SILENCE, at=AT + timedelta(hours=n))
    assert price() == few <= 12


def test_the_api_asks_shows_and_overrides(stage: Stage, browser: Browser, settings: Any) -> None:
    fay, clara = browser("fay"), browser("clara")
    customer = {"customer": str(stage.customer("lumiere").pk)}

    def post(client: Client, path: str, body: dict[str, Any]) -> Any:
        return client.post(f"{API}/{path}", json.dumps(body), content_type="application/json")

    closed = post(fay, "vat-id-checks/", customer)
    assert (closed.status_code, closed.json()["code"]) == (409, "online-checks-off")
    settings.VIES_URL = "https://169.254.169.254/"
    asked = post(fay, "vat-id-checks/", customer)
    assert (asked.status_code, asked.json()["status"]) == (201, "due")
    answered(stage, NO)
    [row] = fay.get(f"{API}/vat-id-checks/", customer).json()["results"]
    assert (row["outcome"], row["vat_id"]) == ("invalid", "FR40303265045")
    assert fay.get(f"{API}/vat-id-checks/{row['id']}/").json()["answer"] == '{"valid": false}'
    assert post(fay, "vat-id-overrides/", customer | {"reason": "x"}).status_code == 403
    made = post(clara, "vat-id-overrides/", customer | {"reason": "Letter filed"})
    assert made.status_code == 201 and made.json()["vat_id"] == "FR40303265045"
    done = post(clara, f"vat-id-overrides/{made.json()['id']}/withdrawal/", {"reason": "Forged"})
    assert done.json()["withdrawal"] == "Forged"
    assert browser("lena").get(f"{API}/vat-id-checks/").json().get("results", []) == []
    assert VatIdCheck.objects.count() == 1
