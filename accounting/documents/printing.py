"""What the paper of a document says: every text that the template places, a pure function of the document."""

from typing import Any

from accounting.documents.document import Document
from accounting.documents.figures import lines_of, totals_of
from accounting.documents.mailing import mail_of
from accounting.documents.notes import notes_of, remarks_of
from accounting.documents.paying import payment_of
from accounting.documents.speech import Speech, speech_of, written
from billing_suite.kernel.values.addresses import paper_size

Facts = list[tuple[str, str]]
DUE, CREDITED = "amount_due", "amount_credited"


def print_document(document: Document) -> dict[str, Any]:
    """Amounts, days and sentences of the paper and of its e-mail, already in the customer's words."""
    speech = speech_of(document)
    words, seller, buyer = speech.words, document.seller, document.buyer
    credits = document.kind == "credit_note"
    return {
        "words": words,
        "language": speech.tongue.language,
        "size": paper_size(seller.country),
        "name": speech.title,
        "title": f"{speech.title} {document.number}",
        "number": document.number,
        "currency": document.currency,
        "issued_on": document.issued_on,
        "seller": seller,
        "seller_lines": speech.address(seller, buyer),
        "customer": buyer,
        "customer_lines": [*filter(None, [buyer.attention]), *speech.address(buyer, seller)],
        "logo": document.logo,
        "facts": facts_of(speech),
        "answers": answers_of(speech),
        **lines_of(speech),
        "totals": totals_of(speech),
        "due_label": words[CREDITED if credits else DUE],
        "due": speech.money(document.gross if credits else document.transferable),
        "payable": payable_words(speech),
        "payment": payment_of(speech),
        "notes": notes_of(speech),
        "remarks": remarks_of(speech),
        "registered": registered_of(speech),
        "standing": document.standing,
        "stamp": words[f"{document.standing}_stamp"] if document.standing else "",
        "watermark": words[document.standing] if document.standing else "",
        "mail": mail_of(speech),
    }


def payable_words(speech: Speech) -> str:
    """By when to pay, or that nothing is to be paid; a credit note asks for nothing."""
    document = speech.document
    if document.kind == "credit_note":
        return ""
    if not speech.asks:
        return speech.words["nothing_due"]
    return speech.words["payable"].format(day=speech.day(document.due_on)) if document.due_on else ""


def facts_of(speech: Speech) -> Facts:
    """What the document is about; what does not apply is not printed."""
    document, words = speech.document, speech.words
    credits = document.kind == "credit_note"
    facts = [
        (words["credit_number" if credits else "number"], document.number),
        (words["credit_issued" if credits else "issued"], speech.day(document.issued_on)),
        (words["due"], speech.day(document.due_on) if speech.asks else ""),
        (words["tax_point"], speech.day(document.tax_point) if document.tax_point != document.issued_on else ""),
        (words["period"], speech.period),
        (words["customer"], document.buyer.reference),
        (_buyers_number(speech), written(document.buyer.vat_id, document.buyer.country)),
        (words["buyer_reference"], document.buyer_reference),
        (words["po"], document.po_number),
        (words["contract"], document.contract),
        (words["project"], f"{document.project} {document.project_name}".strip()),
    ]
    return [(label, value) for label, value in facts if value]


def _buyers_number(speech: Speech) -> str:
    label = speech.number_label(speech.document.buyer)
    return speech.words["your"].format(label=label) if label else speech.words["vat_id"]


def answers_of(speech: Speech) -> str:
    """Which documents this one credits, corrects or deducts."""
    document, words = speech.document, speech.words
    named = [
        words["of_day"].format(number=each.number, day=speech.day(each.issued_on)) if each.issued_on else each.number
        for each in document.preceding
    ]
    return words[f"answers_{document.kind}"].format(documents=", ".join(named)) if named else ""


def registered_of(speech: Speech) -> Facts:
    """Under which numbers the seller is registered for this document's taxes."""
    words, seller = speech.words, speech.document.seller
    label = speech.number_label(seller)
    others = [number for number in seller.registrations if number != seller.vat_id]
    facts = [(label or words["seller_vat_id"], seller.vat_id)] if seller.vat_id else []
    facts += [(label if label and not facts else words["registered"], number) for number in others]
    return [(name, written(number, seller.country)) for name, number in facts]
