"""What the law wants said beneath the totals, in the document's language and as it was decided."""

from typing import Any

from accounting.documents.demands import told
from accounting.documents.document import TaxGroup
from accounting.documents.speech import Speech, letter_of, written

Note = dict[str, Any]


def notes_of(speech: Speech) -> list[Note]:
    """Why a group bears no tax, and the tax in the books' currency."""
    groups = list(speech.document.groups())
    said = [_group(speech, group, lettered=len(groups) > 1) for group in groups]
    books = _books_tax(speech)
    return [note for note in said if note] + ([_note(books)] if books else [])


def remarks_of(speech: Speech) -> list[str]:
    """What else is said: the seller's own words, and a sentence that the law of their country wants."""
    return [text for text in (*speech.document.notes, _sentence(speech)) if text]


def _note(text: str, **more: Any) -> Note:
    return {"group": "", "title": "", "text": text, "ids": []} | more


def _group(speech: Speech, group: TaxGroup, *, lettered: bool) -> Note | None:
    """The law's words, the reason as it was decided, the certificate, both VAT ids where the customer owes the tax."""
    words = speech.words
    more = [words["certificate"].format(number=group.certificate)] if group.certificate else []
    if group.category == "S" and not more:
        return None
    title = words.get(group.category, "")
    return _note(
        group.reason,
        group=letter_of(group.group) if lettered else "",
        title="" if group.reason.casefold().startswith(title.casefold()) else title,
        ids=more + (_vat_ids(speech) if group.category in ("AE", "K") else []),
    )


def _vat_ids(speech: Speech) -> list[str]:
    seller, buyer = speech.document.seller, speech.document.buyer
    own = seller.vat_id or ", ".join(seller.registrations)
    parties = ((seller, own), (buyer, buyer.vat_id))
    return [
        speech.words["vat_id_of"].format(name=party.name, number=written(number, party.country))
        for party, number in parties
        if number
    ]


def _books_tax(speech: Speech) -> str:
    """Tax is owed in the seller's currency: said where the document bears another."""
    owed = speech.document.books_tax
    if owed is None:
        return ""
    told_words = {"currency": owed.currency.code, "amount": speech.money(owed), "rate": speech.document.books_rate}
    return speech.words["books_tax"].format(**told_words)


def _sentence(speech: Speech) -> str:
    return told(speech.law.sentence, speech.tongue.language) if speech.asks else ""
