"""What the seller's country demands of a paper: title, name of the tax, its number as it is written there."""

from dataclasses import replace

import pytest

from accounting.documents.document import Document
from accounting.documents.printing import print_document
from billing_suite.kernel.values.addresses import paper_size
from tests.accounting.documents import cast


def sold_from(country: str, number: str, **more: str) -> Document:
    """An invoice of a seller there, its tax by the general name."""
    document = cast.invoice(**{"language": "en"} | more)
    return replace(
        document,
        seller=replace(cast.SPREE, country=country, vat_id=number),
        taxes=[replace(document.taxes[0], component="VAT")],
    )


@pytest.mark.parametrize(
    ("country", "number", "label", "written", "tax"),
    [
        ("GB", "GB980780684", "VAT no.", "GB980780684", "VAT"),
        ("AU", "83914571673", "ABN", "83 914 571 673", "GST"),
        ("NZ", "49098576", "GST no.", "49-098-576", "GST"),
        ("CH", "CHE107787577MWST", "MWST-Nr.", "CHE-107.787.577 MWST", "VAT"),
        ("CH", "CHE-107.787.577", "MWST-Nr.", "CHE-107.787.577 MWST", "VAT"),
        ("NO", "NO995525828MVA", "Org.nr", "995 525 828 MVA", "MVA"),
        ("CA", "123026635RT0001", "GST/HST no.", "123026635RT0001", "GST/HST"),
        ("JP", "T5835678256246", "Registration number", "T5835678256246", "Consumption tax"),
        ("JP", "5-8356-7825-6246", "Registration number", "T5835678256246", "Consumption tax"),
        ("US", "11-2233445", "Tax registration", "11-2233445", "Sales tax"),
        ("DE", "DE136695976", "VAT ID", "DE136695976", "VAT"),
        ("AU", "not yet known", "ABN", "not yet known", "GST"),
    ],
)
def test_the_number_and_the_tax_are_named_as_in_the_country(
    country: str, number: str, label: str, written: str, tax: str
) -> None:
    printed = print_document(sold_from(country, number))
    assert printed["registered"] == [(label, written)]
    assert printed["totals"][1]["label"].startswith(f"{tax} 19")


def test_a_seller_with_a_registration_only_is_labelled_by_it() -> None:
    document = sold_from("AU", "")
    registered = replace(document, seller=replace(document.seller, registrations=("83914571673",)))
    assert print_document(registered)["registered"] == [("ABN", "83 914 571 673")]


@pytest.mark.parametrize(
    ("country", "kind", "language", "title"),
    [
        ("AU", "invoice", "en", "Tax invoice"),  # GST Act 1999, 29-70 (1) (c)
        ("AU", "credit_note", "en", "Adjustment note"),  # GST Act 1999, 29-75
        ("AU", "invoice", "de", "Rechnung (Tax invoice)"),
        ("NZ", "deposit", "en", "Tax invoice"),
        ("NZ", "credit_note", "en", "Credit note"),
        ("GB", "invoice", "en", "Invoice"),
        ("US", "invoice", "en", "Invoice"),
    ],
)
def test_the_title_is_the_laws_where_the_law_insists(country: str, kind: str, language: str, title: str) -> None:
    assert print_document(sold_from(country, "1", kind=kind, language=language))["name"] == title


def test_an_unregistered_seller_makes_no_tax_invoice() -> None:
    assert print_document(sold_from("AU", ""))["name"] == "Invoice"


def test_the_swiss_tax_is_named_in_their_languages() -> None:
    assert print_document(sold_from("CH", "", language="de"))["totals"][1]["label"].startswith("MWST 19")
    assert print_document(sold_from("CH", "", language="fr"))["totals"][1]["label"].startswith("TVA 19")


def test_the_buyers_number_is_named_as_in_their_country() -> None:
    document = sold_from("DE", "DE136695976")
    norwegian = replace(document, buyer=replace(cast.NORDLICHT, country="NO", vat_id="995525828"))
    assert ("Your Org.nr", "995 525 828 MVA") in print_document(norwegian)["facts"]


def test_a_french_invoice_tells_the_price_of_paying_late() -> None:
    """Code de commerce, L441-9 and D441-5."""
    (remark,) = print_document(sold_from("FR", "FR40303265045", language="fr"))["remarks"]
    assert "indemnité forfaitaire de 40 € pour frais de recouvrement" in remark
    assert print_document(sold_from("FR", "FR40303265045", kind="credit_note"))["remarks"] == []
    assert print_document(sold_from("DE", "DE136695976"))["remarks"] == []


def test_paper_is_of_the_countrys_size() -> None:
    assert [paper_size(country) for country in ("US", "CA", "DE", "JP", "ZZ")] == ["letter", "letter", "A4", "A4", "A4"]
