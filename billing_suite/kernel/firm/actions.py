"""Verbs over legal entities, exchange rates, and the taking of numbers."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import available_timezones

from django.db.models import F, Q
from PIL import Image

from billing_suite.kernel.access.actions import give_reach
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity, NumberSeries
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.record.files import FileRefused, store_file
from billing_suite.kernel.values.business_ids import read_business_id
from billing_suite.kernel.values.exchange import ExchangeRate
from billing_suite.kernel.values.money import exponent
from billing_suite.kernel.values.refusals import Invalid, Refusal

LONGEST_STALE = 366
LOGO_LIMIT = 1024 * 1024  # bytes: it goes into every document
LOGO_SIDE = 3000  # pixels


class DateBeforeSeries(Refusal):
    """Numbers and dates of a series rise together (INV-19)."""

    code = "date-before-series"


@verb("found a legal entity", jobs=True)
def found_legal_entity(
    code: str,
    *,
    details: dict[str, Any],
    currency: str,
    time_zone: str,
    teams: list[str] | None = None,
    by: Actor,
) -> LegalEntity:
    """A company of the firm: code, names, address, base currency, time zone, and the teams that work for it.

    `details` may also say `rate_stale_after` (days) and `rates_through_eur`, which `change_rate_rules` changes.
    """
    exponent(currency)
    if time_zone not in available_timezones():
        raise Invalid(f"no such time zone {time_zone!r}", record=code, fields={"time_zone": ["not in the IANA list"]})
    if details.get("vat_id"):
        told = read_business_id(details["vat_id"], country=details.get("country", ""), of=code, home_only=True)
        details = details | {"vat_id": told.number}
    entity = LegalEntity(code=code, currency=currency, time_zone=time_zone, **details)
    entity.full_clean(exclude=["id"])
    entity.save(force_insert=True)
    for team in teams or []:
        give_reach(entity, team)
    return entity


@verb("change the rules for exchange rates")
def change_rate_rules(entity: LegalEntity, *, through_eur: bool, stale_after: int, by: Actor) -> LegalEntity:
    """What the entity's documents take for an exchange rate from now on; issued ones keep theirs (RULES 21, INV-08).

    `through_eur`: a rate that is not stored in its direction may be derived from the euro's, turned round or from
    two of the same day. `stale_after`: days, 0 to 366; an older rate is none.
    """
    if not 0 <= stale_after <= LONGEST_STALE:
        words = f"0 to {LONGEST_STALE} days"
        raise Invalid(f"a rate grows stale after {words}", record=entity.code, fields={"stale_after": [words]})
    held = LegalEntity.objects.select_for_update().get(pk=entity.pk)
    held.rates_through_eur, held.rate_stale_after = through_eur, stale_after
    held.save(update_fields=["rates_through_eur", "rate_stale_after"])
    return held


@verb("set the logo of a legal entity")
def set_logo(entity: LegalEntity, *, name: str, data: bytes, at: datetime, by: Actor) -> LegalEntity:
    """The picture at the head of the entity's documents from now on; issued ones keep theirs (RULES 13).

    A PNG or JPEG of at most 1 MB and 3000 pixels a side.
    """
    _check_picture(name, data)
    held = LegalEntity.objects.select_for_update().get(pk=entity.pk)
    held.logo = store_file(name, data, at=at, limit=LOGO_LIMIT)
    held.save(update_fields=["logo"])
    return held


def _check_picture(name: str, data: bytes) -> None:
    """A picture is read, not believed: one that a program cannot open would stop every document."""
    if len(data) > LOGO_LIMIT:
        raise FileRefused(f"{name} has {len(data):,} bytes; the limit is {LOGO_LIMIT:,}", rule="INV-50")
    try:
        with Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            width, height = picture.size
            picture.verify()
        if max(width, height) <= LOGO_SIDE:
            with Image.open(BytesIO(data)) as whole:
                whole.load()
            return
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise FileRefused(f"{name} is no PNG or JPEG that can be read") from None
    raise FileRefused(f"{name} is {width} x {height} pixels; at most {LOGO_SIDE} a side", rule="INV-50")


@verb("record exchange rates", jobs=True)
def record_rates(quote: str, *, on: date, rates: dict[str, str], source: str, by: Actor) -> list[ExchangeRate]:
    """Published rates of a day: one unit of each base currency in `quote` (RULES 21). One already stored stays.

    Gives the rates as they stand now, those that were there before included.
    """
    if quote in rates:
        raise Invalid(f"{quote} in {quote} is 1 by definition", record=quote, fields={"rates": ["names the quote"]})
    rows = [
        ExchangeRate(base=base, quote=quote, on=on, rate=Decimal(rate), source=source) for base, rate in rates.items()
    ]
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True)
    return list(ExchangeRate.objects.filter(quote=quote, on=on, base__in=rates).order_by("base"))


def series_for(entity: LegalEntity, kind: str, *, on: date) -> NumberSeries:
    """The series of a kind and year, made at its first use. Call within a verb."""
    series, _ = NumberSeries.objects.get_or_create(
        legal_entity=entity,
        kind=kind,
        year=on.year,
        defaults={"pattern": f"{entity.code.upper()}-{kind[:3].upper()}-{{year}}-{{number:05d}}"},
    )
    return series


def take_numbers(series: NumberSeries, count: int, *, on: date) -> Sequence[int]:
    """The next numbers of a series, as the last write of the issuing transaction (INV-18, INVARIANTS 2.4).

    A date before the series' last one is refused: numbers and dates rise together (INV-19).
    """
    in_order = Q(last_on__isnull=True) | Q(last_on__lte=on)
    taken = NumberSeries.objects.filter(in_order, pk=series.pk).update(last=F("last") + count, last_on=on)
    if not taken:
        held = NumberSeries.objects.get(pk=series.pk)
        raise DateBeforeSeries(
            f"{series} already reaches {held.last_on}; {on} would number backwards",
            record=str(series),
            rule="INV-19",
        )
    last = NumberSeries.objects.values_list("last", flat=True).get(pk=series.pk)
    return range(last - count + 1, last + 1)
