"""The pages of cash: recording money, setting it against invoices, who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.cash.models import Allocation, Receipt
from billing_suite.kernel.access.actions import add_user
from tests.builders import APRIL, SET_UP, Stage

Browser = Callable[[str], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def filled(stage: Stage, amount: str = "119.00", bank: str = "B-1", **more: Any) -> dict[str, Any]:
    return {
        "entity": str(stage.entity.pk),
        "customer": str(stage.customer("nordlicht").pk),
        "amount_currency": "EUR",
        "amount_amount": amount,
        "received_on": "2026-04-20",
        "bank_reference": bank,
        **more,
    }


def recorded(stage: Stage, fay: Client, **more: Any) -> Receipt:
    assert fay.post(reverse("receipt-record"), filled(stage, **more)).status_code == 302
    return Receipt.objects.latest("reference")


def test_inv30_only_finance_records_money(stage: Stage, browser: Browser) -> None:
    assert browser("fay").get(reverse("receipts")).status_code == 200
    assert browser("otto").get(reverse("receipts")).status_code == 200
    assert browser("otto").get(reverse("receipt-record")).status_code == 403
    assert browser("otto").post(reverse("receipt-record"), filled(stage)).status_code == 403
    assert browser("lena").get(reverse("receipts")).status_code == 403
    assert not Receipt.objects.exists()


def test_a_receipt_is_recorded_and_set_against_an_invoice(stage: Stage, browser: Browser) -> None:
    invoice, fay = stage.issued(minutes=60), browser("fay")
    form = fay.get(reverse("receipt-record"), {"invoice": str(invoice.pk)})
    assert "166.60" in text(form)
    receipt = recorded(stage, fay, amount="200.00")
    asked = reverse("receipt-allocation", args=[receipt.pk])
    assert str(invoice.number) in text(fay.get(asked))
    too_much = fay.post(asked, {"invoice": str(invoice.pk), "amount": "500.00", "on": "2026-04-20"})
    assert too_much.status_code == 409 and "INV-14" in text(too_much)
    assert fay.post(asked, {"invoice": str(invoice.pk), "amount": "", "on": "2026-04-20"}).status_code == 302
    assert Allocation.objects.get().amount == invoice.gross
    page = text(fay.get(reverse("receipt", args=[receipt.pk])))
    assert str(invoice.number) in page and "33.40" in page
    thread = text(fay.get(reverse("invoice", args=[invoice.pk])))
    assert receipt.reference in thread and "Paid" in thread


def test_a_bank_reference_is_recorded_once(stage: Stage, browser: Browser) -> None:
    recorded(stage, browser("fay"))
    again = browser("fay").post(reverse("receipt-record"), filled(stage))
    assert 400 <= again.status_code < 500
    assert Receipt.objects.count() == 1
    wrong = browser("fay").post(reverse("receipt-record"), filled(stage, amount="1e3", bank="B-2"))
    assert wrong.status_code == 400


def test_inv31_a_receipt_out_of_reach_is_not_there(stage: Stage, browser: Browser) -> None:
    receipt = recorded(stage, browser("fay"))
    stranger = add_user("zoe@spree.example", name="Zoe Zander", roles=["finance"], teams=["Munich"], by=SET_UP)
    client = Client()
    client.force_login(stranger)
    assert client.get(reverse("receipt", args=[receipt.pk])).status_code == 404
    assert client.post(reverse("receipt-allocation", args=[receipt.pk])).status_code == 404
    assert receipt.reference not in text(client.get(reverse("receipts")))


@pytest.mark.once
def test_the_list_costs_the_same_with_one_row_and_with_thirty(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")
    recorded(stage, fay, bank="B-0")
    with CaptureQueriesContext(connection) as few:
        fay.get(reverse("receipts"))
    for number in range(1, 30):
        recorded(stage, fay, bank=f"B-{number}")
    with CaptureQueriesContext(connection) as many:
        assert len(fay.get(reverse("receipts")).context["rows"]) == 30
    assert len(many) == len(few) <= 12
    assert Receipt.objects.filter(received_on__gt=APRIL).count() == 30
