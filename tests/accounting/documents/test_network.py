"""What Peppol turns back although the norm takes it, by rule; what our UBL keeps of it by how it is written."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accounting.documents.document import Document
from accounting.documents.network import check_for_network
from accounting.documents.ubl import ubl
from billing_suite.kernel.values.money import money
from tests.accounting.documents.drawing import LUMIERE, NORDLICHT, SPREE, allowance, bill, texts, work

BASE = money("100.00", "EUR")
TEN = Decimal(10)


@pytest.mark.parametrize(
    ("document", "rules"),
    [
        (bill(), []),
        (bill(kind="corrected"), []),
        (bill(kind="corrected", buyer=LUMIERE), ["P0112"]),
        (bill(buyer_reference="", po_number="PO-7"), []),
        (bill(buyer_reference=""), ["R003"]),
        (bill(buyer=replace(NORDLICHT, email="")), ["R010"]),
        (bill(seller=replace(SPREE, email="")), ["R020"]),
        (bill(seller=replace(SPREE, email="", endpoint=("9930", "DE136695976"))), []),
        (bill(adjustments=(allowance("10.00", percent=TEN),)), ["R041"]),
        (bill(work(adjustments=(allowance("10.00", base=BASE),))), ["R042"]),
        (bill(adjustments=(allowance("10.03", percent=TEN, base=BASE),)), ["R040"]),
        (bill(adjustments=(allowance("10.02", percent=TEN, base=BASE),)), []),
        (bill(work(price_base=Decimal(-1))), ["R121"]),
        (bill(replace(work(), net=money("1000.03", "EUR"))), ["R120"]),
        (bill(work(supply_from=date(2026, 2, 28))), ["R110"]),
        (bill(work(supply_to=date(2026, 4, 1))), ["R111"]),
        (bill(work(supply_from=date(2026, 3, 1), supply_to=date(2026, 3, 31))), []),
    ],
)
def test_the_network_turns_back_what_breaks_its_rules(document: Document, rules: list[str]) -> None:
    assert [found.rule for found in check_for_network(document)] == [f"PEPPOL-EN16931-{rule}" for rule in rules]


def test_the_rest_is_kept_by_how_it_is_written() -> None:
    document = bill(notes=("Thank you", "See you"), project="PRJ-1", kind="credit_note", books_tax=money("1.00", "USD"))
    xml = ubl(document)
    assert texts(xml, "CustomizationID")[0].startswith("urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu")
    assert texts(xml, "ProfileID") == ["urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"]
    assert texts(xml, "Note")[0] == "Thank you See you"  # R002: one note
    assert texts(xml, "AdditionalDocumentReference") == ["PRJ-1 50"]  # R080
    assert len(texts(xml, "TaxTotal")) == 2 and texts(xml, "TaxTotal")[1] == "1.00"  # R053, R054
