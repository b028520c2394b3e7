"""Readings of people: what an hour of a role costs today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from billing_suite.kernel.values.dates import in_force
from crm.catalogue.models import RateCard


@dataclass(frozen=True)
class RateShown:
    """The price of one hour by one card."""

    card: RateCard
    price: Any


def rates_of_role(code: str, user: Any, *, on: date) -> list[RateShown]:
    """What an hour of this role costs on a day, by each card that the user may see: two queries."""
    cards = RateCard.objects.visible_to(user).filter(in_force(on), rates__role=code).prefetch_related("rates")
    return [RateShown(card, rate.price) for card in cards.distinct() for rate in card.rates.all() if rate.role == code]
