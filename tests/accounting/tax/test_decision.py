"""RULES 5, 6, 8: which tax a supply bears, by table; what a document's tax adds up to, by properties."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.tax.decision import Buyer, Component, NoTaxDecision, RateFact, RateTable, Seller, TaxDecision
from accounting.tax.regimes import OUTSIDE_EU, OUTSIDE_US, REVERSE_CHARGE, decide_tax
from accounting.tax.totals import total_up
from billing_suite.kernel.values.money import from_minor, money, round_half_up, zero

ON, LONG_AGO = date(2026, 3, 31), date(2007, 1, 1)


def fact(
    country: str, rate: str, supply: str = "services", *, component: str = "VAT", region: str = "", category: str = "S"
) -> RateFact:
    reason = "" if category == "S" else "NY Tax Law 1105(c)"
    return RateFact(country, region, supply, component, category, Decimal(rate), reason, LONG_AGO, None)


def registered(*places: tuple[str, str]) -> Sequence[tuple[str, str, str, date, date | None]]:
    return [(country, region, f"{country}-1", LONG_AGO, None) for country, region in places]


RATES = RateTable.of(
    [
        fact("DE", "19"),  # UStG 12 (1)
        fact("DE", "19", "digital"),
        *(fact("US", r, "digital", component=n, region="NY-NYC") for n, r in (("City", "4.5"), ("MCTD", "0.375"))),
        fact("US", "4", "digital", component="State", region="NY-NYC"),  # NY Publication 718: 8.875 in all
        fact("US", "0", region="NY-NYC", category="E"),
    ]
)
BERLIN = Seller("de", "DE", registered(("DE", "")))
NEW_YORK = Seller("us", "US", registered(("US", "NY-NYC")))


def buyer(country: str, vat_id: str = "", *, region: str = "", business: bool = True) -> Buyer:
    return Buyer("CUS-1", country, region, business, vat_id)


@pytest.mark.parametrize(
    ("seller", "to", "supply", "category", "rates", "reason"),
    [  # category codes: EN 16931 (UNCL 5305)
        (BERLIN, buyer("DE", "DE266182271"), "services", "S", ["19"], ""),
        (BERLIN, buyer("DE", business=False), "digital", "S", ["19"], ""),
        (BERLIN, buyer("FR", "FR40303265045"), "services", "AE", ["0"], REVERSE_CHARGE),
        (BERLIN, buyer("FR", business=False), "services", "S", ["19"], ""),  # Article 45, 2006/112/EC
        (BERLIN, buyer("GB", "GB980780684"), "services", "O", ["0"], OUTSIDE_EU),  # Article 44
        (BERLIN, buyer("US"), "digital", "O", ["0"], OUTSIDE_EU),
        (NEW_YORK, buyer("US", region="NY-NYC"), "digital", "S", ["4.5", "0.375", "4"], ""),
        (NEW_YORK, buyer("US", region="NY-NYC"), "services", "E", ["0"], "NY Tax Law 1105(c)"),
        (NEW_YORK, buyer("JP"), "digital", "O", ["0"], OUTSIDE_US),
    ],
)
def test_rules_8_outcomes(seller: Seller, to: Buyer, supply: str, category: str, rates: list[str], reason: str) -> None:
    decision = decide_tax(seller, to, supply, ON, RATES)
    assert (decision.category, decision.reason) == (category, reason)
    assert [part.rate for part in decision.components] == [Decimal(rate) for rate in rates]


@pytest.mark.parametrize(
    ("seller", "to", "supply", "on"),
    [
        (BERLIN, buyer("FR"), "services", ON),  # the reverse charge needs both VAT ids
        (Seller("de", "DE", []), buyer("FR", "FR40303265045"), "services", ON),
        (Seller("de", "DE", []), buyer("DE"), "services", ON),
        (BERLIN, buyer("FR", business=False), "digital", ON),  # Article 58: at the consumer's place
        (BERLIN, buyer("DE"), "goods", ON),
        (BERLIN, buyer("DE"), "services", date(2006, 12, 31)),
        (NEW_YORK, buyer("US", region="TX"), "digital", ON),
        (Seller("us", "US", []), buyer("US", region="NY-NYC"), "digital", ON),
        (Seller("br", "BR", []), buyer("DE"), "services", ON),
    ],
)
def test_rules_8_no_decision_is_an_error_never_zero(seller: Seller, to: Buyer, supply: str, on: date) -> None:
    with pytest.raises(NoTaxDecision) as undecided:
        decide_tax(seller, to, supply, on, RATES)
    assert undecided.value.rule == "RULES 8"


def test_rules_6_each_component_is_rounded_on_the_same_base() -> None:
    decision = decide_tax(NEW_YORK, buyer("US", region="NY-NYC"), "digital", ON, RATES)
    totals = total_up([(money("33.33", "USD"), decision), (money("66.68", "USD"), decision)], "USD")
    assert {p.base for p in totals.components} == {money("100.01", "USD")}
    assert [(p.component, str(p.tax.amount)) for p in totals.components] == [
        ("City", "4.50"),
        ("MCTD", "0.38"),
        ("State", "4.00"),
    ]


S19 = TaxDecision("S", (Component("VAT", Decimal(19)),), "", "DE-1")
S7 = TaxDecision("S", (Component("VAT", Decimal(7)),), "", "DE-1")
AE = TaxDecision("AE", (Component("VAT", Decimal(0)),), REVERSE_CHARGE, "DE-1")


def test_rules_5_one_rounding_a_group_not_a_line() -> None:
    totals = total_up([(money("0.03", "EUR"), S19)] * 3, "EUR")
    assert totals.tax == money("0.02", "EUR")  # 0.0171; by line it were 0.03


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.sampled_from([S19, S7, AE])), max_size=30))
def test_rules_5_sums_add_up(drawn: list[tuple[int, TaxDecision]]) -> None:
    lines = [(from_minor(minor, "EUR"), decision) for minor, decision in drawn]
    totals = total_up(lines, "EUR")
    assert totals.net == sum((net for net, _ in lines), zero("EUR"))
    assert totals.tax == sum((part.tax for part in totals.components), zero("EUR"))
    assert totals.gross == totals.net + totals.tax
    for part in totals.components:
        nets = [net for net, decision in lines if decision.key == part.decision.key]
        assert part.base == sum(nets, zero("EUR"))
        assert part.tax == round_half_up(part.base.amount * part.rate / 100, "EUR")
    assert len(totals.groups) == len(lines)
