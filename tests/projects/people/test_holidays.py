"""Public holidays: which are known where, and what an unknown place has."""

from datetime import date

import pytest

from projects.people.reports import is_known_place, public_holidays


@pytest.mark.parametrize(
    ("country", "region", "day", "name"),
    [
        ("DE", "BE", date(2026, 3, 8), "Women's Day"),
        ("DE", "", date(2026, 3, 8), ""),
        ("DE", "BY", date(2026, 1, 6), "Epiphany"),
        ("DE", "BE", date(2026, 1, 6), ""),
        ("DE", "BE", date(2026, 4, 3), "Good Friday"),
        ("US", "NY", date(2026, 11, 26), "Thanksgiving Day"),
        ("GB", "SCT", date(2026, 11, 30), "Saint Andrew's Day"),
        ("GB", "ENG", date(2026, 11, 30), ""),
        ("GB", "ENG", date(2026, 12, 28), "Boxing Day (observed)"),
        ("XX", "", date(2026, 1, 1), ""),
        ("DE", "ZZ", date(2026, 1, 1), "New Year's Day"),  # a part that has no holidays of its own
    ],
)
def test_a_day_is_off_where_its_law_says_so(country: str, region: str, day: date, name: str) -> None:
    assert public_holidays(country, region, day.year).get(day, "") == name


def test_a_year_holds_its_own_days_only() -> None:
    for year in (1999, 2026, 2027):
        assert {day.year for day in public_holidays("GB", "ENG", year)} <= {year}


@pytest.mark.parametrize(
    ("place", "known"),
    [(("DE", ""), True), (("DE", "BE"), True), (("DE", "NY"), False), (("XX", ""), False), (("", ""), False)],
)
def test_a_place_is_known_or_not(place: tuple[str, str], known: bool) -> None:
    assert is_known_place(*place) == known
