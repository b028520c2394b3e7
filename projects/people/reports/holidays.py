"""Public holidays of a country and its parts, from the `holidays` package: no database, no clock."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

YEARS = 4096  # places and years that are remembered
NONE: Mapping[date, str] = MappingProxyType({})


@lru_cache(maxsize=1)
def places() -> Mapping[str, frozenset[str]]:
    """Every country whose public holidays are known, with its parts that have ones of their own."""
    known = holidays.list_supported_countries(include_aliases=False)
    return {country: frozenset(parts) for country, parts in known.items()}


def is_known_place(country: str, region: str = "") -> bool:
    """Whether the public holidays of a country, and of this part of it, are known."""
    return country in places() and (not region or region in places()[country])


@lru_cache(maxsize=YEARS)
def public_holidays(country: str, region: str, year: int) -> Mapping[date, str]:
    """The public holidays of one year by their names, in English where the package has them.

    A part of a country without holidays of its own has the country's; of an unknown country none are known.
    """
    if not is_known_place(country):
        return NONE
    part = region if is_known_place(country, region) and region else None
    found = holidays.country_holidays(country, subdiv=part, years=year, language="en_US")
    return MappingProxyType({day: name for day, name in found.items() if day.year == year})
