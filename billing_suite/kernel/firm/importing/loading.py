"""Published rates become stored ones: each once, and none ever changed (INV-08)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.importing.ecb import PublishedDay, read_currency
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import EUR, ExchangeRate
from billing_suite.kernel.values.refusals import Invalid

MOST = 10_000  # INV-50: rates in one transaction, so that on SQLite others wait less than a second
SHOWN = 20


@dataclass(frozen=True)
class RateConflict:
    """A day's stored rate, and another that is published for it now: the stored one stays."""

    quote: str
    on: date
    stored: Decimal
    source: str
    published: Decimal

    def __str__(self) -> str:
        stored, published = (f"{rate.normalize():f}" for rate in (self.stored, self.published))
        return f"{EUR} to {self.quote} on {self.on}: stored {stored} ({self.source}), published {published}"


@dataclass(frozen=True)
class RatesLoaded:
    """What became of published rates: how many were new, how many known, and which differ from what is stored."""

    loaded: int = 0
    known: int = 0
    conflicts: tuple[RateConflict, ...] = ()

    def __add__(self, other: "RatesLoaded") -> "RatesLoaded":
        return RatesLoaded(self.loaded + other.loaded, self.known + other.known, self.conflicts + other.conflicts)

    def __str__(self) -> str:
        return f"{self.loaded} loaded, {self.known} already there, {len(self.conflicts)} conflicting"

    @property
    def conflicting(self) -> int:
        """How many differ."""
        return len(self.conflicts)

    @property
    def first_conflicts(self) -> list[str]:
        """The first of those that differ, in words."""
        return [str(conflict) for conflict in self.conflicts[:SHOWN]]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "loaded": self.loaded,
            "already_there": self.known,
            "conflicting": self.conflicting,
            "first_conflicts": self.first_conflicts,
        }


@verb("load published exchange rates", right="record_rates", jobs=True)
def load_published_rates(days: Sequence[PublishedDay], *, source: str, by: Actor) -> RatesLoaded:
    """Store what one euro cost on these days in other currencies, as published by `source` (RULES 21).

    A rate that is stored already is left as it is; where the published one differs, it is reported and left too,
    since what was once used explains documents (INV-08). At most 10,000 rates at once; `load_days` takes more.
    """
    count = sum(len(day.rates) for day in days)
    if count > MOST:
        raise Invalid(f"{count:,} rates at once; at most {MOST:,}", rule="INV-50", fields={"days": ["too many"]})
    result, new = compare(days, source)
    ExchangeRate.objects.bulk_create(new, batch_size=2000)
    return result


def load_days(
    days: Sequence[PublishedDay], *, source: str, by: Actor, tell: Callable[[int, int], None] = lambda done, total: None
) -> RatesLoaded:
    """Load any number of days, part by part; broken off, the same call goes on where it was."""
    result, done = RatesLoaded(), 0
    for part in parts(days):
        result += load_published_rates(part, source=source, by=by)
        done += len(part)
        tell(done, len(days))
    return result


def compare_days(days: Sequence[PublishedDay]) -> RatesLoaded:
    """What loading these days would do, without doing it."""
    return sum((compare(part, "")[0] for part in parts(days)), RatesLoaded())


def compare(days: Sequence[PublishedDay], source: str) -> tuple[RatesLoaded, list[ExchangeRate]]:
    """Published rates beside stored ones, by one query; and the rows of those that are new."""
    if not days:
        return RatesLoaded(), []
    span = (min(day.on for day in days), max(day.on for day in days))
    rows = ExchangeRate.objects.filter(on__range=span, base=EUR).values_list("quote", "on", "rate", "source")
    stored = {(quote, on): (rate, by) for quote, on, rate, by in rows.iterator(2000)}
    new, conflicts, known = [], [], 0
    for day in days:
        for quote, rate in day.rates.items():
            held = stored.get((quote, day.on))
            if held is None:
                new.append(ExchangeRate(base=EUR, quote=quote, on=day.on, rate=rate, source=source))
            elif held[0] == rate:
                known += 1
            else:
                conflicts.append(RateConflict(quote, day.on, *held, rate))
    return RatesLoaded(len(new), known, tuple(conflicts)), new


def parts(days: Iterable[PublishedDay]) -> Iterator[list[PublishedDay]]:
    """As many days as one call of the verb takes."""
    part: list[PublishedDay] = []
    count = 0
    for day in days:
        if part and count + len(day.rates) > MOST:
            yield part
            part, count = [], 0
        part.append(day)
        count += len(day.rates)
    if part:
        yield part


def narrowed(
    days: Iterable[PublishedDay], *, since: date | None = None, currencies: Sequence[str] = ()
) -> list[PublishedDay]:
    """The days from one on, and of them the named currencies only; a code that is none is refused."""
    wanted = {read_currency(code, "currencies") for code in currencies}
    return [
        PublishedDay(day.on, {c: r for c, r in day.rates.items() if not wanted or c in wanted}, day.place)
        for day in days
        if since is None or day.on >= since
    ]
