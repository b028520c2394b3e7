"""Reads over exchange rates."""

from billing_suite.kernel.access.visible import OfficeRows
from billing_suite.kernel.values.exchange import ExchangeRate


class ExchangeRateRows(OfficeRows[ExchangeRate]):
    """Exchange rates: whoever sees the books sees them all."""

    seen_with = "see_books"


def exchange_rates() -> ExchangeRateRows:
    """All of them, before anybody looks: only `visible_to` follows."""
    return ExchangeRateRows(model=ExchangeRate)
