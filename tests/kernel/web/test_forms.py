"""Exact fields: what is not plainly a number is refused, never guessed (INV-07)."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from billing_suite.kernel.values.money import money
from billing_suite.kernel.web.forms import AmountField, ExactDecimalField, HoursField, MoneyField

NOT_NUMBERS = [
    "1e3",
    "1_000",
    "１２",
    "1,5",
    "1,234.50",
    "+1",
    ".5",
    "5.",
    "0x10",
    "NaN",
    "inf",
    "--1",
    "01",
    "1 0",
    "½",
]


@pytest.mark.parametrize("text", NOT_NUMBERS)
@pytest.mark.parametrize("field", [ExactDecimalField(), AmountField("EUR"), MoneyField(["EUR"])])
def test_inv07_what_is_no_plain_number_is_refused(field: forms.Field, text: str) -> None:
    value: Any = ["EUR", text] if isinstance(field, MoneyField) else text
    with pytest.raises(ValidationError):
        field.clean(value)


def test_inv07_decimals_are_exact() -> None:
    assert ExactDecimalField(places=6).clean("0.100001") == Decimal("0.100001")
    assert AmountField("EUR").clean("12345678901234567.89") == money("12345678901234567.89", "EUR")


@pytest.mark.parametrize(("currency", "text"), [("EUR", "1.234"), ("JPY", "1.5"), ("KWD", "1.2345")])
def test_inv07_an_amount_has_no_more_decimals_than_its_currency(currency: str, text: str) -> None:
    with pytest.raises(ValidationError):
        AmountField(currency).clean(text)
    with pytest.raises(ValidationError):
        MoneyField([currency]).clean([currency, text])


def test_a_currency_that_is_not_on_offer_is_refused() -> None:
    with pytest.raises(ValidationError):
        MoneyField(["EUR"]).clean(["USD", "1"])


def test_limits_hold_at_their_edges() -> None:
    percent = ExactDecimalField(places=2, at_least=0, at_most=100)
    assert percent.clean("0") == 0
    assert percent.clean("100") == 100
    for text in ("-0.01", "100.01"):
        with pytest.raises(ValidationError):
            percent.clean(text)


def test_empty_is_none_where_nothing_is_required() -> None:
    assert ExactDecimalField(required=False).clean("") is None
    assert AmountField("EUR", required=False).clean("") is None
    assert MoneyField(["EUR"], required=False).clean(["EUR", ""]) is None
    assert HoursField(required=False).clean(" ") is None


@pytest.mark.parametrize(("text", "minutes"), [("1.5", 90), ("1:30", 90), ("90m", 90), ("0:05", 5), ("2h", 120)])
def test_hours_as_people_write_them(text: str, minutes: int) -> None:
    assert HoursField().clean(text) == minutes


@pytest.mark.parametrize("text", ["1.501", "1:60", "-1", "１:30", "1e2", "90 minutes please", "::"])
def test_hours_that_are_no_whole_minutes_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        HoursField().clean(text)


class Both(forms.Form):
    price = AmountField("EUR", initial=money("1234.5", "EUR"))
    limit = MoneyField(["EUR", "JPY"], initial=money("7", "JPY"))
    share = ExactDecimalField(initial=Decimal("19.000000"))
    spent = HoursField(initial=90)


def test_what_is_held_comes_back_as_it_would_be_typed() -> None:
    page = str(Both())
    assert 'value="1234.50"' in page
    assert '<option value="JPY" selected>' in page
    assert 'value="19"' in page
    assert 'value="1.50"' in page


def test_a_form_sends_back_what_it_showed() -> None:
    form = Both({"price": "1234.50", "limit_currency": "JPY", "limit_amount": "7", "share": "19", "spent": "1.50"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["limit"] == money("7", "JPY")
    assert not form.has_changed()
