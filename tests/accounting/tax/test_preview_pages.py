"""The pages of the tax preview, of withholdings and of places' own ways."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounting.tax.actions import set_up_jurisdiction
from accounting.tax.models import Withholding
from tests.builders import SET_UP, Stage

Browser = Callable[[str], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def asked(stage: Stage, **more: str) -> dict[str, str]:
    told = {
        "entity": str(stage.entity.pk),
        "date": "2026-03-31",
        "currency": "EUR",
        "is_business": "on",
        "line0-supply": "services",
        "line0-quantity": "10",
        "line0-unit_price": "140",
    }
    empty = {f"line{n}-{name}": "" for n in (1, 2, 3) for name in ("quantity", "unit_price", "discount_percent")}
    return told | empty | {f"line{n}-supply": "services" for n in (1, 2, 3)} | more


def test_a_customer_on_record_and_somebody_who_is_not(stage: Stage, browser: Browser) -> None:
    fay, url = browser("fay"), reverse("tax-preview")
    assert "Tax preview" in text(fay.get(url))
    home = text(fay.get(url, asked(stage, customer=str(stage.customer("nordlicht").pk))))
    assert "19 %" in home and "266.00" in home and "1,666.00" in home
    abroad = text(fay.get(url, asked(stage, country="FR", vat_id="FR40303265045")))
    assert "AE · Reverse charge" in abroad and "Articles 44 and 196" in abroad
    refused = fay.get(url, asked(stage, country="FR"))
    assert refused.status_code == 409 and "VAT id of another member state" in text(refused)
    for wrong in ({}, {"country": "FR", "line0-quantity": ""}, {"country": "FR", "line0-unit_price": ""}):
        assert fay.get(url, asked(stage, **wrong)).status_code == 400
    assert browser("mia").get(url).status_code == 403


@pytest.mark.parametrize(
    ("definitions", "status", "words"),
    [
        (
            {
                "currency": "EUR",
                "lines": [{"quantity": "3", "unit_price": "10.25", "taxes": ["vat"]}],
                "taxes": [{"code": "vat", "kind": "percent", "rate": "19"}],
            },
            200,
            "36.59",
        ),
        ({"currency": "EUR", "lines": []}, 400, "This list may not be empty"),
        ("{", 400, "this is no JSON"),
    ],
)
def test_own_definitions(stage: Stage, browser: Browser, definitions: Any, status: int, words: str) -> None:
    fay, url = browser("fay"), reverse("tax-definitions")
    assert "&quot;currency&quot;" in text(fay.get(url))
    told = definitions if isinstance(definitions, str) else json.dumps(definitions)
    answer = fay.post(url, {"definitions": told})
    assert answer.status_code == status and words in text(answer)


def test_a_withholding_is_recorded_by_page(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")
    customer = stage.customer("nordlicht")
    told = {"customer": str(customer.pk), "rate": "15", "reason": "Section 195", "valid_from": "2026-01-01"}
    assert fay.post(reverse("withholding-record"), told).status_code == 302
    assert Withholding.objects.get().customer == customer
    assert "Section 195" in text(fay.get(reverse("withholdings")))
    assert "recorded" not in text(fay.post(reverse("withholding-record"), told | {"rate": "x"}))
    law = "Loi du 6 février 2024"
    set_up_jurisdiction("BE", e_invoice="ubl", e_invoice_from=date(2026, 1, 1), source=law, by=SET_UP)
    assert law in text(fay.get(reverse("jurisdictions")))
