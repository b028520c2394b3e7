"""How values look: the same everywhere, exact, escaped."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_suite.kernel.values.money import money
from billing_suite.kernel.web import show
from billing_suite.kernel.web.tones import MARKS, register_tones, tone_of

THIN = show.THIN


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1234.5", "EUR", f"€{THIN}1,234.50"),
        ("-1234567.89", "USD", f"${THIN}−1,234,567.89"),
        ("1402226", "JPY", f"¥{THIN}1,402,226"),
        ("-0.5", "GBP", f"£{THIN}−0.50"),
        ("118500", "NOK", f"NOK{THIN}118,500.00"),
        ("1.234", "KWD", f"KWD{THIN}1.234"),
        ("12345678901234567.89", "EUR", f"€{THIN}12,345,678,901,234,567.89"),
        ("10", "AUD", f"AUD{THIN}10.00"),
    ],
)
def test_money_is_grouped_with_its_own_decimals_and_a_proper_minus(amount: str, currency: str, words: str) -> None:
    assert show.money_words(money(amount, currency)) == words


def test_nothing_is_not_zero() -> None:
    assert "is-zero" in show.show_money(money("0", "EUR"))
    assert show.show_money(None) == show.NOTHING
    assert show.show_hours(None) == show.NOTHING
    assert show.show_hours(0) != show.NOTHING


@pytest.mark.parametrize(("minutes", "hours"), [(90, "1.50"), (100, "1.67"), (-30, "−0.50"), (72000, "1,200.00")])
def test_hours_are_the_quantity_that_is_priced(minutes: int, hours: str) -> None:
    assert f">{hours}<" in show.show_hours(minutes)


def test_a_moment_says_its_time_zone() -> None:
    at = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert "30 Nov 2026, 23:30 UTC" in show.show_instant(at)
    assert "1 Dec 2026, 00:30 CET" in show.show_instant(at, "Europe/Berlin")
    assert "4 Dec 2026" in show.show_day(date(2026, 12, 4))


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1234.500000"), "1,234.5"), (Decimal("-3"), "−3"), (1200, "1,200"), (Decimal("0"), "0")],
)
def test_numbers_lose_only_zeros_that_say_nothing(value: Decimal, text: str) -> None:
    assert show.show_number(value) == text


def test_a_status_is_told_by_mark_and_words_never_by_colour_alone() -> None:
    told = show.show_status("part_paid")
    assert "Part paid" in told
    assert f"#{MARKS['warning']}" in told
    assert len(set(MARKS.values())) == len(MARKS)


def test_words_of_a_status_are_escaped() -> None:
    assert "<b>" not in show.show_status("sent", "<b>Sent</b>")


@pytest.mark.parametrize("name", ["", "../x", "home#x", 'home" onload="', "Home", "home home"])
def test_an_icon_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="no icon name"):
        show.icon(name)


def test_a_status_means_the_same_everywhere() -> None:
    assert tone_of("never heard of") == "neutral"
    with pytest.raises(ValueError, match="positive already"):
        register_tones("danger", "paid")
