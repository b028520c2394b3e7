"""Postal addresses as the country they go to writes them."""

from collections.abc import Mapping

REGION_AFTER_COMMA = {"US", "JP"}
REGION_BESIDE_CITY = {"AU", "CA"}
POSTCODE_BELOW = {"GB", "IE"}
LETTER = {"US", "CA"}


def paper_size(country: str) -> str:
    """What a country prints on."""
    return "letter" if country in LETTER else "A4"


def place_lines(party: Mapping[str, str]) -> list[str]:
    """Street and place of a party (street, postcode, city, region, country), without the country's name."""
    return [line for line in (party["street"], *_place(party)) if line]


def _place(party: Mapping[str, str]) -> list[str]:
    country, city, postcode = party["country"], party["city"], party["postcode"]
    region = party["region"].split("-")[0]  # a tax region below the state ("NY-NYC") is no part of an address
    if country in POSTCODE_BELOW:
        return [city, postcode]
    if country in REGION_AFTER_COMMA:
        return [f"{city}, {region} {postcode}".rstrip() if region else f"{city} {postcode}".rstrip()]
    if country in REGION_BESIDE_CITY:
        return [" ".join(part for part in (city, region, postcode) if part)]
    return [f"{postcode} {city}".lstrip()]
