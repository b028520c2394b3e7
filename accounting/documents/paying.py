"""How a document is paid: one sentence, what to type into the transfer, and the same for the bank's camera."""

from typing import Any

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from segno.helpers import make_epc_qr
from stdnum import bic, iban
from stdnum.us import rtn

from accounting.documents.document import Document
from accounting.documents.speech import Speech
from accounting.documents.wording import Words

MOST = 999_999_999  # euros that an EPC code can carry
NAME_LETTERS, NAME_BYTES = 70, 140  # of the payee in it; all of it is 331 bytes at most


def payment_of(speech: Speech) -> dict[str, Any] | None:
    """Where the money goes; nothing where none is asked for."""
    document, words = speech.document, speech.words
    payment = document.payment
    if payment is None or not speech.asks or not document.due_on:
        return None
    facts = [
        (words["payee"], payment.payee),
        (words["bank"], payment.bank_name),
        _account(words, payment.account),
        _bank_code(words, payment.bank_code),
        (words["reference"], document.number),
    ]
    return {
        "sentence": _sentence(speech),
        "facts": [(label, value) for label, value in facts if value],
        "code": epc_code(document),
    }


def _sentence(speech: Speech) -> SafeString:
    document = speech.document
    number = format_html('<span class="whole">{}</span>', document.number)
    told = {"amount": speech.money(document.transferable), "day": speech.day(document.due_on), "number": number}
    return format_html(speech.words["pay_by"], **told)


def _account(words: Words, number: str) -> tuple[str, str]:
    return ("IBAN", iban.format(number)) if iban.is_valid(number) else (words["account"], number)


def _bank_code(words: Words, code: str) -> tuple[str, str]:
    if bic.is_valid(code):
        return "BIC", code
    return words["routing" if rtn.is_valid(code) else "bank_code"], code


def epc_code(document: Document) -> SafeString:
    """The transfer as a QR code (EPC069-12, version 2) in SVG; blank where it is none in euros to an IBAN.

    A draft and a voided document have none: nobody shall pay them by pointing a telephone at them.
    """
    payment, amount = document.payment, document.transferable
    if payment is None or document.standing or document.currency != "EUR" or not 0 < amount.amount <= MOST:
        return mark_safe("")
    if not iban.is_valid(payment.account):
        return mark_safe("")
    payee = payment.payee[:NAME_LETTERS].encode()[:NAME_BYTES].decode(errors="ignore")
    code = _epc(document, payee, iban.compact(payment.account), payment.bank_code)
    return mark_safe(code.svg_inline(border=0, omitsize=True, svgclass="epc", lineclass=None))


def _epc(document: Document, payee: str, account: str, code: str) -> segno.QRCode:
    known = bic.compact(code) if bic.is_valid(code) else None
    return make_epc_qr(payee, account, document.transferable.amount, text=document.number, bic=known, encoding="utf-8")
