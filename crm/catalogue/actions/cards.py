"""Rate cards: published, copied, and looked up by role and day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.money import exponent, nearest
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from crm.catalogue.models import Rate, RateCard

MOST = Decimal(1_000_000_000)  # per unit, in any currency: more is a slip of the keyboard


class CardsOverlap(Refusal):
    """Two rate cards would hold for one region, currency and day."""

    code = "rate-cards-overlap"


def affordable(prices: Mapping[str, Decimal], *, of: str) -> dict[str, Decimal]:
    """Prices per unit by their name, none below nothing and none above a thousand million."""
    for name, price in prices.items():
        if not 0 <= price <= MOST:
            raise Invalid(
                f"{name}: {price} is no price; between 0 and {MOST:,}", record=of, fields={name: ["out of range"]}
            )
    return dict(prices)


@verb("publish a rate card", jobs=True)
def publish_rate_card(
    name: str, *, region: str, currency: str, valid_from: date, rates: dict[str, Decimal], by: Actor
) -> RateCard:
    """Prices per hour by role from a day on; the card before it ends the day before (DESIGN 3).

    `region` is the country the selling entity is in. A card that starts on or before a later one is refused.
    """
    exponent(currency)
    if not region:
        raise Invalid(f"rate card {name} is for no region", record=name, fields={"region": ["required"]})
    if not rates:
        raise Invalid(f"rate card {name} has no rates", record=name)
    same = RateCard.objects.select_for_update().filter(region=region, currency=currency)
    if same.filter(valid_from__gte=valid_from).exists():
        raise CardsOverlap(f"a card for {region} {currency} starts on or after {valid_from}", record=name)
    for before in same.filter(valid_to__isnull=True):
        before.valid_to = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    card = _write(RateCard(name=name, region=region, currency=currency, valid_from=valid_from), rates)
    publish("rate_card.published", card)
    return card


@verb("copy a rate card", right="publish_rate_card")
def copy_rate_card(
    card: RateCard,
    *,
    name: str,
    valid_from: date,
    raise_by: Decimal = Decimal(0),
    step: Decimal = Decimal("0.01"),
    region: str = "",
    by: Actor,
) -> RateCard:
    """Every price of a card, raised by a percentage (lowered by a negative one) and rounded to a step, from a day on.

    In the card's own currency, for its region unless another is named; there the card before it ends the day before.
    One contract's own prices are not copied: they were agreed with that customer.
    """
    if not card.region:
        raise Invalid(f"{card.name} is one contract's own card", record=card.name, rule="RULES 15")
    prices = raised_prices(card.rates.all(), raise_by=raise_by, step=step)
    rates = {rate.role: price for rate, price in prices}
    return publish_rate_card(
        name, region=region or card.region, currency=card.currency, valid_from=valid_from, rates=rates, by=by
    )


def raised_prices(rates: Iterable[Rate], *, raise_by: Decimal, step: Decimal) -> list[tuple[Rate, Decimal]]:
    """Each rate and its price raised by so many per cent, rounded to the nearest step, half up."""
    check_raise(raise_by, step)
    return [(rate, raised(rate.price, raise_by=raise_by, step=step)) for rate in rates]


def raised(price: Decimal, *, raise_by: Decimal, step: Decimal) -> Decimal:
    """A price raised by so many per cent, rounded to the nearest step, half up."""
    return nearest(Fraction(price) * (100 + Fraction(raise_by)) / 100 / Fraction(step)) * step


def check_raise(raise_by: Decimal, step: Decimal) -> None:
    """Refuse a raise that leaves no price, or rounding to nothing."""
    if step <= 0:
        raise Invalid("prices are rounded to a step above 0", fields={"step": ["above 0"]})
    if raise_by <= -100:
        raise Invalid("prices cannot fall by all they are", fields={"raise_by": ["above -100"]})


def make_own_card(name: str, *, currency: str, valid_from: date, rates: Mapping[str, Decimal]) -> RateCard:
    """What one contract agreed per hour, by role (RULES 15). Call within the verb that makes the contract."""
    return _write(RateCard(name=name, region="", currency=currency, valid_from=valid_from), rates)


def _write(card: RateCard, rates: Mapping[str, Decimal]) -> RateCard:
    prices = affordable({role: Decimal(price) for role, price in rates.items()}, of=card.name)
    card.full_clean(exclude=["id"])
    card.save(force_insert=True)
    Rate.objects.bulk_create([Rate(card=card, role=role, price=price) for role, price in prices.items()])
    return card


def load_rates(keys: Iterable[tuple[str, str]], card_ids: Iterable[object] = ()) -> list[Rate]:
    """The rates of every card of these (region, currency) pairs, and of these cards, in one query."""
    pairs = set(keys)
    rows = Rate.objects.select_related("card").filter(
        card__region__in={region for region, _ in pairs},
        card__currency__in={currency for _, currency in pairs},
    )
    return list(rows | Rate.objects.select_related("card").filter(card__in=[c for c in card_ids if c]))


def pick_rate(
    rates: Iterable[Rate], *, region: str, currency: str, role: str, on: date, own_card: object = None
) -> tuple[Rate, str] | None:
    """The rate in force on a work date and why: the contract's own card first, then region and currency (RULES 15)."""
    held = [rate for rate in rates if rate.role == role and rate.card.currency == currency and rate.card.covers(on)]
    for rate in held:
        if own_card is not None and rate.card_id == own_card:
            return rate, f"{rate.card.name}: the contract's own card, in force on {on}"
    for rate in held:
        if rate.card.region == region and own_card != rate.card_id:
            return rate, f"{rate.card.name}: card for {region} in {currency}, in force on {on}"
    return None
