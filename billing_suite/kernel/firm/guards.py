"""What the database refuses: a number series that runs backwards (INV-18, INV-19), a stored rate that changes."""

from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.exchange import ExchangeRate

guards.declare(
    guards.rising(NumberSeries, "last", inv="INV-18"),
    guards.rising(NumberSeries, "last_on", inv="INV-19"),
    guards.frozen(NumberSeries, when="OLD.last > 0", changeable=("last", "last_on"), inv="INV-18", called="used"),
    guards.append_only(ExchangeRate, inv="INV-08"),
)
