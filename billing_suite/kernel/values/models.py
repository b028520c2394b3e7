"""Tables of this room."""

from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.values.ids import ReferenceCounter

__all__ = ["ExchangeRate", "ReferenceCounter"]
