"""POST /api/v1/tax/previews: by definitions and by facts, with and without a slash at the end; nothing is stored."""

from collections.abc import Callable
from typing import Any

import pytest

from accounting.tax.models import TaxRate
from billing_suite.kernel.work.models import Event
from tests.api.conftest import Caller
from tests.api.test_thread import made
from tests.builders import Stage

pytestmark = pytest.mark.django_db
MINE: Any = Callable[[str], Caller]
Problem = Callable[..., dict[str, Any]]
DEFINED: dict[str, Any] = {
    "currency": "EUR",
    "rounding": "line",
    "document_discount": {"percent": "5"},
    "lines": [{"quantity": "3", "unit_price": "10.25", "discount_percent": "10", "taxes": ["vat", "fee"]}],
    "taxes": [
        {"code": "vat", "kind": "percent", "rate": "19"},
        {"code": "fee", "kind": "fixed", "amount": "1.50"},
    ],
}
FACTS: dict[str, Any] = {
    "currency": "EUR",
    "date": "2026-03-31",
    "seller": {"country": "DE", "registrations": [{"country": "DE", "number": "DE136695976"}]},
    "buyer": {"country": "FR", "business": True, "vat_id": "FR40303265045"},
    "lines": [{"supply": "services", "quantity": "10", "unit_price": "140"}],
}


def test_both_ways_in_store_nothing(stage: Stage, caller: MINE) -> None:
    fay, before = caller("fay"), (TaxRate.objects.count(), Event.objects.count())
    told = made(fay.post("tax/previews", DEFINED), 200)
    assert (told["net"], told["tax"], told["gross"]) == ("26.30", "9.50", "35.80")
    assert told["taxes"] == [
        {"code": "vat", "base": "26.30", "amount": "5.00"},
        {"code": "fee", "base": "26.30", "amount": "4.50"},
    ]
    assert made(fay.post("tax/previews/", DEFINED), 200) == told
    decided = made(fay.post("tax/previews", FACTS), 200)
    assert (decided["groups"][0]["category"], decided["gross"]) == ("AE", "1400.00")
    assert (TaxRate.objects.count(), Event.objects.count()) == before


def test_what_does_not_fit_or_does_not_decide_is_a_problem(stage: Stage, caller: MINE, problem: Problem) -> None:
    fay = caller("fay")
    told = problem(fay.post("tax/previews", DEFINED | {"weather": "fine"}), 400, "invalid")
    assert "weather" in told["errors"]
    problem(fay.post("tax/previews", DEFINED | {"document_discount": {}}), 400)
    undecided = FACTS | {"buyer": {"country": "FR", "business": True}}
    assert problem(fay.post("tax/previews", undecided), 409, "no-tax-decision")["rule"] == "RULES 8"
    problem(caller("mia").post("tax/previews", DEFINED), 403)
