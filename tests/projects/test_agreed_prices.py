"""What was agreed is what is billed: a price that the quote names holds for the contract, whatever the card says."""

from datetime import date
from decimal import Decimal

import pytest

from billing_suite.kernel.values.refusals import Invalid
from crm.catalogue.actions import publish_rate_card
from crm.quotes.actions import LineOffer
from tests.builders import SET_UP, Stage

pytestmark = pytest.mark.django_db
AGREED: list[LineOffer] = [
    {"phase": "Design", "description": "Design", "role": "designer", "hours": "40"},
    {"phase": "Delivery", "description": "Build", "role": "developer", "hours": "80", "price": "100"},
    {"phase": "Care", "description": "Care", "role": "developer", "hours": "10"},
]


def test_rules15_the_agreed_price_is_quoted_and_billed(stage: Stage) -> None:
    contract = stage.contract(lines=AGREED)
    assert [(line.role, line.price) for line in contract.lines.all()] == [
        ("designer", Decimal(120)),
        ("developer", Decimal(100)),  # the card says 140
        ("developer", Decimal(100)),  # what is agreed for a role holds for all its lines
    ]
    build = stage.approved(stage.task(contract, "Build"), 90)
    care = stage.approved(stage.task(contract, "Care"), 60)
    design = stage.approved(stage.task(contract, "Design"), 60, who="tom")
    assert [entry.price for entry in (build, care, design)] == [Decimal(100), Decimal(100), Decimal(120)]
    assert "the contract's own card" in build.rate_reason
    assert "card for DE in EUR" in design.rate_reason
    invoice = stage.draft(contract)
    assert str(invoice.net.amount) == "370.00"  # 1.5 x 100 + 1 x 100 + 1 x 120


def test_rules15_a_later_card_moves_only_what_was_not_agreed(stage: Stage) -> None:
    contract = stage.contract(lines=AGREED)
    publish_rate_card(
        "Raised",
        region="DE",
        currency="EUR",
        valid_from=date(2026, 3, 1),
        rates={"designer": Decimal(130), "developer": Decimal(150)},
        by=SET_UP,
    )
    assert stage.approved(stage.task(contract, "Build"), 60).price == Decimal(100)
    assert stage.approved(stage.task(contract, "Design"), 60, who="tom").price == Decimal(130)


def test_another_contract_keeps_the_general_card(stage: Stage) -> None:
    stage.contract(lines=AGREED)
    other = stage.contract("lumiere")
    assert other.rate_card is None
    assert stage.approved(stage.task(other, "Build"), 60).price == Decimal(140)


def test_two_agreed_prices_for_one_role_are_refused(stage: Stage) -> None:
    lines: list[LineOffer] = [*AGREED, {"description": "Rush", "role": "developer", "hours": "5", "price": "180"}]
    with pytest.raises(Invalid, match="one agreed price a role"):
        stage.quote(lines=lines)


@pytest.mark.parametrize("price", ["1e2", "abc", "", "１００"])
def test_inv07_a_price_is_a_plain_decimal(stage: Stage, price: str) -> None:
    with pytest.raises(Invalid, match="plain decimal"):
        stage.quote(lines=[{"description": "Build", "role": "developer", "hours": "8", "price": price}])
