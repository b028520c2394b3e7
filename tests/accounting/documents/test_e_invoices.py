"""Each document as CII and as UBL: both pass their schema and every published rule of EN 16931."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounting.documents.cii import cii
from accounting.documents.document import PIECE, Document, Party, Preceding
from accounting.documents.norm import NotCarried, carry
from accounting.documents.ubl import ubl
from billing_suite.kernel.values.money import money
from tests.accounting.documents.drawing import (
    BUYERS,
    CLEAN,
    HUDSON,
    IBAN,
    LUMIERE,
    NEW_YORK,
    NORDLICHT,
    SPREE,
    TAXES,
    Tax,
    allowance,
    bill,
    charge,
    findings,
    texts,
    work,
)

pytestmark = pytest.mark.once

EUR = "EUR"
REDUCED = Tax("S", (("VAT", "7"),))
LINES = [
    work("38.5", "120", position=1, phase="Discovery", role="Designer", supply_from=date(2026, 3, 2)),
    work("12.25", "99.999", position=2, group=1, adjustments=(allowance("5.00"), charge("2.50"))),
]
INVOICE = Preceding(number="INV-2026-00001", issued_on=date(2026, 2, 1))
STORIES: dict[str, Document] = {
    **{f"category {code}": bill(taxes={0: tax}, buyer=BUYERS.get(code, NORDLICHT)) for code, tax in TAXES.items()},
    "two rates, phases, roles, line allowance and charge": bill(*LINES, taxes={0: Tax(), 1: REDUCED}),
    "allowance and charge on the document": bill(
        *LINES,
        taxes={0: Tax(), 1: REDUCED},
        adjustments=(
            allowance("46.20", percent=Decimal(1), base=money("4620.00", EUR)),
            charge("30.00", group=1),
        ),
    ),
    "deposit": bill(work("1", "5000", unit=PIECE), kind="deposit", supply_from=None, supply_to=date(2026, 4, 15)),
    "deposit deducted by lines": bill(
        work("100", "120"), work("-1", "5000", unit=PIECE, position=2), preceding=(INVOICE,)
    ),
    "deposit deducted as prepaid": bill(work("100", "120"), prepaid=money("5950.00", EUR), preceding=(INVOICE,)),
    "deducted to nothing": bill(work("1", "500"), work("-1", "500", position=2), due_on=None),
    "credit note": bill(kind="credit_note", due_on=None, payment=None, preceding=(INVOICE,), project="PRJ-00001"),
    "credit note with an account": bill(kind="credit_note", preceding=(INVOICE,), tax_point=date(2026, 3, 31)),
    "corrected invoice": bill(kind="corrected", preceding=(INVOICE,)),
    "price for 1,000 pieces": bill(work("2500", "12.50", unit=PIECE, price_base=Decimal(1000))),
    "cash rounding": bill(
        work("1", "10.02", unit=PIECE, currency="CHF"),
        currency="CHF",
        taxes={0: Tax("S", (("VAT", "8.1"),))},
        rounding=money("0.02", "CHF"),
        seller=replace(SPREE, country="CH", vat_id="CHE-116.281.710 MWST"),
    ),
    "references": bill(
        po_number="PO-7",
        contract="CTR-00001",
        project="PRJ-00001",
        project_name="Portal",
        tax_point=date(2026, 3, 31),
        terms="Two per cent off within ten days",
        notes=("Thank you", "See you"),
    ),
    "state and local sales tax": bill(
        work("7.3", "150", currency="USD"),
        currency="USD",
        taxes={0: NEW_YORK},
        seller=HUDSON,
        buyer=replace(NORDLICHT, country="US", vat_id=""),
        payment=replace(IBAN, account="021000021-4711", bank_code="021000021"),
    ),
    "sales tax out of scope": bill(
        work(currency="USD"), currency="USD", taxes={0: Tax("O", (("Sales tax", "0"),), "Outside")}, seller=HUDSON
    ),
    "goods and services tax, an ABN for a VAT id": bill(
        work(currency="AUD"),
        currency="AUD",
        taxes={0: Tax("S", (("GST", "10"),))},
        seller=Party(name="Yarra Pty Ltd", country="AU", vat_id="51 824 753 556", email="x@yarra.example"),
        buyer=Party(name="Murray Pty Ltd", country="AU", vat_id="53 004 085 616", email="x@murray.example"),
    ),
    "foreign currency": bill(
        work(currency="USD"), currency="USD", books_tax=money("175.93", EUR), books_rate="1 USD = 0.92595 EUR"
    ),
    "no decimals": bill(
        work("12.5", "9999", currency="JPY"),
        currency="JPY",
        taxes={0: Tax("S", (("Consumption tax", "10"),))},
        books_tax=money("77.31", EUR),
    ),
    "groups of one rate": bill(
        work("1", "0.07"), work("1", "0.07", group=1, position=2), taxes={0: Tax(), 1: Tax(certificate="unused")}
    ),
    "exempt for two reasons": bill(
        work(), work(group=1, position=2), taxes={0: TAXES["E"], 1: replace(TAXES["E"], reason="Article 135")}
    ),
    "withheld": bill(withheld=money("150.00", EUR), language="de"),
    "endpoints": bill(
        seller=replace(SPREE, endpoint=("9930", "DE136695976"), legal_id="HRB 1"),
        buyer=replace(NORDLICHT, endpoint=("0204", "991-1234512345-06"), street="Hof\nHaus 2\nEG\nlinks"),
    ),
    "letters that XML has no place for": bill(
        work(description="A\x0bB & <C>"), notes=("tab\x00", "\x01"), po_number=" "
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_a_document_of_any_kind_is_an_e_invoice(story: str) -> None:
    assert findings(STORIES[story]) == CLEAN
    assert [make(STORIES[story]) for make in (cii, ubl)] == [make(STORIES[story]) for make in (cii, ubl)]


@pytest.mark.parametrize(
    ("kind", "code", "root"),
    [
        ("invoice", "380", b"<Invoice "),
        ("deposit", "386", b"<Invoice "),
        ("corrected", "384", b"<Invoice "),
        ("credit_note", "381", b"<CreditNote "),
    ],
)
def test_the_kind_is_told_by_its_code(kind: str, code: str, root: bytes) -> None:
    document = bill(kind=kind)
    assert texts(cii(document), "TypeCode")[0] == code
    assert root in ubl(document) and texts(
        ubl(document), "CreditNoteTypeCode" if code == "381" else "InvoiceTypeCode"
    ) == [code]


def test_components_are_one_category_and_a_note_each() -> None:
    """RULES 6: 1,095.00 at 4, 4.5 and 0.375 per cent, each rounded by itself."""
    carried = carry(STORIES["state and local sales tax"])
    assert [(each.code, each.rate, str(each.tax.amount)) for each in carried.categories] == [
        ("S", Decimal("8.875"), "97.19")
    ]
    assert carried.notes == (
        "New York State 4% on $1,095.00: $43.80",
        "New York City 4.5% on $1,095.00: $49.28",
        "MCTD 0.375% on $1,095.00: $4.11",
    )
    assert carried.seller.tax_number == "NY-4711" and carried.seller.further == "NJ-0815"


def test_a_component_on_top_of_another_counts_on_the_groups_base() -> None:
    document = bill(taxes={0: Tax("S", (("GST", "5"), ("QST", "9.5")))})
    gst, qst = document.taxes
    on_top = replace(qst, base=money("1050.00", EUR), tax=money("99.75", EUR))
    compound = replace(document, taxes=[gst, on_top], tax=money("149.75", EUR), gross=money("1149.75", EUR))
    assert findings(compound) == CLEAN
    assert carry(compound).categories[0].rate == Decimal("14.975")


def test_what_is_out_of_scope_names_the_vat_ids_in_words_only() -> None:
    """BR-O-02 forbids the ids in their fields; the seller is known by its id as an identifier (BR-CO-26)."""
    carried = carry(STORIES["category O"])
    assert (carried.seller.vat_id, carried.buyer.vat_id, carried.seller.identifier) == ("", "", "DE136695976")
    assert carried.notes[-2:] == ("VAT ID of Spree Studio GmbH: DE136695976", "VAT ID of Thames Ltd: GB980780684")
    assert carried.categories[0].rate is None and carried.categories[0].reason_code == "VATEX-EU-O"


def test_a_number_without_letters_is_no_vat_id() -> None:
    """BR-CO-09 wants a country's letters: an ABN is the seller's tax number and the buyer's in a register."""
    carried = carry(STORIES["goods and services tax, an ABN for a VAT id"])
    seller, buyer = carried.seller, carried.buyer
    assert (seller.vat_id, seller.tax_number, seller.identifier) == ("", "51 824 753 556", "51 824 753 556")
    assert (buyer.vat_id, buyer.tax_number, buyer.legal_id) == ("", "", "53 004 085 616")


