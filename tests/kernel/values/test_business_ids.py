"""Business ids as finance people write them. The valid ones are those of python-stdnum's documents, published by
authorities and bearers; what is wrong is one digit, one character or one country away from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_suite.kernel.values.business_ids import (
    EU_FORMS,
    SCHEMES,
    BadBusinessId,
    eu_country,
    is_eu_vat_id,
    read_business_id,
)

EU = {
    "AT": "ATU13585627",
    "BE": "BE0428759497",
    "BG": "BG175074752",
    "CY": "CY10259033P",
    "CZ": "CZ25123891",
    "DE": "DE136695976",
    "DK": "DK13585628",
    "EE": "EE100931558",
    "EL": "EL094259216",
    "ES": "ESB58378431",
    "FI": "FI20774740",
    "FR": "FR40303265045",
    "HR": "HR33392005961",
    "HU": "HU12892312",
    "IE": "IE6433435F",
    "IT": "IT00743110157",
    "LT": "LT119511515",
    "LU": "LU15027442",
    "LV": "LV40003521600",
    "MT": "MT11679112",
    "NL": "NL004495445B01",
    "PL": "PL8567346215",
    "PT": "PT501964843",
    "RO": "RO18547290",
    "SE": "SE123456789701",
    "SI": "SI50223054",
    "SK": "SK2022749619",
    "XI": "XI980780684",
}
ELSEWHERE = [
    ("GB 980 7806 84", "GB", "GB980780684", "GB"),
    ("980780684", "IM", "GB980780684", "GB"),
    ("CHE-107.787.577 MWST", "CH", "CHE107787577MWST", "CH"),
    ("CHE-107.787.577", "CH", "CHE107787577", "CH"),
    ("995 525 828 MVA", "NO", "NO995525828MVA", "NO"),
    ("NO995525828", "NO", "NO995525828", "NO"),
    ("83 914 571 673", "AU", "83914571673", "AU"),
    ("ABN 83 914 571 673", "AU", "83914571673", "AU"),
    ("49-091-850", "NZ", "49091850", "NZ"),
    ("NZBN 9429047488083", "NZ", "9429047488083", "NZ"),
    ("12302 6635", "CA", "123026635", "CA"),
    ("12302 6635 RT0001", "CA", "123026635RT0001", "CA"),
    ("T5-8356-7825-6246", "JP", "T5835678256246", "JP"),
    ("Ｔ５８３５６７８２５６２４６", "JP", "T5835678256246", "JP"),
    ("04-2103594", "US", "04-2103594", "US"),
    ("EIN 042103594", "US", "04-2103594", "US"),
    ("12.345.678/0001-95", "BR", "12345678000195", "BR"),
    ("TRN 100-123 456", "AE", "TRN100123456", "AE"),  # no rule is known: kept as it is given
]
ABROAD = [  # registered elsewhere than where they are: nothing is certain to be wrong
    ("DE136695976", "CH", "DE"),
    ("FR40303265045", "DE", "FR"),
    ("CHE107787577", "DE", "CH"),
    ("GB980780684", "IE", "GB"),
    ("XI980780684", "IE", "XI"),
    ("DE136695976", "FR", "DE"),
    ("FR40303265045", "MC", "FR"),
    ("NL004495445B01", "US", "NL"),
]
REFUSED = [
    ("DE136695977", "DE", "its check digit is wrong", "VAT id of Germany: DE and 9 digits"),
    ("DE13669597", "DE", "it has the wrong length", "DE and 9 digits"),
    ("12/345/67890", "DE", "it has the wrong length", "VAT id of Germany"),  # a tax number of the Finanzamt
    ("136695976", "FR", "", "VAT id of France"),  # Germany's digits without their prefix
    ("FR40303265046", "CH", "check digit is wrong", "VAT id of France"),
    ("ATU13585626", "AT", "check digit is wrong", "ATU and 8 digits"),
    ("EL094259217", "GR", "check digit is wrong", "EL and 9 digits"),
    ("GB802311781", "GB", "check digit is wrong", "GB and 9 or 12 digits"),
    ("CHE107787578", "CH", "check digit is wrong", "CHE and 9 digits"),
    ("CHE107787577UST", "CH", "a part of it is not possible", "MWST"),
    ("NO995525829MVA", "NO", "check digit is wrong", "9 digits"),
    ("83914571674", "AU", "check digit is wrong", "11 digits"),
    ("9429047488084", "NZ", "check digit is wrong", "NZBN"),
    ("1234047488083", "NZ", "wrong form", "NZBN"),
    ("123026636", "CA", "check digit is wrong", "9 digits"),
    ("T5835678256247", "JP", "check digit is wrong", "T and 13 digits"),
    ("07-1144442", "US", "a part of it is not possible", "EIN"),
    ("042103594X", "US", "wrong form", "EIN"),
    ("EU372022452", "US", "one-stop-shop", "EU"),
    ("DE136695976'; DROP TABLE", "DE", "letters and digits only", ""),
    ("DE13669597６\N{ARABIC-INDIC DIGIT ONE}", "DE", "letters and digits only", ""),
    ("1" * 31, "AE", "letters and digits only", "at most 30"),
]
DIGITS = st.text("0123456789", min_size=1, max_size=15)


def read(text: str, country: str, **more: bool) -> str:
    return read_business_id(text, country=country, of="Nordlicht", **more).number


def test_every_member_state_is_here_once() -> None:
    assert set(EU) == set(EU_FORMS) and len(EU) == 28


@pytest.mark.parametrize(("prefix", "number"), EU.items())
def test_an_eu_vat_id_is_read_with_its_prefix_and_without(prefix: str, number: str) -> None:
    home = "GB" if prefix == "XI" else eu_country(prefix)
    found = read_business_id(f" {number[:4].lower()} {number[4:7]}.{number[7:]} ", country=home, of="Nordlicht")
    assert (found.number, found.country, found.is_eu) == (number, eu_country(prefix), True)
    if prefix != "XI":  # without it the number is Great Britain's
        assert read(number[2:], home) == number
    wrong = f"{number[:4]}{(int(number[4]) + 1) % 10}{number[5:]}"
    with pytest.raises(BadBusinessId):
        read(wrong, home)


def test_greece_is_also_written_as_its_country() -> None:
    assert read("GR094259216", "GR") == read("GR094259216", "DE") == "EL094259216"


@pytest.mark.parametrize(("text", "home", "number", "country"), ELSEWHERE)
def test_an_id_from_elsewhere_has_one_form(text: str, home: str, number: str, country: str) -> None:
    found = read_business_id(text, country=home, of="Nordlicht")
    assert (found.number, found.country, found.is_eu) == (number, country, False)


@pytest.mark.parametrize(("number", "home", "country"), ABROAD)
def test_a_firm_may_be_registered_abroad(number: str, home: str, country: str) -> None:
    found = read_business_id(number, country=home, of="Nordlicht")
    assert (found.number, found.country) == (number, country)


@pytest.mark.parametrize(("text", "home", "why", "rule"), REFUSED)
def test_a_wrong_id_is_refused_by_name_and_rule(text: str, home: str, why: str, rule: str) -> None:
    with pytest.raises(BadBusinessId) as refused:
        read(text, home)
    told = refused.value
    assert told.record == "Nordlicht" and why in told.message and rule in told.rule
    assert (told.code, list(told.fields)) == ("bad-business-id", ["vat_id"])


@pytest.mark.parametrize(
    ("number", "home", "why"),
    [
        ("FR40303265045", "DE", "of France, not of Germany"),
        ("DE136695976", "CH", "of Germany, not of Switzerland"),
        ("CHE107787577", "CH", "does not say VAT"),
        ("995525828", "NO", "does not say VAT"),
    ],
)
def test_a_registration_is_of_its_own_country(number: str, home: str, why: str) -> None:
    with pytest.raises(BadBusinessId, match=why):
        read(number, home, home_only=True)


@pytest.mark.parametrize(
    ("number", "home"),
    [("EL094259216", "GR"), ("XI980780684", "GB"), ("NO995525828MVA", "NO"), ("CHE107787577TVA", "CH")],
)
def test_a_registration_at_home_is_taken(number: str, home: str) -> None:
    assert read(number, home, home_only=True) == number


@given(home=st.sampled_from(sorted({*map(eu_country, EU_FORMS), *SCHEMES} - {"EL", "XI"})), digits=DIGITS)
def test_what_is_read_is_read_again_as_itself(home: str, digits: str) -> None:
    try:
        found = read_business_id(digits, country=home, of="x")
    except BadBusinessId:
        return
    assert read_business_id(found.number, country=home, of="x") == found


def test_a_number_that_only_looks_like_a_vat_id_is_none() -> None:
    assert is_eu_vat_id("DE136695976") and not is_eu_vat_id("DEL850101AB1") and not is_eu_vat_id("83914571673")
