"""Dated exchange rates: amount x rate = books amount (RULES 21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.values.fields import TenPlacesField
from billing_suite.kernel.values.ids import Record
from billing_suite.kernel.values.money import Money, round_half_up
from billing_suite.kernel.values.refusals import Refusal


class RateMissing(Refusal):
    """No exchange rate, or only a stale one: the document stops, it is never 0 and never 1."""

    code = "exchange-rate-missing"


class ExchangeRate(Record):
    """One unit of `base` in `quote` on a day, and who published it."""

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    on = models.DateField()
    rate = TenPlacesField()
    source = models.CharField(max_length=80)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["base", "quote", "on"], name="one_exchange_rate_a_day"),
            CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_is_positive"),
            CheckConstraint(condition=~Q(base=F("quote")), name="exchange_rate_joins_two_currencies"),
        )

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize()} {self.quote} on {self.on} ({self.source})"


@dataclass(frozen=True)
class UsedRate:
    """A rate as a document stores it: the number, its date and its source."""

    base: str
    quote: str
    rate: Decimal
    on: date
    source: str

    def convert(self, amount: Money) -> Money:
        """The books amount, rounded once."""
        return round_half_up(amount.amount * self.rate, self.quote)


def same_currency(currency: str, *, on: date) -> UsedRate:
    """One, by definition."""
    return UsedRate(currency, currency, Decimal(1), on, "same currency")


def rates_on(pairs: Iterable[tuple[str, str]], *, on: date, stale_after: int) -> dict[tuple[str, str], UsedRate]:
    """The latest rate on or before a date for each pair (document currency, base currency).

    Same-currency pairs are 1 by definition. A pair with no rate younger than `stale_after` days is
    left out: the caller refuses that document (RULES 21). Two queries at most, whatever the count.
    """
    wanted = set(pairs)
    found = {(a, b): same_currency(a, on=on) for a, b in wanted if a == b}
    foreign = [pair for pair in wanted if pair[0] != pair[1]]
    if not foreign:
        return found
    either = Q()
    for base, quote in foreign:
        either |= Q(base=base, quote=quote)
    rows = ExchangeRate.objects.filter(either, on__lte=on, on__gte=on - timedelta(days=stale_after))
    for row in rows.order_by("on"):
        found[row.base, row.quote] = UsedRate(row.base, row.quote, row.rate, row.on, row.source)
    return found


def rate_missing(base: str, quote: str, *, on: date, stale_after: int, record: str = "") -> RateMissing:
    """The refusal that names the pair and the day."""
    return RateMissing(
        f"no exchange rate {base} to {quote} on {on} or in the {stale_after} days before",
        record=record,
        rule="RULES 21",
    )