def test_groups_of_one_rate_are_one_breakdown() -> None:
    """BR-S-08: a category and rate once; each group keeps the rounding it was taxed with."""
    (one,) = carry(STORIES["groups of one rate"]).categories
    assert (str(one.base.amount), str(one.tax.amount)) == ("0.14", "0.02")
    (exempt,) = carry(STORIES["exempt for two reasons"]).categories
    assert exempt.reason == "Education, section 4 no. 21 UStG; Article 135"
    assert "Exemption certificate F-123" in carry(STORIES["exempt for two reasons"]).notes


@pytest.mark.parametrize(
    ("payment", "currency", "means"),
    [(IBAN, "EUR", "58"), (IBAN, "USD", "30"), (replace(IBAN, account="4711"), "EUR", "30")],
)
def test_a_sepa_transfer_is_in_euro_to_an_iban(payment: Any, currency: str, means: str) -> None:
    document = bill(work(currency=currency), currency=currency, payment=payment)
    assert texts(ubl(document), "PaymentMeansCode") == [means]
    assert texts(cii(document), "IBANID") == ([payment.account] if payment.account.startswith("DE") else [])


def test_the_tax_is_told_again_in_the_currency_of_the_books() -> None:
    assert texts(cii(STORIES["foreign currency"]), "TaxTotalAmount") == ["190.00", "175.93"]
    assert texts(ubl(STORIES["foreign currency"]), "TaxCurrencyCode") == [EUR]
    assert texts(ubl(bill(books_tax=money("190.00", EUR))), "TaxCurrencyCode") == []  # PEPPOL-EN16931-R005


def test_figures_have_the_decimals_of_their_currency() -> None:
    assert texts(ubl(STORIES["no decimals"]), "PayableAmount") == ["137487"]
    assert texts(ubl(STORIES["price for 1,000 pieces"]), "BaseQuantity") == ["1000"]
    assert texts(cii(STORIES["price for 1,000 pieces"]), "LineTotalAmount") == ["31.25", "31.25"]


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        (bill(work("1", "9.125", currency="KWD"), currency="KWD"), "BR-DEC-14"),
        (bill(books_tax=money("57.123", "KWD")), "BR-DEC-15"),
        (bill(work(), work(group=1), taxes={0: Tax(), 1: TAXES["O"]}, buyer=LUMIERE), "BR-O-11"),
        (bill(taxes={0: Tax("L")}), "BR-CL-17"),
        (bill(work(group=3)), "BR-CO-04"),
        (bill(kind="reminder"), "BR-CL-01"),
    ],
)
def test_what_the_norm_cannot_carry_is_refused_with_its_rule(document: Document, rule: str) -> None:
    for make in (cii, ubl):
        with pytest.raises(NotCarried) as refused:
            make(document)
        assert refused.value.rule == f"EN 16931 {rule}" and refused.value.record == document.number
