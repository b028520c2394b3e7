"""The shipped charts of accounts: complete, and each fault of one is told."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from accounting.books.actions import set_up_chart
from accounting.books.charts import CONTROLLED, PARTS, chart, chart_codes, read_chart
from accounting.books.models import SECTIONS, AccountRole, LedgerAccount
from billing_suite.kernel.values.refusals import Invalid, NotFound
from tests.builders import SET_UP, Stage, behind_the_verbs

CODES = ("au", "de", "gb", "us")
COMPONENTS = {
    "au": {"GST"},
    "de": {"USt"},
    "gb": {"VAT"},
    "us": {"New York State sales tax", "New York City sales tax", "MCTD surcharge"},
}
REQUIRED = {
    *("receivable", "receivable_revaluation", "tax_payable", "tax_revaluation", "customer_credits"),
    *("customer_credits_revaluation", "customer_deposits", "contract_asset", "contract_liability", "unbilled"),
    *("bank", "bank_revaluation", "revenue", "revenue:services", "revenue:digital", "revenue:expenses"),
    *("exchange_gain", "exchange_loss", "unrealised_gain", "unrealised_loss", "exchange_clearing", "bad_debt"),
    *("bank_fees", "cash_rounding", "withholding_tax", "retained_earnings"),
}


@pytest.mark.once
def test_four_charts_are_shipped_and_every_part_is_known():
    assert tuple(chart_codes()) == CODES
    assert set(PARTS) == REQUIRED
    assert set(SECTIONS) == {code for code, _ in LedgerAccount.TYPES}


@pytest.mark.once
@pytest.mark.parametrize("code", CODES)
def test_a_shipped_chart_is_complete(code):
    sheet = chart(code)
    numbers = [line.number for line in sheet.accounts]
    assert 45 <= len(numbers) == len(set(numbers)) <= 80
    assert numbers == sorted(numbers)
    assert (sheet.country, len(sheet.source) > 40) == (code.upper(), True)
    parts = [part for line in sheet.accounts for part in line.roles]
    assert len(parts) == len(set(parts))
    taxes = {part.partition(":")[2] for part in parts if part.startswith("tax_payable:")}
    assert taxes == COMPONENTS[code]
    assert set(parts) == REQUIRED | {f"tax_payable:{component}" for component in taxes}
    assert {line.section for line in sheet.accounts} == {name for names in SECTIONS.values() for name in names}
    for line in sheet.accounts:
        assert line.section in SECTIONS[line.type]
        assert line.control == any(part.partition(":")[0] in CONTROLLED for part in line.roles)
        assert bool(line.english) == (sheet.language != "en")


@pytest.mark.once
def test_a_part_is_found():
    assert chart("de").playing("tax_payable:USt").number == "3806"


@pytest.mark.once
def test_the_components_are_those_of_the_demo():
    demo = json.loads((settings.BASE_DIR / "fixtures" / "demo" / "agency.json").read_text())
    rates = [line["with"] for line in demo["set_up"] if line["do"] == "set_tax_rates"]
    named = {(place["country"].lower(), rate["component"]) for place in rates for rate in place["rates"]}
    taxed = {(code, component) for code, component in named if code in CODES and component != "Sales tax"}
    assert taxed <= {(code, component) for code, components in COMPONENTS.items() for component in components}


@pytest.mark.once
@pytest.mark.parametrize("code", ["fr", "../demo/agency", "", "DE"])
def test_a_chart_that_is_not_shipped_is_a_refusal(code):
    with pytest.raises(NotFound, match="there are au, de, gb, us"):
        chart(code)


def account(number: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda content: next(line for line in content["accounts"] if line["number"] == number)


@pytest.mark.once
@pytest.mark.parametrize(
    ("number", "changes", "words"),
    [
        ("1000", {"number": "12"}, "'12' is no number"),
        ("1010", {"number": "1000"}, "1000 stands there 2 times"),
        ("1000", {"name": ""}, "1000 has no name"),
        ("1000", {"section": "revenue"}, "1000: 'asset' does not stand in 'revenue'"),
        ("1000", {"type": "thing"}, "1000: 'thing' does not stand in 'cash'"),
        ("1200", {"control": False}, "1200 is no control account, its parts say otherwise"),
        ("1000", {"control": True}, "1000 is a control account, its parts say otherwise"),
        ("1000", {"roles": []}, "0 accounts play bank"),
        ("1030", {"roles": ["bank"]}, "2 accounts play bank"),
        ("1030", {"roles": ["suspense"]}, "1030: no asset plays suspense"),
        ("1030", {"roles": ["Bank!"]}, "'Bank!' is no part"),
        ("1030", {"roles": ["revenue:extra"]}, "1030: no asset plays revenue:extra"),
        ("2300", {"roles": ["tax_payable"]}, "no account plays tax_payable for a component"),
    ],
)
def test_every_fault_is_told(number, changes, words):
    content = json.loads((settings.BASE_DIR / "fixtures" / "charts" / "gb.json").read_text())
    if number == "1010":
        content["accounts"].append(copy.deepcopy(account("1030")(content)) | {"number": "1010"})
    account(number)(content).update(changes)
    with pytest.raises(Invalid) as told:
        read_chart("gb", content)
    assert words in str(told.value)
    assert (told.value.code, told.value.record) == ("chart-unreadable", "gb")


@pytest.mark.once
def test_what_is_missing_is_told():
    with pytest.raises(Invalid, match="source is missing; account 0: control, name"):
        read_chart("gb", {"name": "x", "country": "GB", "language": "en", "accounts": [{"number": "1000"}]})
    content = json.loads((settings.BASE_DIR / "fixtures" / "charts" / "gb.json").read_text())
    content["accounts"][2]["rolls"] = []
    with pytest.raises(Invalid, match="account 2: rolls missing or unknown"):
        read_chart("gb", content)


@pytest.mark.parametrize("code", CODES)
def test_a_shipped_chart_can_be_set_up(code: str, stage: Stage) -> None:
    with behind_the_verbs():
        AccountRole.objects.all().delete()
        LedgerAccount.objects.all().delete()
    sheet = chart(code)
    lines: Any = [
        {"number": line.number, "name": line.name, "type": line.type, "control": line.control, "roles": line.roles}
        for line in sheet.accounts
    ]
    set_up_chart(stage.entity, accounts=lines, by=SET_UP)
    assert LedgerAccount.objects.count() == len(sheet.accounts)
    assert AccountRole.objects.get(role="receivable").account.number == sheet.playing("receivable").number
