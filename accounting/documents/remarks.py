"""What the norm has no field for, in words of the customer's language: it goes into the notes (BT-22)."""

from collections.abc import Iterator
from typing import Final

from accounting.documents.document import Document, TaxGroup
from billing_suite.kernel.values.locales import Tongue, tongue_for

WORDS: Final = {
    "en": {
        "component": "{component} {rate} on {base}: {tax}",
        "certificate": "Exemption certificate {number}",
        "withheld": "The customer withholds tax of {amount} and pays it to the authority for the seller.",
        "vat_id": "VAT ID of {name}: {number}",
        "credited": "This amount is credited to the customer.",
    },
    "de": {
        "component": "{component} {rate} auf {base}: {tax}",
        "certificate": "Freistellungsbescheinigung {number}",
        "withheld": "Der Kunde behält {amount} Steuer ein und führt sie für den Verkäufer an die Behörde ab.",
        "vat_id": "USt-IdNr. von {name}: {number}",
        "credited": "Dieser Betrag wird dem Kunden gutgeschrieben.",
    },
    "fr": {
        "component": "{component} {rate} sur {base} : {tax}",
        "certificate": "Certificat d'exonération {number}",
        "withheld": "Le client retient {amount} de taxe et les verse à l'administration pour le compte du vendeur.",
        "vat_id": "N° de TVA de {name} : {number}",
        "credited": "Ce montant est porté au crédit du client.",
    },
}


def remarks(document: Document) -> tuple[str, ...]:
    """The document's own notes, then what its taxes and parties have that the norm has not; none twice."""
    return tuple(dict.fromkeys(note for note in _all(document) if note))


def credited(document: Document) -> str:
    """What a credit note says where an invoice says until when to pay."""
    return WORDS[_tongue(document).language]["credited"]


def _tongue(document: Document) -> Tongue:
    return tongue_for(document.language, document.buyer.country, spoken=WORDS)


def _all(document: Document) -> Iterator[str]:
    tongue = _tongue(document)
    words = WORDS[tongue.language]
    yield from document.notes
    for group in document.groups():
        if _has_names(group):
            for part in group.components:
                yield words["component"].format(
                    component=part.component,
                    rate=tongue.percent(part.rate),
                    base=tongue.money(part.base),
                    tax=tongue.money(part.tax),
                )
        if group.certificate:
            yield words["certificate"].format(number=group.certificate)
    if document.withheld:
        yield words["withheld"].format(amount=tongue.money(document.withheld))
    if any(group.category == "O" for group in document.groups()):  # BR-O-02: the ids may stand in words only
        for party in (document.seller, document.buyer):
            if party.vat_id:
                yield words["vat_id"].format(name=party.name, number=party.vat_id)
    yield document.books_rate


def _has_names(group: TaxGroup) -> bool:
    """Whether the group is another tax than VAT, or several: the norm knows one, and calls it VAT."""
    return bool(group.tax) and (len(group.components) > 1 or group.components[0].component != "VAT")
