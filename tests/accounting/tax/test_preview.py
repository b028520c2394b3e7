"""The tax preview: by explicit definitions and by facts, through the command; nothing is stored."""

import json
from datetime import date
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounting.tax.actions import set_tax_rates
from accounting.tax.api.previews import read_preview
from accounting.tax.models import TaxRate
from billing_suite.kernel.values.refusals import Invalid
from tests.builders import SET_UP

VAT = {"code": "vat", "kind": "percent", "rate": "19"}
LINE = {"quantity": "3", "unit_price": "10.25", "taxes": ["vat"]}
PLAIN: dict[str, Any] = {"currency": "EUR", "lines": [LINE], "taxes": [VAT]}
SPRING, DAYS = date(2026, 3, 1), ("2025-06-30", "2025-07-01")
ESTONIAN = {"country": "EE", "registrations": [{"country": "EE", "number": "EE100931558"}]}
FACTS: dict[str, Any] = {
    "currency": "EUR",
    "date": "2026-03-31",
    "seller": {"country": "DE", "registrations": [{"country": "DE", "number": "DE136695976"}]},
    "buyer": {"country": "FR", "business": True, "vat_id": "FR40303265045"},
    "lines": [{"supply": "services", "quantity": "7.5", "unit_price": "120"}],
}


def amounts(told: dict[str, Any]) -> tuple[str, str, str]:
    return told["net"], told["tax"], told["gross"]


@pytest.mark.parametrize(
    ("changes", "net", "tax", "gross"),
    [
        ({}, "30.75", "5.84", "36.59"),
        ({"lines": [LINE | {"discount_percent": "10"}]}, "27.68", "5.26", "32.94"),  # 27.675
        ({"lines": [LINE | {"discount_amount": "5.00"}]}, "25.75", "4.89", "30.64"),
        ({"document_discount": {"percent": "5"}}, "29.21", "5.55", "34.76"),
        ({"document_discount": {"amount": "10.00"}}, "20.75", "3.94", "24.69"),
        ({"document_discount": {"amount": "10.00", "on": "gross"}}, "22.34", "4.25", "26.59"),
        ({"document_discount": {"percent": "100", "on": "gross"}}, "0.00", "0.00", "0.00"),
        ({"taxes": [VAT | {"included": True}]}, "25.84", "4.91", "30.75"),
        ({"taxes": [{"code": "vat", "kind": "fixed", "amount": "1.50"}]}, "30.75", "4.50", "35.25"),
        ({"taxes": [{"code": "vat", "kind": "division", "rate": "19"}]}, "30.75", "7.21", "37.96"),
        ({"currency": "JPY"}, "31", "6", "37"),
        ({"currency": "KWD"}, "30.750", "5.843", "36.593"),
        ({"lines": [LINE | {"quantity": "-3"}]}, "-30.75", "-5.84", "-36.59"),
        ({"lines": [LINE | {"taxes": []}]}, "30.75", "0.00", "30.75"),
    ],
)
def test_by_definitions(changes: dict[str, Any], net: str, tax: str, gross: str) -> None:
    told = read_preview(PLAIN | changes)
    assert amounts(told) == (net, tax, gross)
    assert sum(float(line["gross"]) for line in told["lines"]) == pytest.approx(float(gross))


def test_taxes_apply_in_the_order_in_which_they_are_defined() -> None:
    taxes = [
        {"code": "gst", "kind": "percent", "rate": "5", "adds_to_base": True},
        {"code": "qst", "kind": "percent", "rate": "9.975"},
    ]
    told = read_preview(PLAIN | {"lines": [LINE | {"taxes": ["qst", "gst"], "quantity": "10"}], "taxes": taxes})
    assert told["taxes"] == [
        {"code": "gst", "base": "102.50", "amount": "5.13"},
        {"code": "qst", "base": "107.63", "amount": "10.74"},
    ]


def test_cash_is_rounded_to_what_coins_there_are() -> None:
    told = read_preview(PLAIN | {"currency": "CHF", "cash_rounding": "0.05"})
    assert (told["gross"], told["rounding"], told["payable"]) == ("36.59", "0.01", "36.60")


