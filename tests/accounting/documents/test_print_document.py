"""What papers say by kind and language: titles, what they answer, totals, notes (RULES 8, 9, 10, 13)."""

from dataclasses import replace
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from accounting.documents.document import KINDS, Document, DocumentTax
from accounting.documents.printing import print_document
from accounting.documents.wording import WORDS
from billing_suite.kernel.values.money import zero
from tests.accounting.documents import cast
from tests.accounting.documents.cast import eur
from tests.accounting.documents.reading import pages

TITLES = {
    "invoice": ("Invoice", "Rechnung", "Facture"),
    "deposit": ("Deposit invoice", "Anzahlungsrechnung", "Facture d'acompte"),
    "credit_note": ("Credit note", "Rechnungskorrektur", "Avoir"),
    "corrected": ("Corrected invoice", "Berichtigte Rechnung", "Facture rectificative"),
}
REVERSE = "Reverse charge: VAT is payable by the recipient (Articles 44 and 196, Directive 2006/112/EC)"
LAW = {  # Directive 2006/112/EC, article 226 (11a), in the official wording of each language
    "en": "",
    "de": "Steuerschuldnerschaft des Leistungsempfängers",
    "fr": "Autoliquidation",
}


def totals(document: Document) -> list[tuple[str, str]]:
    """The rows beneath the lines, blanks as one types them."""
    rows = print_document(document)["totals"]
    return [(row["label"].replace("\xa0", " "), row["amount"].replace("\xa0", " ")) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("place", "language"), list(enumerate(WORDS)))
def test_every_kind_has_its_title_in_every_language(kind: str, place: int, language: str) -> None:
    printed = print_document(cast.invoice(kind=kind, language=language))
    assert printed["title"] == f"{TITLES[kind][place]} DE-INV-2026-00012"
    assert printed["mail"]["subject"].startswith(printed["title"])


def test_a_credit_note_names_its_invoice_and_asks_for_nothing() -> None:
    text = " ".join(pages(cast.credit_note(language="fr")))
    for words in (
        "Avoir DE-CN-2026-00002",
        "Numéro d'avoir DE-CN-2026-00002",
        "Avoir sur la facture DE-INV-2026-00012 du 3 avril 2026.",
        "Montant de l'avoir (EUR)",
    ):
        assert words in text
    for words in ("Net à payer", "Échéance", "IBAN", "Merci de régler"):
        assert words not in text


def test_rules10_a_final_invoice_deducts_its_deposit_and_says_what_is_left() -> None:
    document = cast.final(language="en")
    assert totals(document) == [
        ("Sum of lines", "998,58 €"),
        ("Partner discount", "-40,00 €"),
        ("Courier", "12,00 €"),
        ("Net total", "970,58 €"),
        ("USt 19 % on 970,58 €", "184,41 €"),
        ("Total", "1.154,99 €"),
        ("Already paid", "-100,00 €"),
        ("Rounding", "0,01 €"),
        ("Tax withheld by you", "-25,00 €"),
        ("Amount due", "1.030,00 €"),
    ]
    text = " ".join(pages(document))
    for words in (
        "Deducts deposit invoice DE-INV-2026-00007 of 2 February 2026.",
        "4 Deposit invoice DE-INV-2026-00007 -1 pcs 500,00 € -500,00 €",
        "less Loyalty (1 %): 14,25 €",
        "3 Text messages 2.500 pcs 7,50 € per 100 187,50 €",
        "2 Hosting 3 months 49,90 € 149,70 €",
        "Your reference K. Jansen",
        "Please pay 1.030,00 € by 3 May 2026",
    ):
        assert words in text


def test_nothing_is_left_to_pay() -> None:
    document = cast.invoice()
    paid = replace(document, prepaid=document.gross)
    printed = print_document(paid)
    assert (printed["payable"], printed["payment"]) == ("Es ist nichts zu zahlen.", None)
    assert "Fällig am" not in dict(printed["facts"])


@pytest.mark.parametrize("language", WORDS)
def test_rules8_the_law_speaks_the_documents_language_beside_the_stored_reason(language: str) -> None:
    net = cast.invoice().net
    document = cast.invoice(buyer=cast.LUMIERE, language=language, taxes=cast.untaxed("AE", REVERSE, net))
    (note,) = print_document(document)["notes"]
    assert (note["title"], note["text"]) == (LAW[language], REVERSE)
    assert [line.split()[-1] for line in note["ids"]] == ["DE136695976", "FR40303265045"]


@pytest.mark.parametrize("category", ["K", "G", "O", "E", "Z"])
@pytest.mark.parametrize("language", WORDS)
def test_every_untaxed_category_has_its_words(category: str, language: str) -> None:
    document = cast.invoice(language=language, taxes=cast.untaxed(category, "As decided.", cast.invoice().net))
    (note,) = print_document(document)["notes"]
    assert note["title"] == WORDS[language][category]
    assert (note["text"], bool(note["ids"])) == ("As decided.", category == "K")


def test_rules9_the_certificate_is_printed() -> None:
    document = cast.invoice(taxes=cast.untaxed("E", "Resale", cast.invoice().net, certificate="NY-RC-88"))
    assert print_document(document)["notes"][0]["ids"] == ["Freistellungsbescheinigung NY-RC-88"]


def test_rules6_components_of_a_group_stand_each_by_itself() -> None:
    net = cast.invoice().net
    parts = [
        DocumentTax(group=0, category="S", component=name, rate=Decimal(rate), base=net, tax=eur(tax))
        for name, rate, tax in (("State sales tax", "4", "158.18"), ("City sales tax", "4.5", "177.95"))
    ]
    rows = totals(cast.invoice(taxes=parts))
    assert rows[1:3] == [
        ("State sales tax 4 % auf 3.954,39 €", "158,18 €"),
        ("City sales tax 4,5 % auf 3.954,39 €", "177,95 €"),
    ]


@pytest.mark.parametrize("standing", ["draft", "voided"])
@pytest.mark.parametrize("language", WORDS)
def test_a_paper_that_is_not_in_force_is_stamped_on_every_page(standing: str, language: str) -> None:
    document = cast.invoice(40, language=language, standing=standing)
    read = pages(document)
    assert len(read) > 1
    assert all(WORDS[language][f"{standing}_stamp"] in page for page in read)
    payment = print_document(document)["payment"]
    assert (payment["code"] == "") if standing == "draft" else payment is None
    assert WORDS[language][f"{standing}_stamp"] not in " ".join(pages(cast.invoice(1, language=language)))


def test_what_does_not_apply_is_not_printed() -> None:
    bare = cast.deposit(po_number="", contract="", project="", project_name="", payment=None, due_on=None)
    printed = print_document(replace(bare, buyer=replace(bare.buyer, vat_id="", reference="")))
    assert [label for label, _ in printed["facts"]] == ["Rechnungsnummer", "Rechnungsdatum"]
    assert (printed["payment"], printed["notes"], printed["answers"]) == (None, [], "")
    assert totals(replace(bare, withheld=zero("EUR")))[-1][0] == "Gesamtbetrag"


def test_every_language_has_every_word_with_the_same_gaps() -> None:
    gaps: dict[str, dict[str, Any]] = {
        language: {key: {gap for _, gap, _, _ in Formatter().parse(text) if gap} for key, text in words.items()}
        for language, words in WORDS.items()
    }
    assert gaps["de"] == gaps["en"] == gaps["fr"]
