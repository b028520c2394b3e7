"""A price list is copied and raised in one step: rounded to a step, dated, and nothing before it changes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.refusals import Refusal
from crm.catalogue.actions import copy_rate_card, make_own_card, raised_prices
from crm.catalogue.models import Rate, RateCard
from tests.builders import Stage

pytestmark = pytest.mark.once
NEXT_YEAR = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("price", "percent", "step", "becomes"),
    [
        ("140", "3.5", "0.01", "144.90"),
        ("140", "3.5", "5", "145"),
        ("115.50", "2.5", "0.50", "118.50"),  # 118.3875
        ("100", "0.25", "0.5", "100.5"),  # a tie goes up
        ("99.99", "0", "0.01", "99.99"),
        ("120", "-10", "1", "108"),
        ("0", "50", "0.01", "0"),
    ],
)
def test_prices_are_raised_and_rounded_half_up_to_a_step(price: str, percent: str, step: str, becomes: str) -> None:
    rate = Rate(role="developer", price=Decimal(price))
    [(_, then)] = raised_prices([rate], raise_by=Decimal(percent), step=Decimal(step))
    assert then == Decimal(becomes)


def test_the_copy_takes_over_and_the_card_before_it_ends(stage: Stage, browser: Callable[[str], Client]) -> None:
    card = RateCard.objects.get(currency="EUR")
    clara = browser("clara")
    page = reverse("rate-card-copy", args=[card.pk])
    assert page in clara.get(reverse("rate-card", args=[card.pk])).content.decode()
    shown = clara.get(page, {"raise_by": "5", "step": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "147.00" in shown and "126.00" in shown
    unclear = clara.get(page, {"raise_by": "x", "step": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "147" not in unclear and "Write a percentage" in unclear
    told = {"name": "2027", "valid_from": "2027-01-01", "raise_by": "5", "step": "1", "region": "DE"}
    made = clara.post(page, told)
    assert made.status_code == 302, made.content
    copy = RateCard.objects.get(name="2027")
    assert {rate.role: rate.price for rate in copy.rates.all()} == {"designer": 126, "developer": 147}
    card.refresh_from_db()
    assert (card.valid_to, copy.region, copy.currency) == (date(2026, 12, 31), "DE", "EUR")
    assert clara.post(page, told).status_code == 409  # there is one from that day already


def test_the_same_over_the_api(stage: Stage, browser: Callable[[str], Client]) -> None:
    card = RateCard.objects.get(currency="GBP")
    body = {"name": "GB 2027", "valid_from": "2027-01-01", "raise_by": "2.5", "step": "0.50"}
    where = f"/api/v1/rate-cards/{card.pk}/copies/"
    assert browser("mia").post(where, body, content_type="application/json").status_code == 403
    made = browser("clara").post(where, body, content_type="application/json").json()
    assert {each["role"]: each["price"] for each in made["rates"]} == {"designer": "102.5", "developer": "118.5"}


def test_what_is_refused(stage: Stage) -> None:
    card = RateCard.objects.get(currency="EUR")
    with acting(stage.by("clara")):
        own = make_own_card("As agreed", currency="EUR", valid_from=NEXT_YEAR, rates={"developer": Decimal(90)})
    for of, more, why in (
        (own, {}, "one contract's own"),
        (card, {"raise_by": Decimal(-100)}, "cannot fall"),
        (card, {"step": Decimal(0)}, "step above 0"),
    ):
        with pytest.raises(Refusal, match=why):
            copy_rate_card(of, name="2027", valid_from=NEXT_YEAR, **more, by=stage.by("clara"))
    with pytest.raises(Refusal):
        copy_rate_card(card, name="2027", valid_from=NEXT_YEAR, by=stage.by("mia"))
    assert copy_rate_card(card, name="AT", valid_from=NEXT_YEAR, region="AT", by=stage.by("clara"))
    card.refresh_from_db()
    assert card.valid_to is None  # another region's card ends nothing here
