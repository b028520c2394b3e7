"""What the database refuses of number series: they never run backwards (INV-18, INV-19)."""

from billing_suite.kernel.firm.models import NumberSeries
from billing_suite.kernel.record import guards

guards.declare(
    guards.rising(NumberSeries, "last", inv="INV-18"),
    guards.rising(NumberSeries, "last_on", inv="INV-19"),
    guards.frozen(NumberSeries, when="OLD.last > 0", changeable=("last", "last_on"), inv="INV-18", called="used"),
)
