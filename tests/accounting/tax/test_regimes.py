"""RULES 8 in every region: which tax a supply bears, by the published place-of-supply rules and rates."""

from dataclasses import replace
from datetime import date

import pytest

from accounting.tax import regimes
from accounting.tax.decision import Buyer, NoTaxDecision, Seller
from accounting.tax.regimes import EU, SERVICES_ABROAD, decide_tax
from tests.accounting.tax.places import RATES, certificate, consumer, firm, percent, seller

ON = date(2026, 3, 31)
OSS = ("EU", "")


@pytest.mark.parametrize(
    ("sold_by", "to", "supply", "category", "rates"),
    [
        # Directive 2006/112/EC: Articles 44 and 196 (business), 45 (consumer), 58 (digital), 59 (outside), 138, 146
        (seller("DE"), firm("DE", "DE266182271"), "services", "S", ["19"]),
        (seller("DE"), firm("DE"), "licence", "S", ["7"]),  # § 12 Abs. 2 Nr. 7 Buchst. c UStG
        (seller("FR"), firm("FR"), "digital", "S", ["20"]),
        (seller("DE"), firm("FR", "FR40303265045"), "services", "AE", ["0"]),
        (seller("DE"), firm("FR", "FR40303265045"), "digital", "AE", ["0"]),
        (seller("DE"), firm("GR", "EL094259216"), "services", "AE", ["0"]),
        (seller("DE"), firm("FR", "FR40303265045"), "goods", "K", ["0"]),
        (seller("DE"), firm("US"), "services", "O", ["0"]),
        (seller("DE"), firm("US"), "goods", "G", ["0"]),
        (seller("DE"), consumer("FR"), "services", "S", ["19"]),
        (seller("DE", OSS), consumer("FR"), "digital", "S", ["20"]),
        (seller("DE", OSS), consumer("HU"), "goods", "S", ["27"]),
        (seller("DE", ("FI", "")), consumer("FI"), "digital", "S", ["25.5"]),
        (seller("DE"), consumer("CH"), "services", "O", ["0"]),
        (seller("DE"), consumer("US"), "digital", "O", ["0"]),
        (seller("DE", ("CH", "")), consumer("CH"), "services", "S", ["8.1"]),
        # VATA 1994: section 7A(2) and Schedule 4A; HMRC Notice 741A
        (seller("GB"), firm("GB"), "services", "S", ["20"]),
        (seller("GB"), firm("FR", "FR40303265045"), "services", "O", ["0"]),
        (seller("GB"), consumer("US"), "services", "O", ["0"]),
        (seller("GB", OSS), consumer("IE"), "digital", "S", ["23"]),
        (seller("GB"), firm("US"), "goods", "G", ["0"]),
        # MWSTG Articles 8 and 25; merverdiavgiftsloven § 6-22; GST Acts of Australia and New Zealand; Japan
        (seller("CH"), firm("CH"), "services", "S", ["8.1"]),
        (seller("CH"), firm("DE"), "services", "O", ["0"]),
        (seller("NO"), firm("NO"), "services", "S", ["25"]),
        (seller("NO"), firm("SE"), "services", "G", ["0"]),
        (seller("AU"), firm("AU"), "services", "S", ["10"]),
        (seller("AU"), firm("NZ"), "services", "G", ["0"]),
        (seller("NZ"), firm("NZ"), "digital", "S", ["15"]),
        (seller("NZ"), consumer("AU"), "services", "G", ["0"]),
        (seller("JP"), firm("JP"), "services", "S", ["10"]),
        (seller("JP"), firm("US"), "digital", "G", ["0"]),
        # Canada Revenue Agency, GST/HST rates by province; Revenu Québec: QST on the price without GST since 2013
        (seller("CA"), firm("CA", region="ON"), "services", "S", ["13"]),
        (seller("CA"), firm("CA", region="NS"), "services", "S", ["14"]),
        (seller("CA"), firm("CA", region="AB"), "services", "S", ["5"]),
        (seller("CA", ("CA", "QC")), firm("CA", region="QC"), "services", "S", ["5", "9.975"]),
        (seller("CA", ("CA", "BC")), firm("CA", region="BC"), "digital", "S", ["5", "7"]),
        (seller("CA"), firm("CA", region="BC"), "services", "S", ["5"]),
        (seller("CA"), firm("US"), "services", "G", ["0"]),
        # New York Publication 718: New York City 8.875 % in all; California Regulations 1501 and 1502
        (seller("US", ("US", "NY")), firm("US", region="NY-NYC"), "digital", "S", ["0.375", "4.5", "4"]),
        (seller("US"), firm("US", region="NY-NYC"), "services", "E", ["0"]),
        (seller("US"), firm("US", region="CA-SF"), "digital", "E", ["0"]),
        (seller("US"), firm("US", region="OR"), "goods", "O", ["0"]),
        (seller("US"), firm("DE", "DE266182271"), "services", "O", ["0"]),
    ],
)
def test_rules_8_each_region(sold_by: Seller, to: Buyer, supply: str, category: str, rates: list[str]) -> None:
    decision = decide_tax(sold_by, to, supply, ON, RATES)
    assert (decision.category, [part.rate for part in decision.components]) == (category, percent(*rates))
    assert (decision.reason == "") == (category == "S")


