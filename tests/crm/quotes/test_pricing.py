"""What an offer comes to, to the cent: lines by each way of billing, discounts by line and document (RULES 2, 3, 4)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_suite.kernel.values.money import Money, money, to_minor, zero
from crm.quotes.models import QuoteLine
from crm.quotes.pricing import line_net, price_document


def line(position: int = 1, price: str = "100", *, currency: str = "EUR", **facts: Any) -> QuoteLine:
    """A line at a price, its net computed."""
    facts = {
        name: Decimal(value) if isinstance(value, str) and value[0].isdigit() else value
        for name, value in facts.items()
    }
    held = QuoteLine(
        position=position,
        currency=currency,
        price=Decimal(price),
        **({"quantity": Decimal(1), "hours": Decimal(0), "discount": Decimal(0), "billed_by": "fixed"} | facts),
    )
    held.net_minor = to_minor(line_net(held))
    return held


def priced(*lines: QuoteLine, percent: str = "0", amount: str = "0", taken: tuple[int, ...] = ()) -> Any:
    currency = lines[0].currency
    return price_document(lines, currency, discount=Decimal(percent), amount=money(amount, currency), taken=taken)


@pytest.mark.parametrize(
    ("facts", "net"),
    [
        ({"quantity": "1.25", "price": "150.55", "billed_by": "time"}, "188.19"),  # RULES 1: 188.1875 half up
        ({"quantity": "3", "price": "33.335"}, "100.01"),  # 100.005: half up, once
        ({"price": "199.99", "discount": "12.5"}, "174.99"),  # 174.99125
        ({"price": "0.05", "discount": "50"}, "0.03"),  # 0.025: half up
        ({"price": "333.333333", "periods": 3, "span": "month", "billed_by": "retainer"}, "999.99"),  # 3 x 333.33
        ({"price": "99.99", "quantity": "7", "periods": 12, "span": "month", "billed_by": "recurring"}, "8399.16"),
        ({"price": "1234.5", "currency": "JPY"}, "1235"),
        ({"price": "10.0005", "currency": "KWD"}, "10.001"),
    ],
)
def test_rules2_a_line_is_quantity_times_price_less_its_discount_rounded_once(facts: dict[str, Any], net: str) -> None:
    held = line(**facts)
    assert held.net == money(net, held.currency)


def test_rules4_a_percentage_comes_off_the_whole_and_is_spread_by_net() -> None:
    told = priced(line(1, "33.33"), line(2, "33.33"), line(3, "33.34"), percent="10")
    assert (told.before, told.discount, told.net) == tuple(money(each, "EUR") for each in ("100.00", "10.00", "90.00"))
    assert [str(each.off.amount) for each in told.lines] == ["3.33", "3.34", "3.33"]
    assert [str(each.net.amount) for each in told.lines] == ["30.00", "29.99", "30.01"]
    assert [each.price for each in told.lines] == [Decimal("29.997"), Decimal("29.997"), Decimal("30.006")]


def test_rules4_an_amount_comes_off_and_no_cent_is_lost() -> None:
    told = priced(line(1, "60", quantity="10", billed_by="time"), line(2, "400"), amount="100.01")
    assert [str(each.off.amount) for each in told.lines] == ["60.01", "40.00"]
    assert told.net == money("899.99", "EUR")
    assert told.lines[0].price == Decimal("53.9994")  # 60 x (1 - 100.01/1000)


def test_optional_lines_count_once_they_are_taken() -> None:
    lines = (line(1, "100"), line(2, "50", optional=True), line(3, "25", optional=True))
    assert priced(*lines, percent="10").net == money("90.00", "EUR")
    assert priced(*lines, percent="10", taken=(3,)).net == money("112.50", "EUR")
    assert priced(*lines, amount="10", taken=(2, 3)).net == money("165.00", "EUR")
    assert [each.line.position for each in priced(*lines, taken=(2,)).lines] == [1, 2]
    assert priced(line(1, "9", optional=True), percent="5").net == zero("EUR")


def test_the_discount_is_measured_against_our_own_lists() -> None:
    told = priced(
        line(1, "90", list_price="100", quantity="10", billed_by="time"),  # agreed below the card
        line(2, "120", list_price="100"),  # above it: no discount, and none that hides another
        line(3, "80"),  # no list knows it
        percent="10",
    )
    assert told.listed == money("1200.00", "EUR")
    assert told.net == money("990.00", "EUR")
    assert told.discount_percent == Decimal("17.50")
    assert priced(line(1, "100")).discount_percent == 0


@given(
    prices=st.lists(st.integers(0, 10_000_000), min_size=1, max_size=12),
    percent=st.integers(0, 100_000_000),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_rules4_parts_are_the_whole(prices: list[int], percent: int, currency: str) -> None:
    lines = [line(n, str(Decimal(p).scaleb(-3)), currency=currency) for n, p in enumerate(prices, 1)]
    told = priced(*lines, percent=str(Decimal(percent).scaleb(-6)))
    assert sum((each.net for each in told.lines), zero(currency)) == told.net == told.before - told.discount
    assert sum((each.off for each in told.lines), zero(currency)) == told.discount
    assert all(Money(0, currency) <= each.net <= each.line.net for each in told.lines)
