"""The pages of the tax set-up: to be read by whoever answers for it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounting.tax.actions import set_tax_rates
from tests.builders import SET_UP, Stage

Browser = Callable[[str], Client]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(("name", "words"), [("tax-rates", "UStG 12 (1)"), ("tax-registrations", "DE136695976")])
def test_inv30_the_tax_set_up_is_read_by_finance_alone(name: str, words: str, stage: Stage, browser: Browser) -> None:
    assert words in text(browser("clara").get(reverse(name)))
    assert browser("mia").get(reverse(name)).status_code == 403
    assert browser("clara").post(reverse(name)).status_code == 405


def test_the_list_costs_the_same_with_few_rows_and_with_many(stage: Stage, browser: Browser) -> None:
    clara = browser("clara")

    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            clara.get(reverse("tax-rates"))
        return len(held)

    few = price()
    rates: Any = [
        {"supply": "services", "component": f"Part {n}", "category": "S", "rate": "1", "source": "test"}
        for n in range(30)
    ]
    set_tax_rates("US", region="NY", valid_from=date(2024, 1, 1), rates=rates, by=SET_UP)
    assert price() == few <= 12
