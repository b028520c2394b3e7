"""Published exchange rates: from the European Central Bank's files to stored rates."""

from billing_suite.kernel.firm.importing.ecb import ECB, FRANKFURT, PublishedDay, read_published
from billing_suite.kernel.firm.importing.files import RatesUnreadable, shipped_history
from billing_suite.kernel.firm.importing.loading import (
    RateConflict,
    RatesLoaded,
    compare_days,
    load_days,
    load_published_rates,
    narrowed,
)

__all__ = [
    "ECB",
    "FRANKFURT",
    "PublishedDay",
    "RateConflict",
    "RatesLoaded",
    "RatesUnreadable",
    "compare_days",
    "load_days",
    "load_published_rates",
    "narrowed",
    "read_published",
    "shipped_history",
]
