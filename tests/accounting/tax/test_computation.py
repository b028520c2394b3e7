"""RULES 4 to 7 by tables and properties: each cent of a tax is accounted for, on documents of any shape."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.tax.computation import Computation, Rounding, Tax, TaxedLine, compute, discounted, spread
from billing_suite.kernel.values.refusals import Invalid

VAT = Tax("vat", rate=Decimal(19))
UK = Tax("uk", rate=Decimal(20), included=True)
GST, QST = Tax("gst", rate=Decimal(5), adds_to_base=True), Tax("qst", rate=Decimal("9.975"))
ECO = Tax("eco", "fixed", amount=Fraction(150))
FLAT = replace(GST, adds_to_base=False)
BESIDE = replace(QST, base_affected=False)
ECO_ADDS = replace(ECO, adds_to_base=True)
INCLUDED = (replace(ECO_ADDS, included=True), replace(VAT, included=True))
TEN, TWENTY = Tax("ten", "division", Decimal(10)), Tax("twenty", "division", Decimal(20))


def line(amount: int, *taxes: Tax, quantity: str = "1") -> TaxedLine:
    return TaxedLine(amount, taxes, Decimal(quantity))


def told(made: Computation) -> tuple[int, list[tuple[str, int, int]], int]:
    return made.net, [(tax.code, tax.base, tax.amount) for tax in made.taxes], made.gross


@pytest.mark.parametrize(
    ("lines", "rounding", "net", "taxes"),
    [
        ([line(3075, VAT)], "document", 3075, [("vat", 3075, 584)]),
        ([line(3, VAT)] * 3, "document", 9, [("vat", 9, 2)]),  # 1.71 cents
        ([line(3, VAT)] * 3, "line", 9, [("vat", 9, 3)]),  # 0.57 cents, three times
        ([line(11900, replace(VAT, included=True))], "document", 10000, [("vat", 10000, 1900)]),
        ([line(3, UK)], "document", 2, [("uk", 2, 1)]),  # both 2.5 and 0.5 are ties: the tax is rounded, not the net
        ([line(1, UK)] * 3, "document", 2, [("uk", 2, 1)]),
        ([line(1, UK)] * 3, "line", 3, [("uk", 3, 0)]),
        ([line(-3, UK)], "document", -2, [("uk", -2, -1)]),
        ([line(10000, GST, QST)], "document", 10000, [("gst", 10000, 500), ("qst", 10500, 1047)]),
        (
            [line(10000, FLAT, QST)],
            "document",
            10000,
            [("gst", 10000, 500), ("qst", 10000, 998)],
        ),
        (
            [line(10000, GST, BESIDE)],
            "line",
            10000,
            [("gst", 10000, 500), ("qst", 10000, 998)],
        ),
        ([line(10, GST, QST)] * 3, "document", 30, [("gst", 30, 2), ("qst", 32, 3)]),
        ([line(10, GST, QST)] * 3, "line", 30, [("gst", 30, 3), ("qst", 33, 3)]),
        ([line(1000, ECO, quantity="4")], "document", 1000, [("eco", 1000, 600)]),
        ([line(1000, ECO, quantity="0.005")], "document", 1000, [("eco", 1000, 1)]),
        (
            [line(1000, ECO_ADDS, VAT, quantity="2")],
            "document",
            1000,
            [("eco", 1000, 300), ("vat", 1300, 247)],
        ),
        ([line(10000, TEN)], "document", 10000, [("ten", 10000, 1111)]),
        ([line(7000, TEN, TWENTY)], "document", 7000, [("ten", 7000, 1000), ("twenty", 7000, 2000)]),
        ([line(10000, replace(TEN, included=True))], "document", 9000, [("ten", 9000, 1000)]),
        (
            [line(12495, *INCLUDED)],
            "document",
            10350,
            [("eco", 10350, 150), ("vat", 10500, 1995)],
        ),
        ([line(10000), line(500, VAT)], "document", 10500, [("vat", 500, 95)]),
        ([], "document", 0, []),
    ],
)
def test_rules_5_6_7_by_hand(
    lines: list[TaxedLine], rounding: Rounding, net: int, taxes: list[tuple[str, int, int]]
) -> None:
    made = compute(lines, rounding)
    assert told(made) == (net, taxes, net + sum(amount for _, _, amount in taxes))


def test_published_the_taxable_supply_rule_and_the_total_invoice_rule() -> None:
    """Section 9-90 of the GST Act 1999 (Australia): each supply rounded, or the total; 0.5 cents go up."""
    supplies = [line(each, Tax("GST", rate=Decimal(10))) for each in (215, 325, 105)]
    assert compute(supplies).tax == 65  # 64.5
    assert compute(supplies, "line").tax == 22 + 33 + 11


def test_published_a_line_is_rounded_to_the_nearest_penny() -> None:
    """HMRC, VAT Notice 700, 17.5.1: tax of 86.76p on a line is 87p; on the total (17.5) one rounding does."""
    twenty = Tax("VAT", rate=Decimal(20))
    assert compute([line(434, twenty)], "line").tax == 87  # 86.8p
    made = compute([line(434, twenty)] * 3)
    assert made.tax == 260 and compute([line(434, twenty)] * 3, "line").tax == 261


@pytest.mark.parametrize(
    "taxes", [(TEN, replace(TWENTY, rate=Decimal(90))), (Tax("no", rate=Decimal(-100), included=True),)]
)
def test_taxes_that_take_the_whole_price_are_refused(taxes: tuple[Tax, ...]) -> None:
    with pytest.raises(Invalid, match="whole price"):
        compute([line(100, *taxes)])


POOL = [
    VAT,
    UK,
    GST,
    QST,
    ECO,
    TEN,
    replace(ECO, code="eco-in", included=True, adds_to_base=True),
    replace(TWENTY, code="twenty-in", included=True),
    replace(QST, code="free", base_affected=False, adds_to_base=True),
]
AMOUNTS = st.integers(-(10**8), 10**8)
LINES = st.builds(
    TaxedLine,
    amount=AMOUNTS,
    taxes=st.lists(st.sampled_from(range(len(POOL))), unique=True, max_size=4).map(
        lambda chosen: tuple(POOL[n] for n in sorted(chosen))
    ),
    quantity=st.decimals("-100", "100", places=3),
)
DOCUMENTS = st.lists(LINES, min_size=1, max_size=8)
ROUNDINGS = st.sampled_from(["document", "line"])


@given(DOCUMENTS, ROUNDINGS)
def test_the_lines_are_the_whole_and_what_is_included_stays(lines: list[TaxedLine], rounding: Rounding) -> None:
    made = compute(lines, rounding)
    assert made.gross == made.net + made.tax == sum(each.gross for each in made.lines)
    for tax in made.taxes:
        parts = [part for each in made.lines for part in each.taxes if part.code == tax.code]
        assert tax.amount == sum(part.amount for part in parts)
    for each, was in zip(made.lines, lines, strict=True):
        taken = sum(p.amount for p, t in zip(each.taxes, was.taxes, strict=True) if t.included)
        assert each.net + taken == was.amount


@given(DOCUMENTS, ROUNDINGS, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_total(lines: list[TaxedLine], rounding: Rounding, chance: object) -> None:
    other = list(lines)
    chance.shuffle(other)  # type: ignore[attr-defined]
    one, two = compute(lines, rounding), compute(other, rounding)
    assert one.net == two.net
    assert {t.code: (t.base, t.amount) for t in one.taxes} == {t.code: (t.base, t.amount) for t in two.taxes}


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=6), st.sampled_from([VAT, UK]))
def test_splitting_a_line_changes_no_group_rounded_total(parts: list[tuple[int, int]], tax: Tax) -> None:
    whole = compute([line(a + b, tax) for a, b in parts])
    split = compute([line(each, tax) for pair in parts for each in pair])
    assert told(whole) == told(split)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["19", "20", "7", "8.1", "25.5", "9.975"]))
def test_inclusive_and_exclusive_agree(net: int, rate: str) -> None:
    there = compute([line(net, Tax("t", rate=Decimal(rate)))])
    back = compute([line(there.gross, Tax("t", rate=Decimal(rate), included=True))])
    assert (back.net, back.tax) == (there.net, there.tax)


@given(
    st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from([VAT, UK, GST])), min_size=1, max_size=8),
    st.integers(0, 100),
    ROUNDINGS,
    st.booleans(),
)
def test_rules_4_a_document_discount_is_taken_once_and_exactly(
    drawn: list[tuple[int, Tax]], percent: int, rounding: Rounding, on_gross: bool
) -> None:
    lines = [line(amount, tax) for amount, tax in drawn]
    before = compute(lines, rounding)
    whole = before.gross if on_gross else before.net
    after = discounted(lines, whole * percent // 100, rounding, on_gross=on_gross)
    assert (after.gross if on_gross else after.net) == whole - whole * percent // 100
    assert after.gross == after.net + after.tax


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(-(10**6), 10**6), min_size=1).filter(sum))
def test_rules_3_shares_are_the_whole(whole: int, weights: list[int]) -> None:
    assert sum(spread(whole, weights)) == whole


def test_a_discount_on_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match="that it reduces"):
        spread(1, [5, -5])
