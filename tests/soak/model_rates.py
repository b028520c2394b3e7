"""What the model knows of rounding, months and exchange rates: a rate is published for a day and stays."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.soak.scene import RATES, mondays, rate_of

PLACES = {"EUR": 2, "GBP": 2, "USD": 2, "JPY": 0, "KWD": 3}


def half_up(value: Decimal) -> int:
    """Ties away from zero (RULES 1)."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def month_end(day: date, ago: int = 0) -> date:
    """The last day of a day's month, or of one some months before (or, below nothing, after) it."""
    index = day.year * 12 + day.month - 1 - ago
    year, month = divmod(index, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def first_rates() -> dict[str, dict[date, Decimal]]:
    """The scene's, and the stage's own one for the first of April."""
    rates = {currency: {monday: rate_of(currency, monday) for monday in mondays()} for currency in RATES}
    rates["GBP"][date(2026, 4, 1)] = Decimal("1.15")
    return rates


@dataclass
class Rates:
    """Each currency's published rates into euro, and those of the euro in it, which are turned round if allowed."""

    direct: dict[str, dict[date, Decimal]] = field(default_factory=first_rates)
    turned: dict[str, dict[date, Decimal]] = field(default_factory=lambda: {currency: {} for currency in RATES})
    stale_after: int = 7
    through_eur: bool = False

    def publish(self, currency: str, day: date, rate: Decimal, *, turned: bool) -> Decimal:
        """The first one of a day stays; gives the one that stands."""
        return (self.turned if turned else self.direct)[currency].setdefault(day, rate)

    def on(self, currency: str, day: date) -> Decimal | None:
        """The youngest rate of the last days, at most so many as the firm says; None for none (RULES 21)."""
        if currency == "EUR":
            return Decimal(1)
        for back in range(self.stale_after + 1):
            then = day - timedelta(days=back)
            if then in self.direct[currency]:
                return self.direct[currency][then]
            if self.through_eur and then in self.turned[currency]:
                turned = 1 / self.turned[currency][then]
                return turned.quantize(Decimal("1e-10"), rounding=ROUND_HALF_UP)
        return None

    def to_base(self, minor: int, currency: str, day: date) -> int:
        """Euro cents for an amount at the day's rate, rounded once (RULES 22)."""
        rate = self.on(currency, day)
        assert rate is not None, f"there is no rate for {currency} on {day}"
        return half_up(Decimal(minor).scaleb(2 - PLACES[currency]) * rate)
