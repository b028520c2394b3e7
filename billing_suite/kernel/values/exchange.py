"""Dated exchange rates: amount x rate = books amount (RULES 21)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.values.fields import TenPlacesField
from billing_suite.kernel.values.ids import Record
from billing_suite.kernel.values.money import Money, round_half_up
from billing_suite.kernel.values.refusals import Refusal

EUR = "EUR"  # what the European Central Bank's rates are the price of
PLACES = TenPlacesField.places
SOURCE_LETTERS = 80

Pair = tuple[str, str]
Stored = Mapping[Pair, Mapping[date, "ExchangeRate"]]


class RateMissing(Refusal):
    """No exchange rate, or only a stale one: the document stops, it is never 0 and never 1."""

    code = "exchange-rate-missing"


class ExchangeRate(Record):
    """One unit of `base` in `quote` on a day, and who published it. Once stored it stays (INV-08)."""

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    on = models.DateField()
    rate = TenPlacesField()
    source = models.CharField(max_length=SOURCE_LETTERS)

    class Meta:
        constraints = (
            UniqueConstraint(fields=["base", "quote", "on"], name="one_exchange_rate_a_day"),
            CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_is_positive"),
            CheckConstraint(condition=~Q(base=F("quote")), name="exchange_rate_joins_two_currencies"),
        )
        indexes = (models.Index(fields=["-on", "-id"], name="exchange_rate_latest"),)

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.quote} on {self.on} ({self.source})"


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


@dataclass(frozen=True)
class RateAsk:
    """The rate a document needs, and what its legal entity takes for one.

    `stale_after`: not older than so many days. `through_eur`: where that direction is not stored, it may be
    derived from rates that name the euro.
    """

    base: str
    quote: str
    stale_after: int
    through_eur: bool = False

    @property
    def pair(self) -> Pair:
        """From the document's currency to the books'."""
        return self.base, self.quote


def rates_for(asks: Iterable[RateAsk], *, on: date) -> dict[RateAsk, UsedRate]:
    """The latest rate on or before a date for each ask; one that cannot be answered is left out (RULES 21).

    Same-currency pairs are 1 by definition. A stored rate has a direction and is used in that one alone, unless
    the ask allows the way through EUR: then the direction that is missing, or older, is derived (`derived`).
    The caller refuses what is left out. One query at most, whatever the count.
    """
    wanted = set(asks)
    found = {ask: same_currency(ask.base, on=on) for ask in wanted if ask.base == ask.quote}
    foreign = wanted - found.keys()
    stored = load_stored(foreign, on=on)
    for ask in foreign:
        if (used := answered(ask, stored, on=on)) is not None:
            found[ask] = used
    return found


def load_stored(asks: Iterable[RateAsk], *, on: date) -> Stored:
    """The stored rates that may answer these asks, by pair and day."""
    asks = list(asks)
    if not asks:
        return {}
    codes = {code for ask in asks for code in ask.pair} | ({EUR} if any(ask.through_eur for ask in asks) else set())
    oldest = on - timedelta(days=max(ask.stale_after for ask in asks))
    rows: dict[Pair, dict[date, ExchangeRate]] = {}
    for row in ExchangeRate.objects.filter(base__in=codes, quote__in=codes, on__range=(oldest, on)):
        rows.setdefault((row.base, row.quote), {})[row.on] = row
    return rows


def answered(ask: RateAsk, stored: Stored, *, on: date) -> UsedRate | None:
    """The rate for one ask: the stored one, where it is at least as young as what can be derived."""
    oldest = on - timedelta(days=ask.stale_after)
    direct = max((day for day in stored.get(ask.pair, ()) if oldest <= day <= on), default=None)
    if ask.through_eur:
        start = oldest if direct is None else direct + timedelta(days=1)
        if (made := derived(ask.base, ask.quote, stored, since=start, through=on)) is not None:
            return made
    if direct is None:
        return None
    row = stored[ask.pair][direct]
    return UsedRate(row.base, row.quote, row.rate, row.on, row.source)


def derived(base: str, quote: str, stored: Stored, *, since: date, through: date) -> UsedRate | None:
    """The youngest rate that the euro's rates of one day give: both legs of that day, rounded once, half up.

    A leg is a stored rate that names EUR, in either direction; the source says how the rate was made. What
    ten places would round to nothing is none: a rate is never 0.
    """
    for day in common_days([code for code in (base, quote) if code != EUR], stored):
        if not since <= day <= through:
            continue
        (price, source), (to_price, to_source) = (leg(code, stored, day) for code in (base, quote))
        rate = half_up(to_price / price)
        if rate > 0:
            return UsedRate(base, quote, rate, day, made_from(base, quote, [source, to_source]))
    return None


def common_days(codes: Iterable[str], stored: Stored) -> Iterator[date]:
    """The days on which each of these currencies has a stored rate with EUR, the youngest first."""
    days = [set(stored.get((EUR, code), ())) | set(stored.get((code, EUR), ())) for code in codes]
    yield from sorted(set.intersection(*days), reverse=True)


def leg(code: str, stored: Stored, day: date) -> tuple[Fraction, str]:
    """What one euro costs in a currency on a day, exactly, and who published it."""
    if code == EUR:
        return Fraction(1), ""
    if (row := stored.get((EUR, code), {}).get(day)) is not None:
        return Fraction(row.rate), row.source
    row = stored[code, EUR][day]
    return 1 / Fraction(row.rate), row.source


def half_up(value: Fraction) -> Decimal:
    """A positive exact number with the ten places of a rate, rounded half up."""
    scaled = (value * 10**PLACES * 2 + 1) // 2
    return Decimal(int(scaled)).scaleb(-PLACES)


def made_from(base: str, quote: str, sources: Iterable[str]) -> str:
    """How a derived rate was made, in the letters that a document has for its source."""
    names = " and ".join(dict.fromkeys(source for source in sources if source))
    way = f", {quote} to {base} turned round" if EUR in (base, quote) else f", {base} and {quote} through EUR"
    return f"{names[: SOURCE_LETTERS - len(way)]}{way}"


def rate_missing(ask: RateAsk, *, on: date, record: str = "") -> RateMissing:
    """The refusal that names the pair and the day."""
    way = ", nor both of one day through EUR" if ask.through_eur else ""
    return RateMissing(
        f"no exchange rate {ask.base} to {ask.quote} on {on} or in the {ask.stale_after} days before{way}",
        record=record,
        rule="RULES 21",
    )
