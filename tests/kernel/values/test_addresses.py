"""Addresses as the country they go to writes them."""

import pytest

from billing_suite.kernel.values.addresses import place_lines


@pytest.mark.parametrize(
    ("country", "city", "region", "postcode", "lines"),
    [
        ("DE", "Berlin", "", "10115", ["10115 Berlin"]),
        ("FR", "Paris", "", "", ["Paris"]),
        ("US", "New York", "NY-NYC", "10005", ["New York, NY 10005"]),
        ("US", "New York", "", "10005", ["New York 10005"]),
        ("AU", "Melbourne", "VIC", "3000", ["Melbourne VIC 3000"]),
        ("GB", "London", "", "EC3A 8BF", ["London", "EC3A 8BF"]),
        ("JP", "Chiyoda", "Tokyo", "100-0005", ["Chiyoda, Tokyo 100-0005"]),
    ],
)
def test_street_first_then_the_place(country: str, city: str, region: str, postcode: str, lines: list[str]) -> None:
    party = {"street": "1 Street", "city": city, "region": region, "postcode": postcode, "country": country}
    assert place_lines(party) == ["1 Street", *lines]