@pytest.mark.parametrize(
    ("sold_by", "to", "supply", "why"),
    [
        (seller("DE"), firm("FR"), "services", "VAT id of another member state"),
        (seller("DE"), firm("FR", "DE266182271"), "services", "VAT id of another member state"),
        (seller("DE"), firm("FR", "FR40303265046"), "services", "right by its digits"),
        (seller("GR"), firm("FR", "EL094259216"), "services", "VAT id of another member state"),
        (seller("DE"), firm("FR", "GB980780684"), "goods", "VAT id of another member state"),
        (seller("DE"), firm("FR", "FR40303265045", standing="invalid"), "services", "found not to be valid"),
        (Seller("de", "DE", []), firm("US"), "services", "not registered at home"),
        (seller("DE"), consumer("FR"), "digital", "one-stop shop"),
        (seller("DE"), firm("DE"), "training", "no rate for training in DE"),
        (seller("GB"), consumer("FR"), "digital", "one-stop shop"),
        (seller("AU"), consumer("FR"), "digital", "one-stop shop"),
        (seller("CA"), firm("CA"), "services", "no rate for services in CA"),
        (seller("CA"), firm("CA", region="QC"), "services", "not registered for QST"),
        (seller("CA"), firm("CA", region="SK"), "services", "no rate for services in CA SK"),
        (seller("US"), firm("US", region="TX"), "services", "no rate for services in US TX"),
        (Seller("us", "US", []), firm("US", region="MA"), "digital", "not registered in US MA"),
        (seller("BR"), firm("BR"), "services", "no rule for this seller's country"),
    ],
)
def test_rules_8_facts_that_do_not_decide(sold_by: Seller, to: Buyer, supply: str, why: str) -> None:
    with pytest.raises(NoTaxDecision, match=why) as undecided:
        decide_tax(sold_by, to, supply, ON, RATES)
    assert (undecided.value.rule, undecided.value.record) == ("RULES 8", to.reference)


def test_rules_8_an_unchecked_or_overridden_vat_id_bears_the_reverse_charge() -> None:
    for standing in ("", "valid", "overridden"):
        decision = decide_tax(seller("DE"), firm("FR", "FR40303265045", standing=standing), "services", ON, RATES)
        assert (decision.category, decision.registration) == ("AE", "DE-1")


@pytest.mark.parametrize(
    ("country", "before", "rate", "after", "then"),
    [  # the laws' own first days
        ("DE", date(2020, 6, 30), "19", date(2020, 7, 1), "16"),
        ("DE", date(2020, 12, 31), "16", date(2021, 1, 1), "19"),
        ("CH", date(2023, 12, 31), "7.7", date(2024, 1, 1), "8.1"),
        ("EE", date(2025, 6, 30), "22", date(2025, 7, 1), "24"),
        ("SK", date(2024, 12, 31), "20", date(2025, 1, 1), "23"),
        ("RO", date(2025, 7, 31), "19", date(2025, 8, 1), "21"),
        ("JP", date(2019, 9, 30), "8", date(2019, 10, 1), "10"),
    ],
)
def test_rules_8_a_rate_holds_by_the_date_of_supply(
    country: str, before: date, rate: str, after: date, then: str
) -> None:
    for on, told in ((before, rate), (after, then)):
        decision = decide_tax(seller(country), firm(country), "services", on, RATES)
        assert [part.rate for part in decision.components] == percent(told)


def test_rules_9_a_certificate_exempts_what_it_covers_while_it_is_valid() -> None:
    sold_by, to = seller("US", ("US", "NY")), firm("US", region="NY-NYC")
    held = replace(to, certificates=(certificate("NY", "digital", until=date(2026, 6, 30)),))
    exempt = decide_tax(sold_by, held, "digital", ON, RATES)
    assert (exempt.category, exempt.reason, exempt.certificate) == ("E", "Exempt organisation", "ST-119")
    for customer, on in (
        (held, date(2026, 7, 1)),
        (held, date(2024, 12, 31)),
        (replace(to, certificates=(certificate("NJ", "digital"),)), ON),
        (replace(to, certificates=(certificate("NY", "services"),)), ON),
    ):
        assert decide_tax(sold_by, customer, "digital", on, RATES).category == "S"


def test_a_component_is_charged_under_its_own_registration() -> None:
    decision = decide_tax(seller("CA", ("CA", "QC")), firm("CA", region="QC"), "services", ON, RATES)
    assert [(part.name, part.registration) for part in decision.components] == [("GST", "CA-1"), ("QST", "CAQC-1")]
    shop = decide_tax(seller("DE", OSS), consumer("FR"), "digital", ON, RATES)
    assert [(part.name, part.registration) for part in shop.components] == [("TVA", "EU-1")]


def test_every_member_state_has_its_rate_and_every_abroad_its_words() -> None:
    for country in sorted(EU):
        decision = decide_tax(seller(country), firm(country), "services", ON, RATES)
        assert decision.category == "S" and decision.components[0].rate >= 15  # Article 97 of the Directive
    assert set(SERVICES_ABROAD) == set(regimes.GOODS_ABROAD)


def test_rules_5_a_place_that_rounds_by_line_says_so_in_the_decision() -> None:
    by_line = replace(RATES, by_line=frozenset([("AU", "")]))
    assert decide_tax(seller("AU"), firm("AU"), "services", ON, by_line).rounding == "line"
    assert decide_tax(seller("NZ"), firm("NZ"), "services", ON, by_line).rounding == "document"
