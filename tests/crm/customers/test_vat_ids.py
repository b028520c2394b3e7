"""A customer's VAT id is checked where it comes in, by whichever door, and kept in one form."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.values.business_ids import BadBusinessId
from crm.customers.actions import add_customer, change_customer
from crm.customers.models import Customer
from tests.builders import Stage, behind_the_verbs

HOME = {"street": "Hafen 1", "postcode": "20457", "city": "Hamburg", "country": "DE"}


def added(stage: Stage, vat_id: str, country: str = "DE") -> Customer:
    profile = {"currency": "EUR", "vat_id": vat_id, "billing_email": "in@nord.example"}
    return add_customer(
        stage.entity, name="Nord", profile=profile, address=HOME | {"country": country}, by=stage.by("lena")
    )


def test_an_id_is_kept_in_one_form(stage: Stage) -> None:
    assert added(stage, " 266 182 271").vat_id == "DE266182271"
    assert added(stage, "de-266182271", "CH").vat_id == "DE266182271"
    assert added(stage, "").vat_id == ""


def test_a_wrong_id_adds_nobody(stage: Stage) -> None:
    with pytest.raises(BadBusinessId, match=r"Nord: DE266182272 .* its check digit is wrong \(VAT id of Germany"):
        added(stage, "DE266182272")
    assert not Customer.objects.filter(name="Nord").exists()


def test_a_changed_id_is_checked_and_one_from_before_the_check_may_stay(stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    with behind_the_verbs():
        Customer.objects.filter(pk=customer.pk).update(vat_id="DE-OLD")
    customer.refresh_from_db()
    same = change_customer(customer, changes={"name": "Nordlicht AG", "vat_id": "DE-OLD"}, by=stage.by("lena"))
    assert (same.name, same.vat_id) == ("Nordlicht AG", "DE-OLD")
    with pytest.raises(BadBusinessId, match=customer.reference):
        change_customer(customer, changes={"vat_id": "DE1"}, by=stage.by("lena"))
    assert change_customer(customer, changes={"vat_id": "136 695 976"}, by=stage.by("lena")).vat_id == "DE136695976"
    assert change_customer(customer, changes={"vat_id": ""}, by=stage.by("lena")).vat_id == ""


def test_page_and_api_say_what_is_wrong_at_the_field(stage: Stage, browser: Callable[[str], Client]) -> None:
    lena, told = browser("lena"), {"name": "Nord", "billing_email": "in@nord.example", "vat_id": "DE266182272"}
    form = told | HOME | {"entity": stage.entity.pk, "currency": "EUR", "language": "de", "payment_days": "30"}
    page = lena.post(reverse("customer-new"), form)
    assert page.status_code == 400
    assert "its check digit is wrong" in page.context["form"].errors["vat_id"][0]
    body: dict[str, Any] = told | HOME | {"legal_entity": str(stage.entity.pk), "currency": "EUR"}
    answer = lena.post("/api/v1/customers/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 400 and answer.json()["code"] == "bad-business-id"
    assert not Customer.objects.filter(name="Nord").exists()
