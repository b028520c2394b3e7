"""Forms of tax offices over lines of tax: which box, which rounding, which day; pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.returns.boxes import form_codes, form_of, in_units, read_form, shipped_form
from billing_suite.kernel.values.money import Money, money
from billing_suite.kernel.values.refusals import Invalid


@dataclass(frozen=True)
class Line:
    """A line of tax, as boxes see one."""

    category: str
    rate: Decimal
    books_base: Money
    books_tax: Money
    component: str = "VAT"


def line(category: str, rate: str, base: str, tax: str, currency: str) -> Line:
    return Line(category, Decimal(rate), money(base, currency), money(tax, currency))


def filled(code: str, *lines: Line) -> dict[str, str]:
    return {box.box: str(box.amount.amount) for box in shipped_form(code).fill(lines) if box.amount}


def test_de_bases_are_whole_euros_and_the_tax_is_the_percentage_of_them() -> None:
    """USt 1 A: a base is written in full euros, the tax of Kz 81 and 86 follows from it."""
    told = filled(
        "de",
        line("S", "19", "1400.84", "266.16", "EUR"),
        line("S", "7", "99.99", "7.00", "EUR"),
        line("S", "16", "10.50", "1.68", "EUR"),
        line("AE", "0", "800.40", "0.00", "EUR"),
        line("O", "0", "12.00", "0.00", "EUR"),
        line("E", "0", "5.00", "0.00", "EUR"),
    )
    assert told == {
        "81": "1400",
        "81 Steuer": "266.00",
        "86": "99",
        "86 Steuer": "6.93",
        "35": "10",
        "36": "1.68",
        "21": "800",
        "45": "12",
        "48": "5",
        "83": "274.61",
    }


def test_gb_boxes_1_to_5_keep_pence_and_box_6_is_whole_pounds() -> None:
    """VAT Notice 700/12: boxes 6 to 9 leave out the pence."""
    told = filled(
        "gb",
        line("S", "20", "1250.99", "250.20", "GBP"),
        line("S", "5", "100.00", "5.00", "GBP"),
        line("Z", "0", "30.50", "0.00", "GBP"),
    )
    assert told == {"1": "255.20", "3": "255.20", "5": "255.20", "6": "1381"}


def test_au_labels_are_whole_dollars_with_the_gst_in_g1() -> None:
    """NAT 7392: leave out cents; G1 holds the GST, so that G9 of its worksheet, (G1 - G2 - G3 - G4) / 11, is 1A."""
    told = filled(
        "au",
        line("S", "10", "20000.00", "2000.00", "AUD"),
        line("G", "0", "500.90", "0.00", "AUD"),
        line("Z", "0", "100.00", "0.00", "AUD"),
        line("E", "0", "40.00", "0.00", "AUD"),
        line("O", "0", "7.00", "0.00", "AUD"),
    )
    assert told == {"G1": "22640", "G2": "500", "G3": "100", "G4": "40", "1A": "2000"}
    assert (int(told["G1"]) - int(told["G2"]) - int(told["G3"]) - int(told["G4"])) // 11 == int(told["1A"])


@pytest.mark.parametrize(
    ("code", "cadence", "ends_on", "due"),
    [
        ("de", "month", date(2026, 3, 31), date(2026, 4, 10)),
        ("de", "month", date(2026, 4, 30), date(2026, 5, 11)),  # the 10th is a Sunday: AO 108 (3)
        ("de", "quarter", date(2026, 9, 30), date(2026, 10, 12)),  # a Saturday
        ("gb", "quarter", date(2026, 3, 31), date(2026, 5, 7)),  # one month and seven days
        ("gb", "quarter", date(2026, 12, 31), date(2027, 2, 7)),
        ("au", "month", date(2026, 3, 31), date(2026, 4, 21)),
        ("au", "quarter", date(2026, 9, 30), date(2026, 10, 28)),
        ("au", "quarter", date(2025, 12, 31), date(2026, 3, 2)),  # 28 February is a Saturday
    ],
)
def test_each_form_says_when_it_is_due(code: str, cadence: str, ends_on: date, due: date) -> None:
    assert shipped_form(code).due_on(cadence, ends_on) == due


def test_every_shipped_form_names_its_source_and_its_payable_box() -> None:
    assert form_codes() == ["au", "de", "gb"]
    for code in form_codes():
        form = shipped_form(code)
        assert form.source and form.as_of and form.payable in {rule.box for rule in form.boxes}
    assert form_of("DE", "EUR") is shipped_form("de")
    assert form_of("DE", "USD") is None and form_of("FR", "EUR") is None and form_of("..", "EUR") is None
    with pytest.raises(Invalid, match="not filed by the year"):
        shipped_form("gb").due_on("year", date(2026, 12, 31))


def test_a_form_that_counts_what_is_not_there_is_refused() -> None:
    box: dict[str, Any] = {"box": "5", "label": "Net", "take": "sum", "add": ["9"]}
    wrong = {
        "name": "Odd",
        "boxes": [box, {"box": "6", "label": "x", "take": "base", "categories": ["Q"]}],
        "payable": "7",
    }
    with pytest.raises(Invalid, match=r"5 counts 9.*6: no category Q.*no box 7"):
        read_form(wrong)


@given(st.integers(-(10**9), 10**9))
def test_whole_units_leave_out_what_is_less_than_one(minor: int) -> None:
    amount = Money(Decimal(minor) / 100, "AUD")
    whole = in_units(amount, "whole")
    assert abs(amount.amount - whole.amount) < 1 and abs(whole.amount) <= abs(amount.amount)
    assert whole.amount == int(amount.amount) and in_units(amount, "") == amount
