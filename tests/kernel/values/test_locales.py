"""Money, numbers and days as a customer reads them, to the last digit."""

from datetime import date
from decimal import Decimal

import pytest

from billing_suite.kernel.values.locales import tongue_for
from billing_suite.kernel.values.money import money

SPOKEN = ("en", "de", "fr")
THIN, HARD = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "country", "amount", "currency", "said"),
    [
        ("de", "DE", "1234567.50", "EUR", f"1.234.567,50{HARD}€"),
        ("fr", "FR", "1234567.50", "EUR", f"1{THIN}234{THIN}567,50{HARD}€"),
        ("de", "CH", "1234567.50", "CHF", f"CHF{HARD}1’234’567.50"),
        ("en", "US", "1234567.50", "USD", "$1,234,567.50"),
        ("en", "AU", "12.00", "USD", f"USD{HARD}12.00"),
        ("en", "JP", "1234567", "JPY", "JP¥1,234,567"),
        ("en", "US", "1.234", "KWD", f"KWD{HARD}1.234"),
        ("en", "US", "0.0001", "CLF", f"CLF{HARD}0.0001"),
        ("de", "DE", "-3.50", "EUR", f"-3,50{HARD}€"),
        ("en", "US", "12345678901234567.89", "USD", "$12,345,678,901,234,567.89"),
    ],
)
def test_inv07_money_reads_exactly(language: str, country: str, amount: str, currency: str, said: str) -> None:
    assert tongue_for(language, country, spoken=SPOKEN).money(money(amount, currency)) == said


def test_a_price_shows_the_decimals_it_has_and_never_fewer_than_the_currency() -> None:
    tongue = tongue_for("en", "US", spoken=SPOKEN)
    assert tongue.price(Decimal("120.000000"), "USD") == "$120.00"
    assert tongue.price(Decimal("120.125001"), "USD") == "$120.125001"
    assert tongue.price(Decimal("26000.000000"), "JPY") == "¥26,000"


def test_rates_hours_and_numbers() -> None:
    german, american = tongue_for("de", "DE", spoken=SPOKEN), tongue_for("en", "US", spoken=SPOKEN)
    assert german.percent(Decimal("19.000000")) == f"19{HARD}%"
    assert american.percent(Decimal("8.875000")) == "8.875%"
    assert german.hours(Decimal("1234.500000")) == "1.234,50"
    assert german.number(Decimal("0.0063421000")) == "0,0063421"


def test_days_and_spans_say_nothing_twice() -> None:
    german, british = tongue_for("de", "DE", spoken=SPOKEN), tongue_for("en", "GB", spoken=SPOKEN)
    assert german.day(date(2026, 3, 2)) == "2. März 2026"
    assert british.span(date(2026, 3, 2), date(2026, 3, 31)) == "2–31 Mar 2026"
    assert british.span(date(2026, 3, 2), date(2026, 3, 2)) == "2 Mar 2026"


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [
        ("de", "DE", "de_DE"),
        ("DE-at", "AT", "de_AT"),
        ("de", "US", "de"),
        ("en", "US", "en_US"),
        ("en", "JP", "en_001"),
        ("ja", "JP", "en_001"),
        ("", "", "en_001"),
    ],
)
def test_an_unspoken_language_is_english_and_only_americans_read_american(
    language: str, country: str, locale: str
) -> None:
    assert str(tongue_for(language, country, spoken=SPOKEN).locale) == locale


def test_countries_have_names() -> None:
    assert tongue_for("fr", "FR", spoken=SPOKEN).country("DE") == "Allemagne"
    assert tongue_for("fr", "FR", spoken=SPOKEN).country("QQ") == "QQ"
