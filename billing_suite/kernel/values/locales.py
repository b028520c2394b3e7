"""How money, numbers, days and countries read to a customer: by language and country, as CLDR has it (Babel)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal, format_percent

from billing_suite.kernel.values.money import Money, exponent

DEFAULT = "en"
PRICE_PLACES = 6
# CLDR sets a code apart from the figures ("CHF 10"); Babel leaves that to its caller.
CODE_BESIDE_FIGURE = re.compile(r"(?<=[A-Za-z])(?=[0-9])")


@dataclass(frozen=True)
class Tongue:
    """A customer's language as their country writes it. Exact: no number passes through a float."""

    language: str
    locale: Locale

    def money(self, value: Money) -> str:
        """An amount with its currency and exactly the currency's decimals: "1.234,50 €"."""
        return self.price(value.amount, value.currency.code, most=exponent(value.currency.code))

    def price(self, amount: Decimal, currency: str, *, most: int = PRICE_PLACES) -> str:
        """A price with its currency: at least the currency's decimals, at most `most`."""
        least = exponent(currency)
        places = "0" * least + "#" * (most - least)
        pattern = str(self.locale.currency_formats["standard"].pattern)
        pattern = pattern.replace("0.00", f"0.{places}" if places else "0")
        text = format_currency(amount, currency, format=pattern, locale=self.locale, currency_digits=False)
        return CODE_BESIDE_FIGURE.sub("\N{NO-BREAK SPACE}", text)

    def hours(self, value: Decimal) -> str:
        """A quantity of hours with two decimals, as it is priced (RULES 2)."""
        return format_decimal(value, format="#,##0.00", locale=self.locale)

    def number(self, value: Decimal) -> str:
        """A plain number with the decimals it has, ten at most: an exchange rate."""
        return format_decimal(value, format="#,##0.##########", locale=self.locale)

    def percent(self, value: Decimal) -> str:
        """A rate in per cent, with the decimals it has: 8.875 is "8.875%"."""
        pattern = str(self.locale.percent_formats[None].pattern).replace("##0", "##0.######")
        return format_percent(value / 100, format=pattern, locale=self.locale)

    def day(self, value: date) -> str:
        """A date in words: "31. Januar 2026"."""
        return format_date(value, "long", locale=self.locale)

    def span(self, first: date, last: date) -> str:
        """From one day to another, both included; nothing said twice: "5–30 Jan 2026"."""
        return str(format_interval(first, last, "yMMMd", locale=self.locale))

    def country(self, code: str) -> str:
        """The country's name, or its code where CLDR has none."""
        return str(self.locale.territories.get(code, code))


def tongue_for(language: str, country: str, *, spoken: Collection[str]) -> Tongue:
    """A customer's tongue, in a language that the words exist in, else in English.

    English in a country that CLDR knows no English for reads as world English, not as American.
    """
    wanted = language.replace("_", "-").split("-")[0].lower()
    chosen = wanted if wanted in spoken else DEFAULT
    for name in (f"{chosen}_{country.upper()}", "en_001" if chosen == DEFAULT else chosen):
        try:
            return Tongue(chosen, Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("unreachable: CLDR knows every spoken language")
