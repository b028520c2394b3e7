"""Which certificate covers a supply (RULES 9; New York's ST-120 and ST-119.1 serve as the state's papers)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.tax.certificate import CertificateFact, covering, wider

JANUARY, JUNE, END = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 31)


def fact(
    number: str, region: str = "NY", *supplies: str, start: date = JANUARY, end: date | None = END
) -> CertificateFact:
    return CertificateFact(number, "US", region, supplies or ("services",), start, end, "Resale")


STATE = fact("ST-120")
CITY = fact("NYC-1", "NY-NYC")
COUNTRY = fact("FED-1", "")
NEWER = fact("ST-120B", start=JUNE)
ENDLESS = fact("ST-119", end=None)
BOTH = fact("ST-121", "NY", "services", "digital")

CASES = [
    ([], "US", "NY", "services", JUNE, None),
    ([STATE], "US", "NY", "services", JUNE, "ST-120"),
    ([STATE], "US", "NY", "digital", JUNE, None),  # it exempts only what it covers
    ([BOTH], "US", "NY", "digital", JUNE, "ST-121"),
    ([STATE], "US", "NJ", "services", JUNE, None),
    ([STATE], "CA", "NY", "services", JUNE, None),
    ([STATE], "US", "NY", "services", JANUARY, "ST-120"),  # the first day and the last are in it
    ([STATE], "US", "NY", "services", END, "ST-120"),
    ([STATE], "US", "NY", "services", JANUARY - timedelta(days=1), None),
    ([STATE], "US", "NY", "services", END + timedelta(days=1), None),
    ([ENDLESS], "US", "NY", "services", date(2099, 1, 1), "ST-119"),
    ([STATE], "US", "NY-NYC", "services", JUNE, "ST-120"),  # a state's paper holds in its cities
    ([CITY], "US", "NY", "services", JUNE, None),  # a city's does not in the state
    ([CITY], "US", "NY-NYCX", "services", JUNE, None),
    ([COUNTRY], "US", "", "services", JUNE, "FED-1"),
    ([COUNTRY], "US", "TX", "services", JUNE, "FED-1"),
    ([STATE], "US", "", "services", JUNE, None),
    ([COUNTRY, CITY, STATE], "US", "NY-NYC", "services", JUNE, "NYC-1"),  # the narrowest place wins
    ([COUNTRY, STATE], "US", "NY-ALB", "services", JUNE, "ST-120"),
    ([NEWER, STATE], "US", "NY", "services", JUNE, "ST-120B"),  # then the latest
    ([NEWER, STATE], "US", "NY", "services", JUNE - timedelta(days=1), "ST-120"),
]


@pytest.mark.parametrize(("held", "country", "region", "supply", "on", "number"), CASES)
def test_rules9_it_exempts_only_what_it_covers_on_the_date_of_supply(
    held: list[CertificateFact], country: str, region: str, supply: str, on: date, number: str | None
) -> None:
    found = covering(held, country=country, region=region, supply=supply, on=on)
    assert (found.number if found else None) == number


def test_a_region_lies_in_its_state_and_that_in_the_country() -> None:
    assert wider("NY-NYC") == ["NY-NYC", "NY", ""] and wider("") == [""]


@given(
    held=st.permutations([STATE, CITY, COUNTRY, NEWER, ENDLESS, BOTH]),
    region=st.sampled_from(["", "NY", "NY-NYC", "TX"]),
    days=st.integers(-10, 800),
)
def test_the_order_of_the_certificates_changes_nothing(held: list[CertificateFact], region: str, days: int) -> None:
    on = JANUARY + timedelta(days=days)
    found = covering(held, country="US", region=region, supply="services", on=on)
    again = covering(sorted(held, key=lambda one: one.number), country="US", region=region, supply="services", on=on)
    assert found == again
    assert found is None or found.covers(country="US", region=region, supply="services", on=on)
