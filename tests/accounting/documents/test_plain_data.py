"""A document as JSON: nothing in it is inexact, and nothing of the document is missing."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from accounting.documents.document import Document
from accounting.documents.plain import plain_data
from billing_suite.kernel.values.money import money
from tests.accounting.documents.drawing import SPREE, allowance, bill, work

DOCUMENT = bill(
    work("38.5", "120.125", adjustments=(allowance("5.00"),), supply_from=date(2026, 3, 2)),
    seller=replace(SPREE, endpoint=("9930", "DE136695976"), registrations=("4711",)),
    adjustments=(allowance("10.00", percent=Decimal("1.50")),),
    prepaid=money("100.00", "EUR"),
)


def test_every_field_is_there_and_every_figure_a_string() -> None:
    told = json.loads(json.dumps(plain_data(DOCUMENT)))
    assert {each.name for each in fields(Document)} <= set(told)
    assert not [value for value in _leaves(told) if isinstance(value, float)]
    assert told["payable"] == {"amount": "5385.67", "currency": "EUR"}
    assert told["lines_net"] == {"amount": "4619.81", "currency": "EUR"}
    assert (told["lines"][0]["quantity"], told["lines"][0]["price"]) == ("38.5", "120.125")
    assert told["lines"][0]["supply_from"] == "2026-03-02" and told["lines"][0]["supply_to"] is None
    assert told["adjustments"][0]["percent"] == "1.5"
    assert told["seller"]["endpoint"] == {"scheme": "9930", "identifier": "DE136695976"}
    assert told["seller"]["registrations"] == ["4711"] and told["buyer"]["endpoint"] is None


def _leaves(told: object) -> list[object]:
    if isinstance(told, dict):
        return [leaf for value in told.values() for leaf in _leaves(value)]
    if isinstance(told, list):
        return [leaf for value in told for leaf in _leaves(value)]
    return [told]