TEN = [VAT | {"code": f"t{number}"} for number in range(10)]
CODES = [tax["code"] for tax in TEN]
PAIRS = [list(pair) for pair in combinations(CODES, 2)]  # 45 rows of two, and ten of one: 55


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"currency": "EURO"}, "currency:"),
        ({"weather": "fine"}, "weather: there is no such field here"),
        ({"lines": []}, "lines:"),
        ({"lines": [LINE | {"quantity": 3}]}, "plain decimal"),
        ({"lines": [LINE | {"quantity": "1e3"}]}, "plain decimal"),
        ({"lines": [LINE | {"taxes": ["gst"]}]}, "line 1: no tax is defined as 'gst'"),
        ({"lines": [LINE | {"taxes": ["vat", "vat"]}]}, "a tax stands twice"),
        ({"lines": [LINE | {"discount_percent": "1", "discount_amount": "1"}]}, "a percentage or an amount"),
        ({"lines": [LINE | {"discount_amount": "0.001"}]}, "more decimals than EUR knows"),
        ({"taxes": [VAT, VAT]}, "defined twice"),
        ({"taxes": [{"code": "vat", "kind": "fixed", "rate": "1"}]}, "a fixed tax has an amount"),
        ({"taxes": [{"code": "vat", "kind": "division", "rate": "100"}]}, "whole price"),
        ({"document_discount": {}}, "a percentage or an amount"),
        ({"document_discount": {"amount": "31"}}, "more than what it reduces"),
        ({"cash_rounding": "0"}, "positive"),
        ({"taxes": TEN, "lines": [LINE | {"taxes": [*CODES, "t10"]}]}, "no more than 10"),
        ({"taxes": TEN, "lines": [LINE | {"taxes": CODES}] * 3001}, "at most 30,000 taxes together"),
        ({"taxes": TEN, "lines": [LINE | {"taxes": row} for row in [*PAIRS, *([code] for code in CODES)]]}, "50 diff"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read_preview(PLAIN | changes)


def test_inv50_as_many_rows_of_taxes_as_documents_have_are_computed() -> None:
    rows = [*PAIRS, *([code] for code in CODES[:5])]
    told = read_preview(PLAIN | {"taxes": TEN, "lines": [LINE | {"taxes": row} for row in rows]})
    assert (len(told["lines"]), told["net"]) == (50, "1537.50")


def test_by_facts_with_shipped_rates_until_rates_are_set_up(db: None) -> None:
    told = read_preview(FACTS)
    assert amounts(told) == ("900.00", "0.00", "900.00")
    assert (told["groups"][0]["category"], told["rates"]) == ("AE", {"DE": "shipped", "FR": "shipped"})
    home = FACTS | {"buyer": {"country": "DE", "business": True}}
    assert amounts(read_preview(home)) == ("900.00", "171.00", "1071.00")
    rate: Any = {"supply": "services", "component": "USt", "rate": "21", "source": "test"}
    set_tax_rates("DE", valid_from=SPRING, rates=[rate], by=SET_UP)
    told = read_preview(home)
    assert (amounts(told), told["rates"]) == (("900.00", "189.00", "1089.00"), {"DE": "set up"})


def test_a_rate_that_changes_in_the_middle_splits_the_group(db: None) -> None:
    lines = [{"supply": "services", "quantity": "10", "unit_price": "100", "date": day} for day in DAYS]
    told = read_preview(FACTS | {"buyer": {"country": "EE", "business": False}, "seller": ESTONIAN, "lines": lines})
    assert [part["rate"] for group in told["groups"] for part in group["components"]] == ["22", "24"]
    assert amounts(told) == ("2000.00", "460.00", "2460.00")
    assert [line["group"] for line in told["lines"]] == [0, 1]


def test_inclusive_prices_certificate_and_withholding(db: None) -> None:
    inclusive = FACTS | {
        "inclusive": True,
        "buyer": {"country": "DE", "business": False},
        "withholding": {"rate": "15"},
    }
    told = read_preview(inclusive)
    assert amounts(told) == ("756.30", "143.70", "900.00")
    assert (told["withheld"], told["payable"]) == ("113.45", "786.55")
    held = {"number": "ST-119", "country": "US", "region": "NY", "supplies": ["digital"], "valid_from": "2025-01-01"}
    buyer = {"country": "US", "region": "NY-NYC", "business": True, "certificate": held | {"reason": "Resale"}}
    seller = {"country": "US", "registrations": [{"country": "US", "region": "NY", "number": "NY-1"}]}
    lines = [{"supply": "digital", "quantity": "1", "unit_price": "100"}]
    told = read_preview(FACTS | {"currency": "USD", "seller": seller, "buyer": buyer, "lines": lines})
    assert (told["groups"][0]["category"], told["groups"][0]["certificate"], told["tax"]) == ("E", "ST-119", "0.00")


def test_the_command_reads_a_file_and_stores_nothing(db: None, tmp_path: Path) -> None:
    path, out = tmp_path / "facts.json", StringIO()
    path.write_text(json.dumps(FACTS))
    call_command("tax_preview", str(path), "--json", stdout=out)
    assert json.loads(out.getvalue())["gross"] == "900.00"
    call_command("tax_preview", str(path), stdout=out)
    assert "Reverse charge" in out.getvalue()
    assert not TaxRate.objects.exists()
    for words, why in (("{", "is no JSON"), (json.dumps(FACTS | {"buyer": {"country": "FR"}}), "business")):
        path.write_text(words)
        with pytest.raises(CommandError, match=why):
            call_command("tax_preview", str(path))
    with pytest.raises(CommandError, match="cannot read"):
        call_command("tax_preview", str(tmp_path / "none.json"))
