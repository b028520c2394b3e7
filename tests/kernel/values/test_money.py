"""INV-07: money is whole minor units with a currency; nothing rounds twice, nothing is a float."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_suite.kernel.values.fields import MoneyValue, SixPlacesField, TenPlacesField
from billing_suite.kernel.values.money import (
    CurrencyMismatch,
    Money,
    dump,
    exponent,
    from_minor,
    money,
    parse,
    parse_decimal,
    round_half_up,
    split,
    to_minor,
    zero,
)
from billing_suite.kernel.values.refusals import Invalid

CURRENCIES = st.sampled_from(["JPY", "EUR", "USD", "KWD", "CLF"])
MINOR = st.integers(min_value=-(10**15), max_value=10**15)
EXACT = st.decimals(min_value=-(10**12), max_value=10**12, places=6)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20).filter(any)


class Held:
    """A record with an amount in euros."""

    currency = "EUR"
    minor: int | None = 0
    amount = MoneyValue("minor")


@pytest.mark.parametrize(
    ("currency", "decimals", "text"),
    [("JPY", 0, "1234"), ("EUR", 2, "1234.50"), ("KWD", 3, "1234.505"), ("CLF", 4, "1234.5678")],
)
def test_a_currency_has_its_iso_decimals(currency: str, decimals: int, text: str) -> None:
    assert exponent(currency) == decimals
    assert dump(money(text, currency)) == {"amount": text, "currency": currency}


def test_an_unknown_currency_is_refused() -> None:
    for code in ("EURO", "eur", "", "ZZZ"):
        with pytest.raises(Invalid):
            exponent(code)


@given(MINOR, CURRENCIES)
def test_minor_units_and_json_come_back_as_they_went(minor: int, currency: str) -> None:
    held = from_minor(minor, currency)
    assert to_minor(held) == minor
    assert parse(dump(held)) == held
    assert to_minor(parse(dump(held))) == minor


@given(EXACT, CURRENCIES)
def test_rounding_is_half_up_and_symmetric(amount: Decimal, currency: str) -> None:
    rounded = round_half_up(amount, currency)
    unit = Decimal(1).scaleb(-exponent(currency))
    assert abs(rounded.amount - amount) <= unit / 2
    assert round_half_up(-amount, currency) == -rounded
    assert round_half_up(rounded.amount, currency) == rounded


@pytest.mark.parametrize(
    ("amount", "currency", "out"),
    [
        ("0.005", "EUR", "0.01"),
        ("0.0049999999", "EUR", "0.00"),
        ("2.665", "EUR", "2.67"),
        ("-2.665", "EUR", "-2.67"),
        ("0.5", "JPY", "1"),
        ("-0.5", "JPY", "-1"),
        ("1.0005", "KWD", "1.001"),
        ("-0.001", "EUR", "0.00"),
    ],
)
def test_rules_1_ties_go_away_from_zero(amount: str, currency: str, out: str) -> None:
    assert dump(round_half_up(Decimal(amount), currency))["amount"] == out


def test_nothing_is_never_less_than_nothing() -> None:
    for text in ("-0", "-0.00"):
        assert dump(money(text, "EUR")) == dump(zero("EUR")) == {"amount": "0.00", "currency": "EUR"}


@given(MINOR, CURRENCIES, WEIGHTS)
def test_rules_3_shares_are_the_whole(minor: int, currency: str, weights: list[int]) -> None:
    shares = split(from_minor(minor, currency), weights)
    assert sum((to_minor(share) for share in shares), 0) == minor
    total = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(to_minor(share) - Decimal(minor) * weight / total) <= 1
        assert weight or not share.amount


def test_rules_3_the_example() -> None:
    shares = split(money("100.00", "EUR"), [31, 28, 31])
    assert [str(share.amount) for share in shares] == ["34.44", "31.12", "34.44"]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_rules_3_what_splits_nothing_is_refused(weights: list[int]) -> None:
    with pytest.raises(Invalid):
        split(money("1.00", "EUR"), weights)


@pytest.mark.parametrize(
    "text",
    [
        *("1e2", "1E2", "+1", " 1", "1 ", "1\n", "01", ".5", "5.", "1,00", "1_000", "", "-", "--1", "0x1"),
        *("NaN", "Infinity", "-Infinity", "١٢", "１", "1" * 19, "0." + "0" * 11, "1\x00", "½"),
        *(1, 1.5, Decimal(1), True, None, b"1"),
    ],
)
def test_inv07_only_a_plain_decimal_is_a_number(text: Any) -> None:
    with pytest.raises(Invalid):
        parse_decimal(text)
    with pytest.raises(Invalid):
        parse({"amount": text, "currency": "EUR"})


@pytest.mark.parametrize(
    "value",
    [
        *(None, 1, 1.5, "1.00", [], ["1.00", "EUR"], {}, {"amount": "1.00"}, {"currency": "EUR"}),
        *({"amount": "1.00", "currency": "EUR", "more": 1}, {"amount": "1.00", "currency": None}),
        *({"amount": "1.00", "currency": "XYZ"}, {"amount": "1.001", "currency": "EUR"}),
        {"amount": "1.5", "currency": "JPY"},
    ],
)
def test_inv07_only_amount_and_currency_are_money(value: Any) -> None:
    with pytest.raises(Invalid):
        parse(value)


@given(EXACT, CURRENCIES)
def test_inv07_an_inexact_amount_is_refused_never_rounded(amount: Decimal, currency: str) -> None:
    fits = amount == round(amount, exponent(currency))
    if fits:
        assert money(amount, currency).amount == amount
        return
    with pytest.raises(Invalid):
        money(amount, currency)
    with pytest.raises(Invalid):
        to_minor(Money(amount, currency))


def test_inv07_inexact_money_is_not_written_out() -> None:
    with pytest.raises(Invalid):
        dump(Money("1.005", "EUR"))


def test_inv07_a_record_keeps_its_currency() -> None:
    held = Held()
    held.amount = money("12.34", "EUR")
    assert (held.minor, held.amount) == (1234, money("12.34", "EUR"))
    with pytest.raises(CurrencyMismatch):
        held.amount = money("12.34", "USD")
    with pytest.raises(Invalid):
        held.amount = Money("0.001", "EUR")
    assert held.minor == 1234
    held.amount = None
    assert held.amount is None


def test_inv07_two_currencies_do_not_add() -> None:
    with pytest.raises(TypeError):
        money("1.00", "EUR") + money("1.00", "USD")
    assert money("1.00", "EUR") != money("1.00", "USD")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_inv07_a_scaled_field_gives_back_what_it_took(number: Decimal) -> None:
    for field in (SixPlacesField(), TenPlacesField()):
        assert field.from_db_value(field.get_prep_value(number)) == number


@pytest.mark.parametrize(
    "number",
    ["0.0000001", "1.00000000000000000000000000001", "NaN", "Infinity", "-Infinity"],
)
def test_inv07_more_decimals_than_the_field_has_are_refused(number: str) -> None:
    with pytest.raises(Invalid):
        SixPlacesField(name="price").get_prep_value(Decimal(number))


def test_inv07_a_float_is_no_price() -> None:
    for number in (0.1, 1.0, float("nan")):
        with pytest.raises(Invalid):
            SixPlacesField(name="price").get_prep_value(number)
    assert SixPlacesField().get_prep_value(None) is None
